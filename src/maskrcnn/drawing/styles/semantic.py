"""Every pixel of a class in one colour: what is where, and not which object it is."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.drawing.colors import instance_colors
from maskrcnn.drawing.styles.mask import flat
from maskrcnn.drawing.styles.style import Brush, Stateless
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8


class Semantic(Stateless):
    """Paints a map of classes, and blends it with the picture."""

    def draw(self, canvas: Uint8, found: Instances, brush: Brush) -> None:
        """Give each class a colour, whatever else has one; the best score takes a pixel."""
        painted = canvas.copy()
        colors = instance_colors(found, "class", brush.palette)
        for one, color in list(zip(found, colors, strict=True))[::-1]:
            window, pixels = one.pixels
            roi = painted[window.slices]
            cv2.copyTo(flat(color, roi), pixels.view(np.uint8), roi)
        cv2.addWeighted(painted, brush.opacity, canvas, 1 - brush.opacity, 0, canvas)
