"""Lines and zones in the picture, with what they counted."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.drawing.colors import BLACK, Color
from maskrcnn.drawing.pen import Pen
from maskrcnn.drawing.plates import draw_plate
from maskrcnn.labels import color_wheel
from maskrcnn.masks import Size, Uint8
from maskrcnn.zones.counter import Counts, LineCount, ZoneCount
from maskrcnn.zones.shapes import Line, Points, Zone

OPACITY = 0.2
ARROW = 36
"""Length of an arrow where letters are of scale 1."""

Corners = NDArray[np.int32]


def draw_zones(canvas: Uint8, counts: Counts, pen: Pen) -> None:
    """Draw lines and zones, in place: best before the objects, which then lie on top.

    A zone is tinted and outlined. A line has an arrow that shows which way is in.

    Parameters
    ----------
    canvas : uint8 (H, W, 3)
        BGR.
    counts : Counts
        `Counter.now`, of this frame.
    pen : Pen

    Raises
    ------
    UsageError
        If a line or zone leaves the picture.
    """
    zones, lines = _colored(counts)
    for zone, color in zones:
        _draw_zone(canvas, zone.zone, color, pen)
    for line, color in lines:
        _draw_line(canvas, line.line, color, pen)


def write_counts(canvas: Uint8, counts: Counts, pen: Pen) -> None:
    """Write what was counted, in place: `shop: 2 inside`, `door: 3 in, 1 out`.

    A zone's count stands on its highest corner, a line's on its start.

    Parameters
    ----------
    canvas, counts, pen
        As in `draw_zones`.
    """
    zones, lines = _colored(counts)
    for zone, color in zones:
        corners = _cells(zone.zone.pixels(_size(canvas))).tolist()
        x, y = min(corners, key=lambda corner: (corner[1], corner[0]))
        draw_plate(canvas, f"{zone.zone.name}: {zone.inside} inside", (x, y), color, pen)
    for line, color in lines:
        x, y = _cells(line.line.pixels(_size(canvas)))[0].tolist()
        text = f"{line.line.name}: {line.inward} in, {line.outward} out"
        draw_plate(canvas, text, (x, y), color, pen)


def _colored(
    counts: Counts,
) -> tuple[list[tuple[ZoneCount, Color]], list[tuple[LineCount, Color]]]:
    """Give each zone and each line a colour of its own."""
    colors = iter(color_wheel(len(counts.zones) + len(counts.lines)))
    return [(each, next(colors)) for each in counts.zones], [
        (each, next(colors)) for each in counts.lines
    ]


def _draw_zone(canvas: Uint8, zone: Zone, color: Color, pen: Pen) -> None:
    corners = _cells(zone.pixels(_size(canvas)))
    x, y, width, height = cv2.boundingRect(corners)
    roi = canvas[y : y + height, x : x + width]
    filled = cv2.fillPoly(roi.copy(), [corners - (x, y)], color.tolist())
    roi[:] = cv2.addWeighted(filled, OPACITY, roi, 1 - OPACITY, 0)
    cv2.polylines(canvas, [corners], True, color.tolist(), pen.thickness, cv2.LINE_AA)


def _draw_line(canvas: Uint8, line: Line, color: Color, pen: Pen) -> None:
    ends = line.pixels(_size(canvas))
    start, end = ends
    right = np.array([start[1] - end[1], end[0] - start[0]]) / np.hypot(*(end - start))
    middle = ends.mean(0)
    arrow = np.array([middle, middle + right * ARROW * pen.text_scale])
    for ink, width in ((BLACK, 2 * pen.thickness), (color.tolist(), pen.thickness)):
        cv2.polylines(canvas, [_cells(ends)], False, ink, width, cv2.LINE_AA)
        tail, tip = _cells(arrow).tolist()
        cv2.arrowedLine(canvas, tail, tip, ink, width, cv2.LINE_AA, tipLength=0.4)


def _size(canvas: Uint8) -> Size:
    return canvas.shape[0], canvas.shape[1]


def _cells(points: Points) -> Corners:
    """Return the pixels in which some points lie, or those nearest."""
    cells: Corners = np.maximum(np.ceil(points) - 1, 0).astype(np.int32)
    return cells
