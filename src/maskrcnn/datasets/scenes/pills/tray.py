"""A tray with a round rim, as pharmacies count pills on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from maskrcnn.datasets.scenes.colors import Color, palette, varied
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.light import Light
from maskrcnn.masks import Float, Size

COLORS = palette("2F6DB5 3E8E6A E9ECEF 9AA5AE D9D2C4 B23A48 F2F2F2 455A64")


class Side(NamedTuple):
    """Where the side of a tray is from some pixels.

    Attributes
    ----------
    distance : float32 (H, W)
        How far away it is, in pixels; negative inside.
    x, y : float32 (H, W)
        The direction of its nearest point, of length 1.
    """

    distance: Float
    x: Float
    y: Float


@dataclass(frozen=True)
class Tray:
    """A tray; lengths are in pixels.

    Attributes
    ----------
    x, y : float
        Of its middle.
    cosine, sine : float
        By which it is turned.
    wide, high : float
        Half its sides.
    corner : float
        The radius of its corners.
    rim : float
        Half the width of its rim.
    color : Color
    """

    x: float
    y: float
    cosine: float
    sine: float
    wide: float
    high: float
    corner: float
    rim: float
    color: Color

    def holds(self, x: float, y: float, room: float) -> bool:
        """Tell whether there is room on its floor around a place."""
        x, y = x - self.x, y - self.y
        u, v = self.cosine * x + self.sine * y, self.cosine * y - self.sine * x
        edge = 2 * self.rim + room
        return abs(u) < self.wide - edge and abs(v) < self.high - edge

    def side(self, size: Size, right: float = 0.0, down: float = 0.0) -> Side:
        """Return where its side is, or where it were if the tray lay elsewhere."""
        x = np.arange(size[1], dtype=np.float32)[None, :] + np.float32(0.5 - self.x - right)
        y = np.arange(size[0], dtype=np.float32)[:, None] + np.float32(0.5 - self.y - down)
        u, v = self.cosine * x + self.sine * y, self.cosine * y - self.sine * x
        beyond_u = np.abs(u) - np.float32(self.wide - self.corner)
        beyond_v = np.abs(v) - np.float32(self.high - self.corner)
        out_u, out_v = np.maximum(beyond_u, 0), np.maximum(beyond_v, 0)
        radius = np.sqrt(out_u * out_u + out_v * out_v)
        at_corner = radius > 0
        safe = np.maximum(radius, np.float32(1e-6))
        along = np.where(at_corner, out_u / safe, beyond_u > beyond_v) * np.sign(u)
        across = np.where(at_corner, out_v / safe, beyond_u <= beyond_v) * np.sign(v)
        return Side(
            radius + np.minimum(np.maximum(beyond_u, beyond_v), 0) - np.float32(self.corner),
            np.asarray(self.cosine * along - self.sine * across, np.float32),
            np.asarray(self.sine * along + self.cosine * across, np.float32),
        )

    def laid(self, below: Float, light: Light) -> Float:
        """Return what is to be seen where it lies on something, in even light.

        Parameters
        ----------
        below : float32 (3, H, W)
            The albedo of what it lies on.
        light : Light

        Returns
        -------
        float32 (3, H, W)
        """
        size = below.shape[1], below.shape[2]
        x, y, z = light.on_table
        side = self.side(size)
        over = side.distance / self.rim + 1  # -1 to 1 across the rim
        cover = np.clip(0.5 - side.distance, 0, 1)
        shadow = np.zeros(size, np.float32)
        for part in (0.5, 1.2):
            away = part * self.rim / z
            moved = self.side(size, -x * away, -y * away).distance / self.rim + 1
            shadow = np.maximum(shadow, np.clip(1.5 - np.abs(moved), 0, 1))
        rise = np.sqrt(np.maximum(1 - over * over, 0))
        face = ((x * side.x + y * side.y) * over + z * rise) / z
        bright = np.where(np.abs(over) < 1, 0.35 + 0.65 * np.maximum(face, 0), 1 - 0.4 * shadow)
        color = np.array(self.color, np.float32)[:, None, None]
        return np.asarray((below + cover * (color - below)) * bright, np.float32)


def choose_tray(dice: Dice, size: Size) -> Tray:
    """Return a tray that fills most of the picture."""
    longer = max(size)
    return Tray(
        size[1] * dice.between(0.42, 0.58),
        size[0] * dice.between(0.42, 0.58),
        *(dice.turn() if dice.chance(0.3) else (1.0, 0.0)),
        longer * dice.between(0.4, 0.55),
        longer * dice.between(0.33, 0.48),
        longer * dice.between(0.04, 0.12),
        longer * dice.between(0.012, 0.025),
        varied(dice.one_of(COLORS), dice, 0.15),
    )
