"""A line along the edge of each object."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.drawing.styles.style import Brush, Stateless
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8


class Outline(Stateless):
    """Draws the edges of all parts of each mask, and of their holes."""

    def draw(self, canvas: Uint8, found: Instances, brush: Brush) -> None:
        """Draw lines through the outermost pixels of each object."""
        for one, color in list(zip(found, brush.colors, strict=True))[::-1]:
            window, pixels = one.pixels
            edges, _ = cv2.findContours(
                pixels.view(np.uint8),
                cv2.RETR_LIST,
                cv2.CHAIN_APPROX_TC89_L1,
                None,
                None,
                window[:2],
            )
            cv2.polylines(canvas, edges, True, color.tolist(), brush.pen.thickness, cv2.LINE_AA)
