"""A soft glow around each object."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.drawing.styles.mask import flat
from maskrcnn.drawing.styles.style import Brush, Stateless
from maskrcnn.instances import Instance, Instances
from maskrcnn.masks import Float, Uint8, Window

REACH = 0.025
"""How far a glow reaches, as a part of the picture's longer side."""

STRENGTH = 2.0
"""A blurred edge has half its light: this much more makes it whole."""

CELLS = 8
"""Steps from an object to where its glow ends: what is soft can be made small."""


class Halo(Stateless):
    """Lets each object glow in its colour, behind all objects."""

    def draw(self, canvas: Uint8, found: Instances, brush: Brush) -> None:
        """Blend glows into the background; the pixels of objects stay as they are."""
        reach = max(CELLS // 2, round(REACH * max(canvas.shape[:2])))
        behind = np.ones(canvas.shape[:2], np.float32)
        for one in found:
            window, pixels = one.pixels
            behind[window.slices][pixels] = 0
        for one, color in list(zip(found, brush.colors, strict=True))[::-1]:
            window, glow = _glow(one, reach)
            glow *= behind[window.slices]
            roi = canvas[window.slices]
            roi[:] = cv2.blendLinear(flat(color, roi), roi, glow, 1 - glow)


def _glow(one: Instance, reach: int) -> tuple[Window, Float]:
    """Return a window around an object and how much it glows there, `float32 (h, w)`, 0 to 1."""
    window, pixels = one.pixels
    height, width = one.instances.size
    around = Window(
        max(window.x0 - reach, 0),
        max(window.y0 - reach, 0),
        min(window.x1 + reach, width),
        min(window.y1 + reach, height),
    )
    mask = np.zeros(around.shape, np.uint8)
    y, x = window.y0 - around.y0, window.x0 - around.x0
    mask[y : y + len(pixels), x : x + pixels.shape[1]] = pixels.view(np.uint8) * np.uint8(255)
    rows, columns = (max(1, round(side * CELLS / reach)) for side in around.shape)
    small = cv2.resize(mask, (columns, rows), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), CELLS / 2, borderType=cv2.BORDER_REPLICATE)
    glow = cv2.resize(soft, around.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return around, np.minimum(glow * np.float32(STRENGTH / 255), 1)
