"""Styles that supervision's annotators draw, under their names there.

They get our colours, line widths and order; see https://supervision.roboflow.com.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from maskrcnn.drawing.colors import Color
from maskrcnn.drawing.styles.style import Brush, Stateless
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8


class Annotated(Stateless):
    """What one of supervision's annotators draws."""

    annotator: str

    def __init__(self) -> None:
        import supervision

        self._supervision: Any = supervision

    def options(self, brush: Brush) -> dict[str, Any]:
        """Return what the annotator is told beyond colours."""
        return {"thickness": brush.pen.thickness}

    def draw(self, canvas: Uint8, found: Instances, brush: Brush) -> None:
        """Draw boxes or what stands for them; masks are not made."""
        if not len(found):
            return
        detections = self._supervision.Detections(
            xyxy=found.boxes[::-1], confidence=found.scores[::-1], class_id=found.class_ids[::-1]
        )
        kind = getattr(self._supervision, self.annotator)
        annotator = kind(color=self.palette(brush.colors), **self.options(brush))
        places = np.arange(len(found))[::-1]
        annotator.annotate(canvas, detections, custom_color_lookup=places)

    def palette(self, colors: Color) -> Any:
        """Return colours as supervision knows them."""
        color = self._supervision.Color
        return self._supervision.ColorPalette([color(r, g, b) for b, g, r in colors.tolist()])


class BoxCorner(Annotated):
    """Draws the corners of each box."""

    annotator = "BoxCornerAnnotator"

    def options(self, brush: Brush) -> dict[str, Any]:
        """Make lines twice as thick as a whole box has them."""
        thickness = 2 * brush.pen.thickness
        return {"thickness": thickness, "corner_length": 4 * thickness}


class RoundBox(Annotated):
    """Draws boxes with round corners."""

    annotator = "RoundBoxAnnotator"

    def options(self, brush: Brush) -> dict[str, Any]:
        """Let corners be clearly round."""
        return {"thickness": brush.pen.thickness, "roundness": 0.4}


class FilledBox(Annotated):
    """Tints boxes."""

    annotator = "ColorAnnotator"

    def options(self, brush: Brush) -> dict[str, Any]:
        """Tint as strongly as masks."""
        return {"opacity": brush.opacity}


class Circle(Annotated):
    """Draws circles around boxes."""

    annotator = "CircleAnnotator"


class Ellipse(Annotated):
    """Draws ellipses at the feet of boxes."""

    annotator = "EllipseAnnotator"


class Dot(Annotated):
    """Draws dots in the middle of boxes."""

    annotator = "DotAnnotator"

    def options(self, brush: Brush) -> dict[str, Any]:
        """Make a dot six lines wide, with a rim that shows on any background."""
        thickness = brush.pen.thickness
        return {"radius": 3 * thickness, "outline_thickness": max(1, thickness // 2)}


class Triangle(Annotated):
    """Draws triangles over boxes."""

    annotator = "TriangleAnnotator"

    def options(self, brush: Brush) -> dict[str, Any]:
        """Make a triangle six lines wide, with a rim that shows on any background."""
        thickness = brush.pen.thickness
        side = 6 * thickness
        return {"base": side, "height": side, "outline_thickness": max(1, thickness // 2)}


class PercentageBar(Annotated):
    """Draws the score of each object as a bar over its box."""

    annotator = "PercentageBarAnnotator"

    def options(self, brush: Brush) -> dict[str, Any]:
        """Make a bar as high as four lines, and high enough for a border."""
        height = max(8, 4 * brush.pen.thickness)
        return {"height": height, "width": 6 * height}
