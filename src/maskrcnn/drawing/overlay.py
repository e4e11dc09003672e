"""The tutorial's look: each object tinted, boxed and labelled in a colour of its own."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instance, Instances
from maskrcnn.masks import Uint8

OPACITY = 0.4
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
FONT = cv2.FONT_HERSHEY_SIMPLEX
Color = NDArray[np.uint8]


@dataclass(frozen=True)
class Pen:
    """Line width in pixels and text scale, in proportion to the picture."""

    thickness: int
    text_scale: float

    @classmethod
    def of(cls, image: Uint8) -> Pen:
        """Return the tutorial's pen up to about 800 pixels, and thicker ones beyond."""
        factor = max(1.0, max(image.shape[:2]) / 800)
        return cls(round(2 * factor), 0.5 * factor)


def draw_overlay(image: Uint8, instances: Instances) -> Uint8:
    """Draw masks, boxes and `label: 0.9876` of all instances into a copy of a picture.

    Parameters
    ----------
    image : uint8 (H, W, 3)
        BGR, of the size the instances were found in.
    instances : Instances
        Drawn from last to first, so that the best score lies on top.

    Raises
    ------
    UsageError
        If the picture is of another size.
    """
    if image.shape != (*instances.size, 3):
        height, width = instances.size
        raise UsageError(f"draw on a BGR picture ({height}, {width}, 3), not {image.shape}")
    canvas = image.copy()
    pen = Pen.of(image)
    colors = instance_colors(instances)
    ranked = list(zip(instances, colors, strict=True))[::-1]
    if instances.crops is not None:
        for one, color in ranked:
            tint(canvas, one, color)
    for one, color in ranked:
        draw_box(canvas, one, color, pen)
    for one, color in ranked:
        draw_label(canvas, one, color, pen)
    return canvas


def instance_colors(instances: Instances) -> Color:
    """Return a colour for each instance, `uint8 (N, 3)` BGR."""
    return instances.labels.palette(len(instances))


def tint(canvas: Uint8, one: Instance, color: Color) -> None:
    """Blend 0.4 of a colour with 0.6 of the picture where the object is, in place."""
    window, pixels = one.pixels
    roi = canvas[window.slices]
    row = np.tile(color, roi.shape[1])
    plane = np.broadcast_to(row, (len(roi), row.size)).copy().reshape(roi.shape)
    # Rounded down, as the tutorial's cast to whole numbers does.
    blended = cv2.addWeighted(plane, OPACITY, roi, 1 - OPACITY, -0.4999)
    cv2.copyTo(blended, pixels.view(np.uint8), roi)


def draw_box(canvas: Uint8, one: Instance, color: Color, pen: Pen) -> None:
    """Draw the outline of an object's box, in place."""
    x0, y0, x1, y1 = _corners(one)
    cv2.rectangle(canvas, (x0, y0), (x1, y1), color.tolist(), pen.thickness)


def draw_label(canvas: Uint8, one: Instance, color: Color, pen: Pen) -> None:
    """Write `label: 0.9876` on a plate of the object's colour above its box, in place.

    Where there is no room above, the plate moves inside the box.
    """
    text = f"{one.label}: {one.score:.4f}"
    (length, height), below = cv2.getTextSize(text, FONT, pen.text_scale, pen.thickness)
    margin = round(10 * pen.text_scale)
    x0, y0, _, _ = _corners(one)
    left = max(0, min(x0, canvas.shape[1] - length))
    bottom = y0 if y0 >= height + 2 * margin else y0 + height + 2 * margin
    plate = (left - 1, bottom - height - 2 * margin), (left + length, bottom)
    cv2.rectangle(canvas, *plate, color.tolist(), cv2.FILLED)
    baseline = bottom - max(margin, below)
    cv2.putText(canvas, text, (left, baseline), FONT, pen.text_scale, _ink(color), 1, cv2.LINE_AA)


def _ink(color: Color) -> tuple[int, int, int]:
    """Return black or white, whichever can be read on a colour (ITU-R BT.601 luma)."""
    blue, green, red = color.tolist()
    return BLACK if 0.114 * blue + 0.587 * green + 0.299 * red > 130 else WHITE


def _corners(one: Instance) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = (int(edge) for edge in one.box)
    return x0, y0, x1, y1
