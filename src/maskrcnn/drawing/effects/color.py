"""Grey, one flat colour, and another colour of the same shading."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.drawing.effects.canvas import Canvas, patches
from maskrcnn.drawing.effects.values import Color
from maskrcnn.drawing.effects.where import Where
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8

LARGEST_BEND = 3.0
"""How far the curve of lightness bends towards a much lighter or darker colour, as an exponent."""

_LUMINANCE = np.array([0.0722, 0.7152, 0.2126])
"""Of blue, green and red in linear light (IEC 61966-2-1, sRGB)."""


def grey(canvas: Canvas, found: Instances, where: Where) -> None:
    """Take the colour away, in place."""
    for patch in patches(canvas, found, where):
        luma = cv2.cvtColor(patch.pixels, cv2.COLOR_BGR2GRAY)
        patch.paint(np.asarray(cv2.cvtColor(luma, cv2.COLOR_GRAY2BGR), np.uint8))


def cover(canvas: Canvas, found: Instances, where: Where, *, color: Color) -> None:
    """Cover with one colour, in place; nothing of an object shows through."""
    for patch in patches(canvas, found, where):
        patch = patch if where.background else patch.hiding()
        patch.paint(np.full(patch.pixels.shape, color, np.uint8))


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
    target = _linear(np.array(color) / 255)
    luminance = float(target @ _LUMINANCE)
    curve = np.linspace(0, 1, 256) ** _bend(typical, float(_encoded(np.array(luminance))))
    light = _linear(curve)[:, None]
    shade = light / max(luminance, 1e-6) * target
    gloss = 1 - (1 - light) / max(1 - luminance, 1e-6) * (1 - target)
    tones = np.where(light <= luminance, shade, gloss)
    return np.rint(_encoded(tones.clip(0, 1)) * 255).astype(np.uint8)[:, None]


def _bend(typical: float, wanted: float) -> float:
    """Return the exponent that turns one lightness into another, as far as that is sensible."""
    ends = (1 / 255, 254 / 255)
    exponent = math.log(float(np.clip(wanted, *ends))) / math.log(float(np.clip(typical, *ends)))
    return min(max(exponent, 1 / LARGEST_BEND), LARGEST_BEND)


def _linear(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """From sRGB to linear light, both 0 to 1."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _encoded(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """From linear light to sRGB, both 0 to 1."""
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
