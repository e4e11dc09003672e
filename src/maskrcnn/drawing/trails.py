"""Where tracked objects came from: a line behind each that fades."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.drawing.colors import Color, ColorBy, instance_colors
from maskrcnn.drawing.pen import Pen
from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8, Window
from maskrcnn.zones.anchors import Anchor, anchor_points
from maskrcnn.zones.clock import Clock

MOST_POINTS = 256
FADES = 8
"""Steps in which a trail fades, at most."""

SUBPIXEL_BITS = 4
"""OpenCV draws at positions in sixteenths of a pixel."""


@dataclass
class _Trail:
    """Where a track was, oldest first: `(time, x, y)` in pixels; and the colour it has now."""

    color: Color
    points: deque[tuple[float, float, float]] = field(
        default_factory=lambda: deque(maxlen=MOST_POINTS)
    )


class Trails:
    """Remembers where each track was of late, and draws it.

    A trail shows as long as its object does; one whose object comes back in time goes on. Memory
    is that of the tracks of the last seconds.
    """

    def __init__(
        self,
        seconds: float = 2.0,
        color_by: ColorBy = "track",
        anchor: Anchor = "foot",
        palette: str | None = None,
    ) -> None:
        """Begin without any.

        Parameters
        ----------
        seconds : float
            How far back a trail goes, at most 256 frames.
        color_by, palette
            See `instance_colors`.
        anchor : "foot" or "center"
            The point that is followed, see `maskrcnn.zones.anchor_points`.
        """
        self._seconds, self._anchor = seconds, anchor
        self._color_by, self._palette = color_by, palette
        self._clock = Clock()
        self._trails: dict[int, _Trail] = {}

    def update(self, tracked: Instances) -> None:
        """Look at the instances of the next frame.

        Raises
        ------
        UsageError
            If nobody keeps track of them.
        """
        if tracked.track_ids is None:
            raise UsageError("trails follow tracks: track the instances first")
        now = self._clock.tick(tracked)
        self._forget(now - self._clock.span(self._seconds))
        points = anchor_points(tracked, self._anchor).tolist()
        colors = instance_colors(tracked, self._color_by, self._palette)
        for track_id, (x, y), color in zip(tracked.track_ids.tolist(), points, colors, strict=True):
            trail = self._trails.setdefault(track_id, _Trail(color))
            trail.color = color
            trail.points.append((now, x, y))

    def _forget(self, before: float) -> None:
        for track_id, trail in list(self._trails.items()):
            while trail.points and trail.points[0][0] < before:
                trail.points.popleft()
            if not trail.points:
                del self._trails[track_id]

    def draw(self, canvas: Uint8, pen: Pen) -> None:
        """Draw the trails of those seen in the last frame, in place.

        Parameters
        ----------
        canvas : uint8 (H, W, 3)
            BGR, the last frame.
        pen : Pen
        """
        reach = self._clock.span(self._seconds)
        for trail in self._trails.values():
            points = np.array(trail.points)
            if len(points) > 1 and points[-1, 0] == self._clock.now:
                ages = (self._clock.now - points[:, 0]) / reach
                _draw_fading(canvas, points[:, 1:], 1 - ages, trail.color, pen)


def _draw_fading(
    canvas: Uint8,
    points: NDArray[np.float64],
    opacities: NDArray[np.float64],
    color: Color,
    pen: Pen,
) -> None:
    """Blend a line through points, of an opacity of 0 to 1 each, into a canvas."""
    height, width = canvas.shape[:2]
    low = np.maximum(np.floor(points.min(0)) - 2 * pen.thickness, 0).astype(int)
    high = np.minimum(np.ceil(points.max(0)) + 2 * pen.thickness, (width, height)).astype(int)
    window = Window(*low.tolist(), *high.tolist())
    veil = np.zeros(window.shape, np.uint8)
    # A pixel's centre is at a whole number for OpenCV, and half a pixel further for us.
    places = np.round((points - low - 0.5) * 2**SUBPIXEL_BITS).astype(np.int32)
    joints = np.linspace(0, len(points) - 1, min(len(points), FADES + 1)).astype(int).tolist()
    for start, end in pairwise(joints):
        piece = places[start : end + 1]
        light = 255 * float(opacities[end])
        cv2.polylines(veil, [piece], False, light, pen.thickness, cv2.LINE_AA, SUBPIXEL_BITS)
    rows, columns = np.nonzero(veil)
    part = veil[rows, columns, None] / np.float32(255)
    roi = canvas[window.slices]
    roi[rows, columns] = (roi[rows, columns] * (1 - part) + color * part).astype(np.uint8)
