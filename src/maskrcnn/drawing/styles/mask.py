"""Each object tinted in its colour."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.drawing.colors import Color
from maskrcnn.drawing.styles.style import Brush, Stateless
from maskrcnn.instances import Instance, Instances
from maskrcnn.masks import Uint8


class Mask(Stateless):
    """Tints the pixels of each object."""

    def draw(self, canvas: Uint8, found: Instances, brush: Brush) -> None:
        """Blend each object with its colour, where there are masks."""
        if found.crops is None:
            return
        for one, color in list(zip(found, brush.colors, strict=True))[::-1]:
            _tint(canvas, one, color, brush.opacity)


def _tint(canvas: Uint8, one: Instance, color: Color, opacity: float) -> None:
    window, pixels = one.pixels
    roi = canvas[window.slices]
    # Rounded down, as the tutorial's cast to whole numbers does.
    blended = cv2.addWeighted(flat(color, roi), opacity, roi, 1 - opacity, -0.4999)
    cv2.copyTo(blended, pixels.view(np.uint8), roi)


def flat(color: Color, like: Uint8) -> Uint8:
    """Return a picture of one colour, of the size of another."""
    row = np.tile(color, like.shape[1])
    return np.broadcast_to(row, (len(like), row.size)).copy().reshape(like.shape)
