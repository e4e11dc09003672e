"""The ground that bodies stand on, and what is behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maskrcnn.datasets.scenes.colors import Color, color_of
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.noise import field, sample
from maskrcnn.masks import Float

Texture = Callable[[Float, Float, Float, float], Float]
"""Tells how light the ground is, about 1, at places x and y; further arguments are how wide a
pixel is there, and a number that makes each ground another."""

PLAIN = "E9E4DA CFC6B8 B8C4C9 8FA3A8 D9D2C5 9C8F80 6B7A82 C9B7A0 5B6570 A9B8A2 DAD7E0".split()
WOODEN = "C49A6C A9794D D8B58A 8A5A3B B98B5E E0C39A".split()


def _tile(x: Float, y: Float, fine: float, slope: float, number: int = 0) -> Float:
    return sample(field(slope, number), x * fine, y * fine)


def paper(x: Float, y: Float, pixel: Float, odd: float) -> Float:
    """Smooth, with clouds so faint that they are hardly seen."""
    return 1 + 0.05 * _tile(x + odd, y, 30, 1.8)


def stone(x: Float, y: Float, pixel: Float, odd: float) -> Float:
    """Concrete."""
    far = np.minimum(0.008 / pixel, 1)
    return 1 + 0.10 * _tile(x + odd, y, 40, 1.6) + 0.07 * far * _tile(x, y, 130, 0.6, 1)


def planks(x: Float, y: Float, pixel: Float, odd: float) -> Float:
    """Boards of wood, side by side, each of a brightness of its own."""
    across = y * (3 + 2 * odd)
    board = np.floor(across)
    gap = _line(across - board, pixel * (3 + 2 * odd), 0.02)
    own = board * 0.618034
    own = own - np.floor(own)
    along = x + own * 7
    grain = _tile(along * 0.16, y + own * 3, 160, 1.1, 2)
    far = np.minimum(0.012 / pixel, 1)
    return (0.82 + 0.3 * own + 0.10 * far * grain) * (1 - 0.5 * gap)


def tiles(x: Float, y: Float, pixel: Float, odd: float) -> Float:
    """Square tiles with joints."""
    fine = 2.5 + 2.5 * odd
    joint = np.maximum(
        _line(x * fine - np.floor(x * fine), pixel * fine, 0.03),
        _line(y * fine - np.floor(y * fine), pixel * fine, 0.03),
    )
    return (1 + 0.05 * _tile(x, y, 50, 1.5)) * (1 - 0.3 * joint)


def chess(x: Float, y: Float, pixel: Float, odd: float) -> Float:
    """Light and dark squares."""
    fine = 2.5 + 3 * odd
    light = _square(x * fine, pixel * fine) * _square(y * fine, pixel * fine)
    return 0.9 + 0.22 * light + 0.04 * _tile(x, y, 50, 1.5)


def cloth(x: Float, y: Float, pixel: Float, odd: float) -> Float:
    """Woven stripes."""
    fine = 6 + 6 * odd
    wave = 0.5 * _square(x * fine, pixel * fine) + 0.5 * _square(y * fine, pixel * fine)
    return 1 + 0.09 * wave + 0.03 * _tile(x, y, 120, 0.8)


def _line(part: Float, pixel: Float, width: float) -> Float:
    """Return how much of a pixel is of lines at whole numbers."""
    away = np.minimum(part, 1 - part)
    wide = np.maximum(pixel, width)
    return np.clip((wide - away) / pixel, 0, 1) * (width / wide)


def _square(along: Float, pixel: Float) -> Float:
    """Return 1 and -1 in turn, something between at the edges, 0 where stripes are too fine."""
    phase = along * 0.5
    phase = phase - np.floor(phase)
    edge = np.clip((1 - 2 * np.abs(2 * phase - 1)) / np.maximum(pixel, 0.02), -1, 1)
    return edge * np.clip(1.5 - 1.2 * pixel, 0, 1)


GROUNDS: tuple[tuple[Texture, list[str]], ...] = (
    (paper, PLAIN),
    (paper, PLAIN),
    (stone, PLAIN),
    (planks, WOODEN),
    (planks, WOODEN),
    (tiles, PLAIN),
    (chess, PLAIN),
    (cloth, PLAIN),
)


@dataclass(frozen=True)
class Ground:
    """What a scene stands on.

    Attributes
    ----------
    texture : Texture
    color : Color
    cosine, sine : float
        By which it is turned.
    odd : float
        Makes it another than others of the same texture, 0 to 1.
    """

    texture: Texture
    color: Color
    cosine: float
    sine: float
    odd: float

    def lightness(self, x: Float, y: Float, pixel: Float) -> Float:
        """Return how light it is at some places, about 1; further ones must be wider pixels."""
        turned_x, turned_y = self.cosine * x + self.sine * y, self.cosine * y - self.sine * x
        return self.texture(turned_x, turned_y, pixel, self.odd)


def ground(dice: Dice) -> Ground:
    """Return what a scene stands on."""
    texture, palette = dice.one_of(GROUNDS)
    return Ground(texture, color_of(dice.one_of(palette), dice, 0.08), *dice.turn(), dice.between(0, 1))
