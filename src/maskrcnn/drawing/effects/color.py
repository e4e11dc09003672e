"""Grey, one flat colour, and another colour of the same shading."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.drawing.effects.canvas import Canvas, patches
from maskrcnn.drawing.effects.values import Color
from maskrcnn.drawing.effects.where import Where
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8

MOST_CONTRAST = 12.0
"""How much steeper the curve of lightness may become in the dark, or flatter; more shows noise."""

DARKEST, LIGHTEST = 0.12, 0.95
"""How light black and white things are in photos, on the whole."""

_GAMMA = 2.2
_LUMINANCE = np.array([0.0722, 0.7152, 0.2126])
"""How light blue, green and red look (ITU-R BT.709, and about the curve of sRGB)."""


def grey(canvas: Canvas, found: Instances, where: Where) -> None:
    """Take the colour away, in place."""
    for patch in patches(canvas, found, where):
        luma = cv2.cvtColor(patch.pixels, cv2.COLOR_BGR2GRAY)
        patch.paint(np.asarray(cv2.cvtColor(luma, cv2.COLOR_GRAY2BGR), np.uint8))


def cover(canvas: Canvas, found: Instances, where: Where, *, color: Color) -> None:
    """Cover with one colour, in place; nothing of an object shows through."""
    for patch in patches(canvas, found, where):
        flat = np.full(patch.pixels.shape, color, np.uint8)
        if where.background:
            patch.unmix()
            patch.paint(flat)
        else:
            patch.hiding().paint(flat)


def recolor(canvas: Canvas, found: Instances, where: Where, *, color: Color) -> None:
    """Give another colour and keep the shading, in place.

    What is about as light as the object is on the whole becomes the colour itself; what is darker
    is that colour with less light on it, what is lighter that colour with more and more white, as
    shade and gloss look on a painted thing. Black stays black, white stays white, and what was
    lighter stays lighter.
    """
    for patch in patches(canvas, found, where):
        luma = np.asarray(cv2.cvtColor(patch.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        tones = _tones(_typical(luma, patch.alpha), color)
        patch.paint(np.asarray(cv2.applyColorMap(luma, tones), np.uint8))


def _typical(luma: Uint8, alpha: Uint8) -> float:
    """Return the mean lightness, 0 to 1."""
    weights = alpha.astype(np.float32)
    return float((luma * weights).sum() / max(1.0, float(weights.sum()))) / 255


def _tones(typical: float, color: Color) -> Uint8:
    """Return the colour of each lightness, `uint8 (256, 1, 3)`."""
    target = np.array(color) / 255
    own = float((target**_GAMMA @ _LUMINANCE) ** (1 / _GAMMA))
    light = _curve(typical, own)[:, None]
    shade = target * light / max(own, 1 / 255)
    gloss = 1 - (1 - target) * (1 - light) / max(1 - own, 1 / 255)
    tones = np.where(light < own, shade, gloss)
    return np.asarray(np.rint(tones * 255), np.uint8)[:, None]


def _curve(typical: float, wanted: float) -> NDArray[np.float64]:
    """Return the new lightness of each, `(256,)`: a smooth rise from 0 to 1.

    It turns one lightness into another, as far as that is sensible (Schlick, Fast alternatives to
    Perlin's bias and gain functions, Graphics Gems IV, 1994).
    """
    before = min(max(typical, 1 / 255), 254 / 255)
    after = min(max(wanted, DARKEST), LIGHTEST)
    steep = after * (1 - before) / (before * (1 - after))
    steep = min(max(steep, 1 / MOST_CONTRAST), MOST_CONTRAST)
    lightness = np.linspace(0, 1, 256)
    risen: NDArray[np.float64] = lightness * steep / (1 + lightness * (steep - 1))
    return risen
