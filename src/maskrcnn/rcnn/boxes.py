"""Boxes of a network, `float32 (N, 4)`: `xyxy` in pixels of its input.

How boxes are encoded: Girshick et al., "Rich feature hierarchies for accurate object detection",
2014, appendix C: a shift of the centre as a part of the size, and the logarithm of a scaling.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Float, Size

_SMALLEST = np.finfo(np.float32).tiny


def decode(boxes: Float, deltas: Float, variance: Sequence[float]) -> Float:
    """Correct boxes by what a network says of them.

    Parameters
    ----------
    boxes : float32 (N, 4)
        Anchors or proposals.
    deltas : float32 (N, 4)
        Of each: tx, ty, tw, th.
    variance : four floats
        What the deltas are multiplied by.

    Returns
    -------
    float32 (N, 4)
        They may leave the input, and those with far too large deltas are not finite.
    """
    sizes = boxes[:, 2:] - boxes[:, :2]
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = deltas * np.asarray(variance, np.float32)
        centres = (boxes[:, :2] + boxes[:, 2:]) / 2 + scaled[:, :2] * sizes
        halves = np.exp(scaled[:, 2:]) * sizes / 2
        return np.concatenate([centres - halves, centres + halves], 1)


def encode(boxes: Float, targets: Float, variance: Sequence[float]) -> Float:
    """Return what `decode` turns boxes into targets by, `float32 (N, 4)`.

    Parameters
    ----------
    boxes, targets : float32 (N, 4)
        Neither of them empty.
    variance : four floats
    """
    sizes, wanted = (np.maximum(each[:, 2:] - each[:, :2], _SMALLEST) for each in (boxes, targets))
    shifts = (targets[:, :2] + targets[:, 2:] - boxes[:, :2] - boxes[:, 2:]) / 2 / sizes
    deltas = np.concatenate([shifts, np.log(wanted / sizes)], 1)
    return np.asarray(deltas / np.asarray(variance, np.float32), np.float32)


def clip(boxes: Float, input_size: Size) -> Float:
    """Return boxes cut to an input of some height and width; outside of it nothing is left."""
    height, width = input_size
    return boxes.clip(0, np.array([width, height, width, height], np.float32))


def finite(boxes: Float) -> NDArray[np.bool_]:
    """Tell of which boxes, or deltas, all four numbers are finite, `bool (N,)`."""
    sound: NDArray[np.bool_] = np.logical_and.reduce(np.isfinite(boxes), axis=1)
    return sound


def area(boxes: Float) -> Float:
    """Return areas in square pixels, `float32 (N,)`; 0 for a box that is inside out."""
    x0, y0, x1, y1 = boxes.T
    areas: Float = np.maximum(x1 - x0, 0) * np.maximum(y1 - y0, 0)
    return areas


def iou(a: Float, b: Float) -> Float:
    """Intersection over union of every box of `a` (N, 4) with every one of `b` (M, 4), `(N, M)`.

    It is 0 where one of them is empty.
    """
    ax0, ay0, ax1, ay1 = a.T[:, :, None]
    bx0, by0, bx1, by1 = b.T
    with np.errstate(over="ignore", invalid="ignore"):  # boxes yet to be clipped may be huge
        widths = np.minimum(ax1, bx1) - np.maximum(ax0, bx0)
        heights = np.minimum(ay1, by1) - np.maximum(ay0, by0)
        shared = np.maximum(widths, 0) * np.maximum(heights, 0)
        together = area(a)[:, None] + area(b) - shared
        parts: Float = shared / np.maximum(together, _SMALLEST)
    return parts
