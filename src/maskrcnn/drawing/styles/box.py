"""A box around each object."""

from __future__ import annotations

import cv2

from maskrcnn.drawing.styles.style import Brush, Stateless
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8


class Box(Stateless):
    """Draws the outline of each box."""

    def draw(self, canvas: Uint8, found: Instances, brush: Brush) -> None:
        """Draw boxes with their corners cut to whole pixels, as the tutorial does."""
        corners = found.boxes.astype(int).tolist()
        for (x0, y0, x1, y1), color in list(zip(corners, brush.colors, strict=True))[::-1]:
            cv2.rectangle(canvas, (x0, y0), (x1, y1), color.tolist(), brush.pen.thickness)
