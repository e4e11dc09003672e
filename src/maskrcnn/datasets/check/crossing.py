"""Whether an outline crosses itself: sides that meet where no corner is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from maskrcnn.polygons import Ring

AT_ONCE = 1 << 20
"""Pairs of sides that are looked at together."""
SMALLEST = 4.0
"""Square pixels of a loop: a smaller one is a hand that shook."""

Places = NDArray[np.intp]
Numbers = NDArray[np.float64]


def largest_loop(ring: Ring) -> float:
    """Return the area of the largest loop that a ring makes where it crosses itself.

    Slits and corners that touch a side do not cross.

    Parameters
    ----------
    ring : float64 (K, 2)
        Points `xy`; the last is joined to the first.

    Returns
    -------
    float
        Square pixels, of the smaller of the two loops at a crossing; 0 without any.
    """
    starts = ring[(ring != np.concatenate([ring[-1:], ring[:-1]])).any(1)]
    ends = np.concatenate([starts[1:], starts[:1]])
    turned = np.cumsum(_cross(starts, ends)) / 2
    largest = 0.0
    for first, second in _overlapping(starts, ends):
        crosses = _crosses(starts[first], ends[first], starts[second], ends[second])
        low = np.minimum(first[crosses], second[crosses])
        high = np.maximum(first[crosses], second[crosses])
        at = _meeting(starts[low], ends[low], starts[high], ends[high])
        closing = (_cross(starts[high], at) + _cross(at, ends[low])) / 2
        inner = turned[high - 1] - turned[low] + closing
        smaller = np.minimum(abs(inner), abs(turned[-1] - inner))
        largest = max(largest, float(smaller.max(initial=0)))
    return largest


def _overlapping(starts: Ring, ends: Ring) -> Iterator[tuple[Places, Places]]:
    """Yield pairs of sides whose shadows on the x axis overlap, some at a time."""
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    order = np.argsort(low[:, 0], kind="stable")
    behind = np.searchsorted(low[order, 0], high[order, 0]) - np.arange(1, len(order) + 1)
    counts = np.maximum(behind, 0)
    reached = np.cumsum(counts)
    begin = 0
    while begin < len(order):
        before = reached[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(reached, before + AT_ONCE, "right")))
        own = counts[begin:end]
        first = np.repeat(np.arange(begin, end), own)
        second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(own) - own, own)
        one, other = order[first], order[second]
        meets = (low[one, 1] < high[other, 1]) & (low[other, 1] < high[one, 1])
        yield one[meets], other[meets]
        begin = end


def _crosses(a: Ring, b: Ring, c: Ring, d: Ring) -> NDArray[np.bool_]:
    """Tell whether sides from `a` to `b` and from `c` to `d` cross, ends not counted."""
    apart: NDArray[np.bool_] = (_side(a, b, c) * _side(a, b, d) < 0) & (
        _side(c, d, a) * _side(c, d, b) < 0
    )
    return apart


def _meeting(a: Ring, b: Ring, c: Ring, d: Ring) -> Ring:
    """Return the point at which a side from `a` to `b` crosses one from `c` to `d`."""
    part = (_cross(c - a, d - c) / _cross(b - a, d - c))[..., None]
    meeting: Ring = a + part * (b - a)
    return meeting


def _side(a: Ring, b: Ring, point: Ring) -> Numbers:
    """Return on which side of a line some points lie: the sign of the area that they span."""
    return np.sign(_cross(b - a, point - a))


def _cross(a: Ring, b: Ring) -> Numbers:
    product: Numbers = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return product
