"""What bodies are made of: colours, patterns, and how they shine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maskrcnn.datasets.scenes.colors import Color, color_of
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.noise import field, sample
from maskrcnn.datasets.scenes.shapes.vectors import Vector
from maskrcnn.masks import Float

PALETTE = (
    "D7263D F46036 F2B134 2E933C 1B998B 2E86DE 3D348B 8E44AD E56B9F 7B4B2A F4F1DE 8D99AE "
    "2B2D42 A7C636"
).split()

Pattern = Callable[[Vector, Float, "Material"], Float]
"""Tells how much of the second colour there is, 0 to 1, at points of a solid; the second argument
is how wide a pixel is there."""


@dataclass(frozen=True)
class Material:
    """What a body is made of.

    Attributes
    ----------
    first, second : Color
    pattern : Pattern
        Where which of them is.
    scale : float
        How fine the pattern is.
    gloss : float
        How much light its highlight throws back.
    hardness : float
        How small the highlight is, 0 to 1.
    roughness : float
        How strong the grain of the surface is.
    """

    first: Color
    second: Color
    pattern: Pattern
    scale: float
    gloss: float
    hardness: float
    roughness: float

    def albedo(self, points: Vector, pixel: Float) -> Vector:
        """Return the colour of points of a solid, lit evenly."""
        part = self.pattern(points, pixel, self)
        shade = np.float32(1)
        if self.roughness:
            shade = 1 + self.roughness * _cloud(points, 60.0, 1.0)
        blue, green, red = (
            (first + (second - first) * part) * shade
            for first, second in zip(self.first, self.second, strict=True)
        )
        return blue, green, red


def _soft(distance: Float, pixel: Float) -> Float:
    """Return 0 on one side of an edge, 1 on the other, and something between in its pixels."""
    return np.clip(distance / pixel + np.float32(0.5), 0, 1)


def _cloud(points: Vector, fineness: float, slope: float, number: int = 0) -> Float:
    x, y, z = points
    return sample(field(slope, number), (x + 0.6 * z) * fineness, (y - 0.8 * z) * fineness)


def plain(points: Vector, _pixel: Float, _material: Material) -> Float:
    """One colour."""
    return np.zeros_like(points[0])


def stripes(points: Vector, pixel: Float, material: Material) -> Float:
    """Stripes across its own z."""
    fine = material.scale
    return _soft(_zigzag(points[2] * fine), pixel * fine)


def checks(points: Vector, pixel: Float, material: Material) -> Float:
    """Small cubes of both colours in turn."""
    fine = material.scale
    x, y, z = (2 * _soft(_zigzag(each * fine), pixel * fine) - 1 for each in points)
    return 0.5 + 0.5 * x * y * z


def wedges(points: Vector, pixel: Float, _material: Material) -> Float:
    """Six wedges around its z, as beach balls have them."""
    x, y, _ = points
    radius = np.sqrt(x * x + y * y) + np.float32(1e-6)
    c, s = x / radius, y / radius
    return _soft(s * (3 * c * c - s * s), 3 * pixel / radius)


def band(points: Vector, pixel: Float, material: Material) -> Float:
    """A band around its middle."""
    return _soft(0.9 / material.scale - np.abs(points[2]), pixel)


def spots(points: Vector, pixel: Float, _material: Material) -> Float:
    """A spot where each axis comes out, as on the one of a die, and at its corners."""
    x, y, z = (np.abs(each) for each in points)
    longest = np.maximum(np.maximum(x, y), z)
    one = x * x + y * y + z * z - longest * longest
    corner = one - 1.1 * (x + y + z - longest) + 2 * 0.55 * 0.55
    return _soft((0.05 - np.minimum(one, corner)) * 2.2, pixel)


def marble(points: Vector, _pixel: Float, material: Material) -> Float:
    """Veins."""
    return np.clip(1.1 - 2.4 * np.abs(_cloud(points, 14 * material.scale, 1.7, 1)), 0, 1)


def wood(points: Vector, _pixel: Float, material: Material) -> Float:
    """Rings of a tree whose heart is outside, and fibres along its z."""
    x, y, z = points
    bent = 0.12 * sample(field(2.0, 2), x * 20 + 9, z * 20)
    rings = (x + 1.3) ** 2 + (y + 0.4) ** 2
    along = np.sqrt(rings) * (3 + material.scale) + bent * 4
    return along - np.floor(along)


def speckles(points: Vector, _pixel: Float, _material: Material) -> Float:
    """Granite."""
    return np.clip(_cloud(points, 40, 0.8, 3) - 0.4, 0, 1)


def _zigzag(along: Float) -> Float:
    """Return how far the nearest edge of stripes of width 1 is, negative in every second one."""
    phase = along * 0.5
    phase = phase - np.floor(phase)
    return 0.5 - np.abs(2 * phase - 1)


PATTERNS: dict[str, tuple[Pattern, ...]] = {
    "cube": (plain, plain, plain, stripes, checks, spots, spots, marble, wood, speckles),
    "cylinder": (plain, plain, plain, stripes, stripes, band, wedges, marble, wood, speckles),
    "ball": (plain, plain, plain, stripes, wedges, wedges, band, spots, marble, speckles),
}
"""What solids of a label may be covered with; what stands there twice comes twice as often."""


def material(dice: Dice, label: str) -> Material:
    """Return what a body is made of."""
    first, second = (color_of(dice.one_of(PALETTE), dice, 0.12) for _ in range(2))
    pattern = dice.one_of(PATTERNS[label])
    if pattern in (wood, marble, speckles):
        second = _mixed(first, second, dice.between(0.25, 0.6))
    glossy = dice.chance(0.65)
    return Material(
        first,
        second,
        pattern,
        float(dice.whole(2, 4)),
        dice.between(0.3, 0.9) if glossy else dice.between(0.0, 0.15),
        dice.between(0.2, 1.0) if glossy else 0.0,
        dice.between(0.02, 0.12) if dice.chance(0.5) else 0.0,
    )


def _mixed(first: Color, second: Color, part: float) -> Color:
    blue, green, red = (a + (b - a) * part for a, b in zip(first, second, strict=True))
    return blue, green, red
