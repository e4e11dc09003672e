"""The tutorial's look: each object tinted, boxed and labelled in a colour of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instance, Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8

OPACITY = 0.4
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
FONT = cv2.FONT_HERSHEY_SIMPLEX
Color = NDArray[np.uint8]
ColorBy = Literal["instance", "class", "track"]
"""What has a colour of its own."""

TRACK_COLORS = 144
"""Colours that tracks take in turn: a Fibonacci number, after which a wheel of hues that advances
by the golden angle is nearly where it began."""


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
        See `instance_colors`.

    Raises
    ------
    UsageError
        If the picture is of another size.
    """
    if canvas.shape != (*instances.size, 3):
        height, width = instances.size
        raise UsageError(f"draw on a BGR picture ({height}, {width}, 3), not {canvas.shape}")
    pen = Pen.of(canvas)
    colors = instance_colors(instances, color_by)
    ranked = list(zip(instances, colors, strict=True))[::-1]
    if instances.crops is not None:
        for one, color in ranked:
            tint(canvas, one, color)
    for one, color in ranked:
        draw_box(canvas, one, color, pen)
    for one, color in ranked:
        draw_label(canvas, one, color, pen)


def instance_colors(instances: Instances, by: ColorBy = "instance") -> Color:
    """Return a colour for each instance, `uint8 (N, 3)` BGR.

    Parameters
    ----------
    instances : Instances
    by : "instance", "class" or "track"
        What has a colour of its own: each object of the picture, each class, as in the tutorial's
        video, or each track, from frame to frame. What nobody tracks has its class's.
    """
    if by == "instance":
        return instances.labels.palette(len(instances))
    if by == "class" or instances.track_ids is None:
        return _palette(instances.labels, max(1, len(instances.labels)), instances.class_ids)
    return _palette(instances.labels, TRACK_COLORS, instances.track_ids)


def _palette(labels: Labels, count: int, places: NDArray[np.int32]) -> Color:
    return _colors(labels, count)[places % count]


@lru_cache(maxsize=8)
def _colors(labels: Labels, count: int) -> Color:
    return labels.palette(count)


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
    track = "" if one.track_id is None else f" #{one.track_id}"
    x0, y0, _, _ = _corners(one)
    draw_plate(canvas, f"{one.label}{track}: {one.score:.4f}", (x0, y0), color, pen)


def draw_plate(canvas: Uint8, text: str, at: tuple[int, int], color: Color, pen: Pen) -> None:
    """Write on a plate of a colour that stands on a point, in place.

    Where there is no room, the plate moves to the left, or hangs from the point.
    """
    (length, height), below = cv2.getTextSize(text, FONT, pen.text_scale, pen.thickness)
    margin = round(10 * pen.text_scale)
    x, y = at
    left = max(0, min(x, canvas.shape[1] - length))
    bottom = y if y >= height + 2 * margin else y + height + 2 * margin
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
