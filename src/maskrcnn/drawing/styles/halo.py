"""A soft glow around each object."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.drawing.styles.mask import flat
from maskrcnn.drawing.styles.style import Brush, Stateless
from maskrcnn.instances import Instances
from maskrcnn.masks import Bool, Float, Size, Uint8, Window

REACH = 0.035
"""How far a glow reaches, as a part of the picture's longer side."""

STRENGTH = 2.0
"""A blurred edge has half its light: this much more makes it whole."""

CELLS = 8
"""Steps from an object to where its glow ends: what is soft can be made small."""


class Halo(Stateless):
    """Lets each object glow in its colour, behind all objects."""

    def draw(self, canvas: Uint8, found: Instances, brush: Brush) -> None:
        """Blend glows into the background; the pixels of objects stay as they are."""
        reach = max(CELLS // 2, round(REACH * max(found.size)))
        behind = _behind(found)
        for one, color in list(zip(found, brush.colors, strict=True))[::-1]:
            window, pixels = one.pixels
            around = _widened(window, reach, found.size)
            light = _glow(window, pixels, around, reach) * behind[around.slices]
            roi = canvas[around.slices]
            roi[:] = cv2.blendLinear(flat(color, roi), roi, light, 1 - light)


def _behind(found: Instances) -> Float:
    """Return how much of each pixel is no object's, `float32 (H, W)`, 0 to 1."""
    empty = np.full(found.size, 1, np.float32)
    for one in found:
        window, pixels = one.pixels
        empty[window.slices][pixels] = 0
    return np.asarray(cv2.blur(empty, (3, 3)), np.float32)


def _widened(window: Window, reach: int, size: Size) -> Window:
    height, width = size
    return Window(
        max(window.x0 - reach, 0),
        max(window.y0 - reach, 0),
        min(window.x1 + reach, width),
        min(window.y1 + reach, height),
    )


def _glow(window: Window, pixels: Bool, around: Window, reach: int) -> Float:
    """Return how much an object shines in a window around it, `float32 (h, w)`, 0 to 1."""
    solid = np.zeros(around.shape, np.float32)
    y, x = window.y0 - around.y0, window.x0 - around.x0
    solid[y : y + pixels.shape[0], x : x + pixels.shape[1]] = pixels
    rows, columns = (max(1, round(side * CELLS / reach)) for side in around.shape)
    small = cv2.resize(solid, (columns, rows), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), CELLS / 2.5, borderType=cv2.BORDER_REPLICATE)
    wide = cv2.resize(soft * STRENGTH, around.shape[::-1], interpolation=cv2.INTER_LINEAR)
    light: Float = np.minimum(wide, 1, dtype=np.float32)
    return light
