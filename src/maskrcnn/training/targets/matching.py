"""Which marked object a box is nearest to, and which boxes teach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Bool, Float
from maskrcnn.rcnn.boxes import area, iou

_SMALLEST = np.finfo(np.float32).tiny
CROWDED = 0.5
"""The part of a box in a crowd from which it teaches nothing: there may be an object in it."""

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Matches:
    """The marked object that each of some boxes overlaps most.

    Attributes
    ----------
    objects : intp (K,)
        Its place; 0 where there is none at all.
    overlaps : float32 (K,)
        Intersection over union with it; 0 where there is none.
    """

    objects: Places
    overlaps: Float


def match(boxes: Float, objects: Float) -> Matches:
    """Find the object that each box overlaps most.

    Parameters
    ----------
    boxes : float32 (K, 4)
    objects : float32 (G, 4)
    """
    if not len(objects):
        return Matches(np.zeros(len(boxes), np.intp), np.zeros(len(boxes), np.float32))
    table = iou(boxes, objects)
    nearest = table.argmax(1)
    return Matches(nearest, table[np.arange(len(boxes)), nearest])


def in_crowds(boxes: Float, crowds: Float) -> Bool:
    """Tell which boxes `(K, 4)` lie half or more in one of some crowds `(M, 4)`."""
    if not len(crowds):
        return np.zeros(len(boxes), np.bool_)
    lows = np.maximum(boxes[:, None, :2], crowds[None, :, :2])
    highs = np.minimum(boxes[:, None, 2:], crowds[None, :, 2:])
    shared = np.maximum(highs - lows, 0).prod(2)
    inside: Bool = (shared / np.maximum(area(boxes), _SMALLEST)[:, None]).max(1) >= CROWDED
    return inside


def choose(
    objects: Places, others: Places, count: int, part: float, rng: np.random.Generator
) -> tuple[Places, Places]:
    """Choose boxes to teach with: so many of objects at most, and others to make up the number.

    Parameters
    ----------
    objects, others : intp
        Places of boxes that hold an object, and of those that hold none.
    count : int
        How many are wanted in all.
    part : float
        Of objects, at most.
    rng : Generator

    Returns
    -------
    objects, others : intp
    """
    chosen = _some(objects, int(count * part), rng)
    return chosen, _some(others, count - len(chosen), rng)


def _some(places: Places, most: int, rng: np.random.Generator) -> Places:
    return places if len(places) <= most else rng.choice(places, most, replace=False)
