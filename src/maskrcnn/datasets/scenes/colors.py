"""Colours of light: blue, green and red, of which brightness is the sum, not the square of values.

Screens show about the square of a value; so light is squared values, and is drawn by its root.
"""

from __future__ import annotations

from maskrcnn.datasets.scenes.dice import Dice

Color = tuple[float, float, float]
"""Blue, green and red, 0 to 1."""


def color_of(code: str, dice: Dice | None = None, change: float = 0.0) -> Color:
    """Return the light of a colour.

    Parameters
    ----------
    code : str
        As on the web: red, green and blue in hexadecimal.
    dice : Dice, optional
    change : float
        By how much of itself it may differ.
    """
    red, green, blue = (each / 255 for each in bytes.fromhex(code))
    if dice is not None:
        red, green, blue = (each * dice.between(1 - change, 1 + change) for each in (red, green, blue))
    return min(blue, 1.0) ** 2, min(green, 1.0) ** 2, min(red, 1.0) ** 2


def scaled(color: Color, by: float) -> Color:
    """Return more or less of a light."""
    return color[0] * by, color[1] * by, color[2] * by
