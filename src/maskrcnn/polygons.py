"""Polygons along the edges of a mask's pixels, and the pixels that polygons enclose.

A point `(x, y)` is a corner of pixels: `(0, 0)` is the corner of the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Bool, Size, Window

Ring = NDArray[np.float64]

AT_ONCE = 1 << 22
"""Pixels, or crossings of edges and rows, that polygons are filled at a time."""


class Polygon(NamedTuple):
    """One connected part of a mask: an outer ring and the rings of its holes, each `(K, 2)` xy."""

    outer: Ring
    holes: tuple[Ring, ...]


def polygons_of(mask: Bool) -> list[Polygon]:
    """Trace a mask `bool (H, W)` along its pixel edges.

    The rings are exact: they enclose the mask's pixels and nothing else, their areas add up to
    the number of pixels, and `mask_of_polygons` returns the same mask.
    """
    import cv2

    # At twice the size no object is thinner than two pixels, so that a contour through pixel
    # centres never runs over itself; (c + 1) // 2 moves it from those centres to the edges.
    doubled = mask.astype(np.uint8).repeat(2, 0).repeat(2, 1)
    contours, hierarchy = cv2.findContours(doubled, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return []
    rings = [_without_collinear((contour[:, 0] + 1) // 2) for contour in contours]
    parents = hierarchy.reshape(-1, 4)[:, 3]
    return [
        Polygon(ring, tuple(rings[j] for j in np.flatnonzero(parents == i)))
        for i, ring in enumerate(rings)
        if parents[i] < 0
    ]


def _without_collinear(ring: NDArray[Any]) -> Ring:
    """Drop repeated points and points on a straight line between their neighbours."""
    ring = ring[(ring != np.roll(ring, 1, 0)).any(1)]
    before, after = ring - np.roll(ring, 1, 0), np.roll(ring, -1, 0) - ring
    bends = before[:, 0] * after[:, 1] != before[:, 1] * after[:, 0]
    return np.asarray(ring[bends], np.float64)


def mask_of_polygons(polygons: Iterable[Polygon], size: Size) -> Bool:
    """Fill polygons into a mask `bool (H, W)`: a pixel belongs where its centre is inside."""
    mask = np.zeros(size, np.bool_)
    for outer, holes in polygons:
        window, inside = _even_odd((outer, *holes), size)
        mask[window.slices] |= inside
    return mask


def _even_odd(rings: Sequence[Ring], size: Size) -> tuple[Window, Bool]:
    """Fill rings by the even-odd rule, as many rows at a time as memory is sure to hold."""
    starts = np.concatenate(rings)
    ends = np.concatenate([np.roll(ring, -1, 0) for ring in rings])
    # Edges run downwards, so that the two sides of a slit come to the same numbers.
    rises = (starts[:, 1] > ends[:, 1])[:, None]
    upper, lower = np.where(rises, ends, starts), np.where(rises, starts, ends)
    window = _around(starts, size)
    inside = np.empty(window.shape, np.bool_)
    step = max(1, AT_ONCE // max(len(starts), inside.shape[1] + 1))
    for y in range(window.y0, window.y1, step):
        band = window._replace(y0=y, y1=min(y + step, window.y1))
        inside[y - window.y0 :][:step] = _crossed(upper, lower, band)
    return window, inside


def _crossed(upper: Ring, lower: Ring, window: Window) -> Bool:
    """Tell which pixels have an odd number of edges on their left: each flips all to its right."""
    height, width = window.shape
    first, last = (
        np.clip(np.ceil(end[:, 1] - 0.5) - window.y0, 0, height).astype(int)
        for end in (upper, lower)
    )
    counts = last - first
    edges = np.repeat(np.arange(len(counts)), counts)
    rows = np.arange(len(edges)) - np.repeat(np.cumsum(counts) - counts, counts) + first[edges]
    (x0, y0), (x1, y1) = upper[edges].T, lower[edges].T
    crossings = x0 + (rows + window.y0 + 0.5 - y0) * (x1 - x0) / (y1 - y0)
    columns = np.clip(np.ceil(crossings - 0.5) - window.x0, 0, width).astype(int)
    flips = np.bincount(rows * (width + 1) + columns, minlength=height * (width + 1))
    odd = (flips & 1).astype(np.uint8).reshape(height, width + 1)[:, :width]
    inside: Bool = np.bitwise_xor.accumulate(odd, axis=1).astype(np.bool_)
    return inside


def _around(points: Ring, size: Size) -> Window:
    """Return the pixels of a picture around some points `(K, 2)`; none if they are outside."""
    height, width = size
    low, high = np.floor(points.min(0)), np.ceil(points.max(0))
    x0, x1 = np.clip((low[0], high[0]), 0, width).astype(int).tolist()
    y0, y1 = np.clip((low[1], high[1]), 0, height).astype(int).tolist()
    return Window(x0, y0, x1, y1)
