"""Remove: what is not there shows what lies behind the picture."""

from __future__ import annotations

from maskrcnn.drawing.effects.canvas import Canvas, patches
from maskrcnn.drawing.effects.where import Where
from maskrcnn.instances import Instances


def remove(canvas: Canvas, found: Instances, where: Where) -> None:
    """Make transparent, in place."""
    for patch in patches(canvas, found, where):
        patch.unmix()
        patch.remove()
