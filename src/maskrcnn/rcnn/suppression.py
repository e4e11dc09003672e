"""Which boxes stay: the best, and of those that overlap only the best.

Greedy non-maximum suppression, as in Girshick et al., "Rich feature hierarchies for accurate
object detection", 2014.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Float
from maskrcnn.rcnn.boxes import iou

_CHUNK = 128
"""Boxes looked at together; more are compared in vain, fewer leave the time to the interpreter."""


def best(scores: Float, most: int) -> NDArray[np.intp]:
    """Return the places of at most so many scores, the best first, equal ones in their order.

    Parameters
    ----------
    scores : float32 (N,)
        All finite.
    most : int
    """
    places = np.arange(len(scores))
    if len(scores) > most > 0:
        places = np.flatnonzero(scores >= np.partition(scores, -most)[-most])
    return places[np.argsort(-scores[places], kind="stable")[:most]]


def suppress(
    boxes: Float, overlap: float, most: int, groups: NDArray[np.int32] | None = None
) -> NDArray[np.intp]:
    """Return the places of the boxes that overlap none that is better and stays.

    The work ends with the last box that stays: those after it are not looked at.

    Parameters
    ----------
    boxes : float32 (N, 4)
        By falling score.
    overlap : float
        The intersection over union that two boxes may have at most.
    most : int
        How many may stay.
    groups : int32 (N,), optional
        Boxes of different groups do not compete.

    Returns
    -------
    (M,)
        Rising.
    """

    def competing(a: NDArray[np.intp], b: NDArray[np.intp]) -> NDArray[np.bool_]:
        table = iou(boxes[a], boxes[b]) > overlap
        return table if groups is None else table & (groups[a][:, None] == groups[b])

    kept = np.zeros(0, np.intp)
    for start in range(0, len(boxes), _CHUNK):
        places = np.arange(start, min(start + _CHUNK, len(boxes)))
        new = places[~competing(kept, places).any(0)]
        kept = np.concatenate([kept, new[_independent(competing(new, new))]])
        if len(kept) >= most:
            break
    return kept[:most]


def _independent(overlaps: NDArray[np.bool_]) -> list[int]:
    """Go through boxes that overlap as a table `(N, N)` says; each that stays rules out others.

    Rows are held as whole numbers, one bit for each box, so that a step is a single operation.
    """
    rows = np.packbits(overlaps, axis=1, bitorder="little")
    stay, out = [], 0
    for place, row in enumerate(rows):
        if not out >> place & 1:
            stay.append(place)
            out |= int.from_bytes(row.tobytes(), "little")
    return stay
