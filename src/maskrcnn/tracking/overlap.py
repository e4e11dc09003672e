"""How much boxes and masks cover each other, where only boxes that meet are looked at.

Masks are compared where they are expected to be: a soft crop of an earlier frame is stretched
over the box that the object should have by now.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Uint8, centres, interpolate
from maskrcnn.tracking.rows import Places, Rows

Numbers = NDArray[np.float64]
Shapes = NDArray[np.float32]

CELLS = 16
"""Rows and columns in which masks are compared."""
_PAIRS = 256
"""How many pairs of masks are held in memory together."""
_SMALLEST = np.finfo(np.float64).tiny


@dataclass(frozen=True, eq=False)
class Masks(Rows):
    """Soft masks over boxes.

    Attributes
    ----------
    boxes : float64 (N, 4)
    shapes : float32 (N, 16, 16)
        From 0 to 1, stretched over the boxes.
    """

    boxes: Numbers
    shapes: Shapes


def box_iou(a: Numbers, b: Numbers) -> Numbers:
    """Intersection over union of every box of `a` (N, 4) with every one of `b` (M, 4), `(N, M)`."""
    shared = _area(_meeting(a[:, None], b[None]))
    return shared / np.maximum(_area(a)[:, None] + _area(b) - shared, _SMALLEST)


def shapes_of(crops: tuple[Uint8, ...] | None, count: int) -> Shapes:
    """Bring soft crops to one size, `float32 (N, 16, 16)` from 0 to 1; a box alone is solid."""
    if crops is None:
        return np.ones((count, CELLS, CELLS), np.float32)
    shapes = np.empty((count, CELLS, CELLS), np.float32)
    for shape, crop in zip(shapes, crops, strict=True):
        height, width = crop.shape
        rows, columns = centres(0, height, CELLS), centres(0, width, CELLS)
        shape[:] = interpolate(crop.astype(np.float32), rows, columns) / 255
    return shapes


def mask_iou(a: Masks, b: Masks, rows: Places, columns: Places) -> Numbers:
    """Intersection over union of P pairs of soft masks, `(P,)`.

    Of two probabilities the lower is what both share: no threshold is needed.

    Parameters
    ----------
    a, b : Masks
    rows, columns : (P,)
        Which of `a` is compared with which of `b`.
    """
    parts = [slice(start, start + _PAIRS) for start in range(0, len(rows), _PAIRS)]
    return np.concatenate(
        [np.zeros(0), *(_iou_of_pairs(a[rows[part]], b[columns[part]]) for part in parts)]
    )


def _iou_of_pairs(a: Masks, b: Masks) -> Numbers:
    meeting = _meeting(a.boxes, b.boxes)
    both = np.minimum(_sampled(a, meeting), _sampled(b, meeting))
    shared = both.mean((1, 2)) * _area(meeting)
    whole = a.shapes.mean((1, 2)) * _area(a.boxes) + b.shapes.mean((1, 2)) * _area(b.boxes)
    return np.asarray(np.clip(shared / np.maximum(whole - shared, _SMALLEST), 0, 1))


def _sampled(masks: Masks, windows: Numbers) -> Shapes:
    """Sample masks at the cells of windows that lie inside their boxes, bilinearly."""
    columns, rows = (_weights(masks.boxes[:, i::2], windows[:, i::2]) for i in (0, 1))
    return np.asarray(rows @ masks.shapes @ columns.transpose(0, 2, 1), np.float32)


def _weights(spans: Numbers, windows: Numbers) -> Shapes:
    """Return the part of each of a span's cells in each of a window's, `(P, 16, 16)`."""
    low, high = spans.T
    start, end = windows.T
    places = start[:, None] + (np.arange(CELLS) + 0.5) / CELLS * (end - start)[:, None]
    cells = (places - low[:, None]) / np.maximum(high - low, _SMALLEST)[:, None] * CELLS
    middles = np.arange(CELLS) + 0.5
    near = np.clip(cells, middles[0], middles[-1])[..., None]
    return np.asarray(np.maximum(0, 1 - abs(near - middles)), np.float32)


def _meeting(a: Numbers, b: Numbers) -> Numbers:
    """Return the box that two boxes share, `(..., 4)`; of no area where they do not meet."""
    low = np.maximum(a[..., :2], b[..., :2])
    high = np.minimum(a[..., 2:], b[..., 2:])
    return np.concatenate([low, np.maximum(low, high)], -1)


def _area(boxes: Numbers) -> Numbers:
    area: Numbers = (boxes[..., 2:] - boxes[..., :2]).prod(-1)
    return area
