"""Shapes as other tools draw them: checked when they are read, drawn when they are asked for.

An object is one shape or several. Of each is known at once in which window of the picture it lies,
so that a file can be looked through without a mask being made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ResultsError
from maskrcnn.formats.common.flaw import RecordError
from maskrcnn.formats.common.numbers import box_in, number
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import SOLID, Bool, Size, Uint8, Window, crop_of_mask, window_of
from maskrcnn.polygons import Polygon, Ring, mask_of_polygons

MAX_MASK_PIXELS = 2**31
"""Of all objects of a picture together: more is taken for a mistake of the file."""


class Shape(NamedTuple):
    """Some pixels of a picture.

    Attributes
    ----------
    window : Window
        Where they lie.
    draw : callable () -> bool (h, w)
        Makes them; of the window's shape.
    ring : float64 (K, 2) or None
        Of a polygon its points `xy`, as the file tells them.
    """

    window: Window
    draw: Callable[[], Bool]
    ring: Ring | None = None


@dataclass(frozen=True)
class Found:
    """An object of a file.

    Attributes
    ----------
    class_id : int
    box : float32 (4,)
        `xyxy`, in the picture and not empty.
    shapes : tuple of Shape
        Which together are its pixels; none where only its box is known.
    score : float
        0 to 1.
    track : int or None
    told : float64 (4,) or None
        Its box `xyxy` as the file tells it, if it does, which may leave the picture.
    where : str
        Which record of its picture it is, or of the file.
    """

    class_id: int
    box: NDArray[np.float32]
    shapes: tuple[Shape, ...] = ()
    score: float = 1.0
    track: int | None = None
    told: NDArray[np.float64] | None = None
    where: str = ""


def polygon(points: Sequence[Sequence[Any]], size: Size) -> Shape:
    """Return what a ring `xy` encloses, by the even-odd rule.

    Raises
    ------
    ValueError
        If it has fewer than three points, one that is no pair of numbers, or lies outside.
    """
    ring = np.array([pair(point) for point in points]).reshape(-1, 2)
    if len(ring) < 3:
        raise RecordError("empty-outline", "a polygon needs three points")
    window = window_of(box_in([*ring.min(0), *ring.max(0)], size), size)
    return Shape(window, lambda: _filled(ring, window), ring)


def pair(point: Sequence[Any]) -> tuple[float, float]:
    """Return a point `xy`.

    Raises
    ------
    ValueError
        If it is not two numbers.
    """
    try:
        x, y = point
    except (TypeError, ValueError):
        raise ValueError(f"{point!r} is not a point") from None
    return number(x), number(y)


def _filled(ring: Ring, window: Window) -> Bool:
    return mask_of_polygons([Polygon(ring - window[:2], ())], window.shape)


def ellipse(centre: tuple[float, float], radii: tuple[float, float], size: Size) -> Shape:
    """Return what an upright ellipse encloses.

    Raises
    ------
    ValueError
        If a radius is not over 0, or it lies outside.
    """
    (x, y), (across, down) = centre, radii
    if min(radii) <= 0:
        raise RecordError("empty-outline", "its radius is not over 0")
    window = window_of(box_in((x - across, y - down, x + across, y + down), size), size)

    def draw() -> Bool:
        rows = (np.arange(window.y0, window.y1) + 0.5 - y)[:, None] / down
        columns = (np.arange(window.x0, window.x1) + 0.5 - x) / across
        inside: Bool = rows**2 + columns**2 <= 1
        return inside

    return Shape(window, draw)


def nothing(box: NDArray[np.float32], size: Size) -> Shape:
    """Return no pixel at all, in the place of a box."""
    window = window_of(box, size)
    return Shape(window, lambda: np.zeros(window.shape, np.bool_))


def check_inside(window: Window, size: Size) -> None:
    """Raise ValueError if a window is empty or leaves the picture."""
    height, width = size
    if not (0 <= window.x0 < window.x1 <= width and 0 <= window.y0 < window.y1 <= height):
        words = f"its pixels {tuple(window)} leave the picture of {width}×{height}"
        raise RecordError("outside-picture", words)


def window_around(shapes: Sequence[Shape]) -> Window:
    """Return the smallest window with some shapes in it."""
    if len(shapes) == 1:
        return shapes[0].window
    left, top, right, bottom = zip(*(shape.window for shape in shapes), strict=True)
    return Window(min(left), min(top), max(right), max(bottom))


def joined(first: Found, other: Found) -> Found:
    """Return two parts as one object, with the class, the score and the track of the first."""
    shapes = (*first.shapes, *other.shapes)
    return replace(first, shapes=shapes, box=np.array(window_around(shapes), np.float32))


def instances_of(
    objects: Sequence[Found], name: str, size: Size, labels: Labels, tracked: bool
) -> Instances:
    """Draw the objects of a picture, best score first.

    Where pixels are known of some objects, one of which only the box is known fills its box.

    Parameters
    ----------
    objects : sequence of Found
    name : str
    size : (int, int)
    labels : Labels
    tracked : bool
        Whether all objects have a track.

    Raises
    ------
    ResultsError
        If their masks are far larger than those of a picture can be.
    """
    windows = (window_around(one.shapes) for one in objects if one.shapes)
    if sum(math.prod(window.shape) for window in windows) > MAX_MASK_PIXELS:
        raise ResultsError(f"{name}: the masks of its objects are too large to be drawn")
    objects = sorted(objects, key=lambda one: -one.score)
    boxes_only = bool(objects) and not any(one.shapes for one in objects)
    drawn = [_drawn(one) for one in objects]
    return Instances(
        size=size,
        boxes=np.array([box for box, _ in drawn], np.float32).reshape(-1, 4),
        scores=np.array([one.score for one in objects], np.float32),
        class_ids=np.array([one.class_id for one in objects], np.int32),
        crops=None if boxes_only else tuple(crop for _, crop in drawn),
        labels=labels,
        name=name,
        track_ids=np.array([one.track for one in objects], np.int32) if tracked else None,
    )


def _drawn(one: Found) -> tuple[NDArray[np.float32], Uint8]:
    """Return the box and the crop of an object; its own box if no pixel is its."""
    if not one.shapes:
        return one.box, SOLID
    around = window_around(one.shapes)
    mask = np.zeros(around.shape, np.bool_)
    for window, draw, _ in one.shapes:
        left, top = window.x0 - around.x0, window.y0 - around.y0
        height, width = window.shape
        mask[top : top + height, left : left + width] |= draw()
    if not mask.any():
        return one.box, np.zeros((1, 1), np.uint8)
    box, crop = crop_of_mask(mask)
    return box + np.array(around[:2] * 2, np.float32), crop
