"""Colours as light: blue, green and red, whose sum is what two lamps give together.

Screens show about the square of a picture's values; so light is their squares, and is drawn by
its root.
"""

from __future__ import annotations

from maskrcnn.datasets.scenes.dice import Dice

Color = tuple[float, float, float]
"""Blue, green and red, 0 to 1."""


def color_of(code: str) -> Color:
    """Return a colour, written as on the web: red, green and blue in hexadecimal."""
    red, green, blue = ((each / 255) ** 2 for each in bytes.fromhex(code))
    return blue, green, red


def palette(codes: str) -> tuple[Color, ...]:
    """Return colours, written one after the other."""
    return tuple(color_of(code) for code in codes.split())


def varied(color: Color, dice: Dice, by: float) -> Color:
    """Return a colour that is another by up to a part of itself."""
    blue, green, red = (min(each * dice.between(1 - by, 1 + by), 1.0) for each in color)
    return blue, green, red


def scaled(color: Color, by: float) -> Color:
    """Return more or less of a light."""
    return color[0] * by, color[1] * by, color[2] * by


def mixed(first: Color, second: Color, part: float) -> Color:
    """Return a colour between two; 1 is the second."""
    blue, green, red = (a + (b - a) * part for a, b in zip(first, second, strict=True))
    return blue, green, red
