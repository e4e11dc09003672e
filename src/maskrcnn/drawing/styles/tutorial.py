"""The tutorial's look: each object tinted, boxed and labelled in a colour of its own."""

from __future__ import annotations

from maskrcnn.drawing.styles.box import Box
from maskrcnn.drawing.styles.label import Label
from maskrcnn.drawing.styles.mask import Mask
from maskrcnn.drawing.styles.style import Brush, Stateless
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8


class Tutorial(Stateless):
    """Draws all masks, over them all boxes, and over them all labels."""

    def draw(self, canvas: Uint8, found: Instances, brush: Brush) -> None:
        """Draw what the tutorial's published loop draws."""
        for style in (Mask(), Box(), Label()):
            style.draw(canvas, found, brush)
