"""COCO's run lengths: masks as counts of pixels, off and on in turn, down one column after another.

In their compressed form each count, from the fourth on, is the difference to the one two before
it, and is written in letters of five bits, as pycocotools' `rleToString` does. That library reads
beyond the end of damaged text, so what comes from a file is unpacked and checked here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.formats.common.shapes import Shape
from maskrcnn.masks import Bool, Size, Window

Counts = NDArray[np.int64]

LETTERS_A_COUNT = 7
"""More than any count below 2³² needs."""


def counts_of(counts: Any) -> Counts:
    """Return run lengths from text, compressed, or from a list of numbers.

    Raises
    ------
    ValueError
        If they are neither.
    """
    if isinstance(counts, str):
        return _unpacked(counts)
    if not isinstance(counts, list) or not all(type(count) is int for count in counts):
        raise ValueError("its run lengths are neither text nor whole numbers")
    try:
        return np.array(counts, np.int64)
    except OverflowError:
        raise ValueError("a run length is far too large") from None


def _unpacked(text: str) -> Counts:
    letters = np.frombuffer(text.encode("utf-8", "replace"), np.uint8).astype(np.int64) - 48
    if not len(letters) or (letters < 0).any() or (letters > 63).any() or letters[-1] & 32:
        raise ValueError("its run lengths are damaged")
    last = np.flatnonzero(letters & 32 == 0)
    first = np.concatenate([[0], last[:-1] + 1])
    lengths = last - first + 1
    if lengths.max() > LETTERS_A_COUNT:
        raise ValueError("a run length is far too large")
    places = np.arange(len(letters)) - np.repeat(first, lengths)
    counts: Counts = np.add.reduceat((letters & 31) << 5 * places, first)
    counts -= np.where(letters[last] & 16, 1 << 5 * lengths, 0)
    for start in (1, 2):
        counts[start::2] = np.cumsum(counts[start::2])
    return counts


def runs(counts: Any, size: Size) -> Shape | None:
    """Return the pixels that run lengths tell of; None if there are none.

    Parameters
    ----------
    counts : str or list of int
    size : (int, int)
        Height and width of the picture.

    Raises
    ------
    ValueError
        If they are damaged, or not of a picture of that size.
    """
    lengths = counts_of(counts)
    check_sum(lengths, size)
    ends = np.cumsum(lengths)
    ends, begins = ends[1::2], ends[1::2] - lengths[1::2]
    filled = begins < ends
    if not filled.any():
        return None
    begins, ends = begins[filled], ends[filled]
    kept = lengths.astype(np.int32)
    window = _around(begins, ends - 1, size[0])
    return Shape(window, lambda: _drawn(kept, size, window))


def check_sum(lengths: Counts, size: Size) -> None:
    """Raise ValueError unless run lengths are those of as many pixels as a size has."""
    height, width = size
    pixels = height * width  # a sum of numbers beyond it may come to it by going around
    if not ((lengths >= 0) & (lengths <= pixels)).all() or lengths.sum() != pixels:
        raise ValueError(f"its run lengths are not of {width}×{height} pixels")


def _around(first: Counts, last: Counts, height: int) -> Window:
    """Return the window of runs, by their first and last places."""
    (left, top), (right, bottom) = np.divmod(first, height), np.divmod(last, height)
    if (left != right).any():
        return Window(int(left.min()), 0, int(right.max()) + 1, height)
    return Window(int(left.min()), int(top.min()), int(right.max()) + 1, int(bottom.max()) + 1)


def _drawn(counts: NDArray[np.int32], size: Size, window: Window) -> Bool:
    height, width = size
    on = np.arange(len(counts)) % 2 == 1
    mask: Bool = np.repeat(on, counts).reshape(width, height).T[window.slices]
    return mask
