"""Numbers in other tools' files: short yet exact when written, checked when read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.formats.common.flaw import RecordError
from maskrcnn.masks import Size

MAX_PIXELS = 2**28
"""Of a picture: more is taken for a mistake of the file."""
LARGEST = 2**31 - 1
"""Of all numbers; those that have no end and those that are none are beyond it too."""


def short(value: float | np.float32) -> float:
    """Return the number of fewest digits that is the same in float32: 0.9, not 0.8999999762."""
    return float(str(np.float32(value)))


def number(value: Any) -> float:
    """Return a number.

    Raises
    ------
    ValueError
        If it is none, or beyond ±`LARGEST`.
    """
    try:
        read = float(value)
    except (TypeError, ValueError, OverflowError):
        read = math.nan
    if not abs(read) <= LARGEST:
        raise ValueError(f"{value!r} is not a number")
    return read


def whole(value: Any, low: int = 0, high: int = LARGEST) -> int:
    """Return a whole number.

    Raises
    ------
    ValueError
        If it is none, or not between `low` and `high`.
    """
    read = number(value)
    if not (read.is_integer() and low <= read <= high):
        raise ValueError(f"{value!r} is not a whole number from {low} to {high}")
    return int(read)


def picture_size(height: Any, width: Any) -> Size:
    """Return the size of a picture.

    Raises
    ------
    ValueError
        If the sides are not whole numbers over 0, or far beyond what a picture has.
    """
    try:
        size = whole(height, 1), whole(width, 1)
    except ValueError:
        size = 0, 0
    if not 0 < size[0] * size[1] <= MAX_PIXELS:
        raise ValueError(f"width {width!r} and height {height!r} are not the size of a picture")
    return size


def box_in(edges: Iterable[Any], size: Size) -> NDArray[np.float32]:
    """Cut a box `xyxy` to a picture.

    Raises
    ------
    ValueError
        If an edge is no number, or nothing of the box is in the picture.
    """
    x0, y0, x1, y1 = (number(edge) for edge in edges)
    height, width = size
    box = np.array([max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)], np.float32)
    if not (box[0] < box[2] and box[1] < box[3]):
        raise RecordError("outside-picture", "its box is empty or outside the picture")
    return box


def score_of(value: Any) -> float:
    """Return a score; 1 where there is none.

    Raises
    ------
    ValueError
        If it is not a number from 0 to 1.
    """
    score = 1.0 if value is None else number(value)
    if not 0 <= score <= 1:
        raise ValueError(f"its score {score:g} is not between 0 and 1")
    return score


def track_of(value: Any) -> int | None:
    """Return the number of a track, None where there is none.

    Raises
    ------
    ValueError
        If it is no whole number, or below 0.
    """
    return None if value is None else whole(value)
