"""The light of a scene, and how surfaces look in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskrcnn.datasets.scenes.colors import Color, palette, scaled
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.shapes.surfaces import Surface
from maskrcnn.datasets.scenes.shapes.vectors import Point, along, dot, unit
from maskrcnn.masks import Float

LAMPS = palette("FFF4E5 FFE8CC FFFFFF F2F6FF FFEFD9")
SKIES = palette("C9DCF2 DDE6F0 E8E4DA F0E6DD D5E3E0")


@dataclass(frozen=True)
class Light:
    """A lamp far away, and what comes from all around.

    Attributes
    ----------
    towards : (float, float, float)
        Where the lamp is; of length 1.
    lamp : Color
        What it throws on a surface that faces it.
    sky : Color
        What comes from above.
    width : float
        How large the lamp looks: how soft shadows are.
    """

    towards: Point
    lamp: Color
    sky: Color
    width: float

    def on(self, surface: Surface, ground: Color) -> Float:
        """Return the light that comes from a surface to the eye, `float32 (3, N)` BGR.

        Parameters
        ----------
        surface : Surface
        ground : Color
            Of what lies below, which throws some light back.

        Notes
        -----
        What is matt throws the lamp's light back by Lambert's cosine, what shines by Phong's, a
        power of the cosine to its mirror image; and more of the sky at its rim.
        """
        seen = dot(surface.normal, surface.rays) * surface.nearness
        facing = along(self.towards, surface.normal)
        mirrored = along(self.towards, surface.rays) * surface.nearness - 2 * seen * facing
        direct = np.maximum(facing, 0) * surface.lit
        shine = _highlight(mirrored, surface.hardness)
        shine *= surface.gloss * surface.lit
        rim = (1 + seen) ** 2
        rim *= rim
        rim *= 0.6 * surface.gloss
        up = surface.normal[2]
        sky = (0.6 + 0.4 * up) * (0.45 + 0.55 * surface.open)
        below = (0.5 - 0.5 * up) * (0.35 + 0.65 * surface.open)
        light = np.empty((3, len(up)), np.float32)
        for channel in range(3):
            thrown = 0.5 * ground[channel] * self.lamp[channel]
            incoming = np.multiply(direct, self.lamp[channel], out=light[channel])
            incoming += self.sky[channel] * sky
            incoming += thrown * below
            incoming *= surface.albedo[channel]
            incoming += self.lamp[channel] * shine
            incoming += self.sky[channel] * rim
        return light


def _highlight(cosine: Float, hardness: Float) -> Float:
    """Return the highlight: the 16th power for what is soft, the 128th for what is hard."""
    power = np.maximum(cosine, 0)
    for _ in range(4):
        power *= power
    soft = power.copy()
    for _ in range(3):
        power *= power
    return np.asarray(0.35 * soft + hardness * (2.6 * power - 0.1 * soft), np.float32)


def choose_light(dice: Dice) -> Light:
    """Return the light of a scene: a lamp at one side, rather before things than behind them."""
    x = dice.between(0.35, 1.0) * (1 if dice.chance(0.5) else -1)
    towards = unit((x, dice.between(-0.9, 0.5), dice.between(0.8, 1.7)))
    strength = dice.between(0.9, 1.3)
    return Light(
        towards,
        scaled(dice.one_of(LAMPS), strength),
        scaled(dice.one_of(SKIES), dice.between(0.16, 0.36)),
        dice.between(0.03, 0.2),
    )
