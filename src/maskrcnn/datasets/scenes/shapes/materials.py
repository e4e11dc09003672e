"""What bodies are made of: colours, patterns, and how they shine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskrcnn.datasets.scenes.colors import Color, mixed, palette, varied
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.shapes import patterns
from maskrcnn.datasets.scenes.shapes.patterns import Pattern, grain
from maskrcnn.datasets.scenes.vectors import Vector
from maskrcnn.masks import Float

VIVID = palette(
    "D7263D F46036 F2B134 2E933C 1B998B 2E86DE 3D348B 8E44AD E56B9F 7B4B2A F4F1DE 8D99AE "
    "2B2D42 A7C636"
)
NEUTRAL = palette("F7F3E3 FFFFFF F4E9CD E8EEF2 2B2D42")
"""What goes with any colour."""

VEINED = (patterns.marble, patterns.wood, patterns.speckles)
"""Those whose two colours are near to each other."""

ANYWHERE = (*(patterns.plain,) * 3, *VEINED, patterns.stripes)

PATTERNS: dict[str, tuple[Pattern, ...]] = {
    "cube": (*ANYWHERE, patterns.checks, patterns.pips, patterns.pips),
    "cylinder": (*ANYWHERE, patterns.stripes, patterns.band, patterns.wedges),
    "ball": (*ANYWHERE, patterns.wedges, patterns.wedges, patterns.band, patterns.spots),
}
"""What solids may be covered with; what stands there twice comes twice as often."""


@dataclass(frozen=True)
class Material:
    """What a body is made of.

    Attributes
    ----------
    first, second : Color
    pattern : Pattern
        Where which of them is.
    fine : float
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
    fine: float
    gloss: float
    hardness: float
    roughness: float

    def albedo(self, points: Vector, pixel: Float) -> Vector:
        """Return the colour of points of a solid, blue, green and red.

        Parameters
        ----------
        points : Vector
            `(N,)`, as the solid sees them.
        pixel : float32 (N,)
            How wide a pixel is there.
        """
        part = self.pattern(points, pixel, self.fine)
        blue, green, red = (
            np.float32(first) + np.float32(second - first) * part
            for first, second in zip(self.first, self.second, strict=True)
        )
        if self.roughness:
            shade = 1 + self.roughness * grain(points, 60.0, 1.0)
            blue, green, red = blue * shade, green * shade, red * shade
        return blue, green, red


def choose_material(dice: Dice, label: str) -> Material:
    """Return what a body is made of."""
    first = varied(dice.one_of(VIVID), dice, 0.25)
    second = varied(dice.one_of(NEUTRAL if dice.chance(0.6) else VIVID), dice, 0.15)
    pattern = dice.one_of(PATTERNS[label])
    if pattern in VEINED:
        second = mixed(first, second, dice.between(0.25, 0.6))
    glossy = dice.chance(0.65)
    return Material(
        first,
        second,
        pattern,
        float(dice.whole(2, 4)),
        dice.between(0.3, 0.9) if glossy else dice.between(0.0, 0.12),
        dice.between(0.2, 1.0) if glossy else 0.0,
        dice.between(0.02, 0.1) if dice.chance(0.5) else 0.0,
    )
