"""Where labels stand, so that they lie inside the picture and off each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Size

Ints = NDArray[np.int64]
REACH = 6
"""How many plates up and down a label may move from its usual place."""


def place_plates(sizes: NDArray[Any], boxes: NDArray[Any], picture: Size) -> Ints:
    """Return the corner `(x, y)` of each plate, `int (N, 2)`, in pixels.

    A plate's usual place is above the left of its box, as in the tutorial, or where there is no
    room above, inside. The first plate has its usual place; each other has it too, unless it would
    lie on an earlier one: then it tries the right of the box, inside, below, beside, and some
    way up and down. Where nothing is free, it stands where it covers least. So labels in a
    video move when they must, and not else.

    Parameters
    ----------
    sizes : int (N, 2)
        Width and height of each plate in pixels.
    boxes : int or float (N, 4)
        What they belong to, `xyxy`, the most important first.
    picture : (int, int)
        Height and width. A plate that is larger begins at the edge, and leaves the picture.
    """
    places = _candidates(np.asarray(sizes), np.asarray(boxes).astype(int), picture)
    plates = np.concatenate([places, places + np.asarray(sizes)[:, None]], 2).astype(np.float32)
    covered = np.zeros(plates.shape[:2], np.float32)
    corners = np.zeros((len(plates), 2), np.int64)
    for i in range(len(plates)):
        best = int(covered[i].argmin())
        corners[i] = places[i, best]
        covered[i + 1 :] += _overlap(plates[i + 1 :], plates[i, best])
    return corners


def _candidates(sizes: Ints, boxes: Ints, picture: Size) -> Ints:
    """Return the places that each plate tries, `(N, K, 2)`, the best liked first."""
    (width, height), (x0, y0, x1, y1) = sizes.T, boxes.T
    room = np.maximum(np.array(picture[::-1]) - sizes, 0)
    left, right = x0 - 1, x1 + 1 - width
    above, inside, foot, below = y0 + 1 - height, y0, y1 + 1 - height, y1
    usual = np.clip(np.where(above >= 0, above, inside), 0, room[:, 1])
    tried = [(x, y) for y in (usual, inside, below, foot) for x in (left, right)]
    tried += [(x1 + 1, inside), (x0 - width, inside)]
    tried += [(left, usual + step * height) for k in range(1, REACH + 1) for step in (-k, k)]
    return np.clip(np.array(tried).transpose(2, 0, 1), 0, room[:, None])


def _overlap(plates: NDArray[np.float32], placed: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the pixels that plates `(..., 4)` share with one that is placed."""
    x0, y0, x1, y1 = np.moveaxis(plates, -1, 0)
    width = np.minimum(x1, placed[2]) - np.maximum(x0, placed[0])
    height = np.minimum(y1, placed[3]) - np.maximum(y0, placed[1])
    shared: NDArray[np.float32] = np.maximum(width, 0) * np.maximum(height, 0)
    return shared
