"""The tutorial's overlay in one call."""

from __future__ import annotations

from maskrcnn.drawing.colors import ColorBy, instance_colors
from maskrcnn.drawing.pen import Pen
from maskrcnn.drawing.styles import make_style
from maskrcnn.drawing.styles.style import Brush
from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8


def draw_overlay(image: Uint8, instances: Instances, color_by: ColorBy = "instance") -> Uint8:
    """Return a copy of a picture `uint8 (H, W, 3)` BGR with all instances in it.

    See `draw_instances`.
    """
    canvas = image.copy()
    draw_instances(canvas, instances, color_by)
    return canvas


def draw_instances(canvas: Uint8, instances: Instances, color_by: ColorBy = "instance") -> None:
    """Draw masks, boxes and `label: 0.9876` of all instances, in place.

    Where they are tracked, the label says who it is: `label #7: 0.9876`.

    Parameters
    ----------
    canvas : uint8 (H, W, 3)
        BGR, of the size the instances were found in.
    instances : Instances
        Drawn from last to first, so that the best score lies on top.
    color_by : "instance", "class" or "track"
        See `maskrcnn.drawing.colors.instance_colors`.

    Raises
    ------
    UsageError
        If the picture is of another size.
    """
    if canvas.shape != (*instances.size, 3):
        height, width = instances.size
        raise UsageError(f"draw on a BGR picture ({height}, {width}, 3), not {canvas.shape}")
    brush = Brush(instance_colors(instances, color_by), Pen.of(canvas))
    make_style("tutorial").draw(canvas, instances, brush)
