"""Rings without holes, for formats that know polygons of one ring only.

A hole is cut open: a slit of no width leads from the ring around it to the hole and back again. The
parts of an object are strung together in the same way. By the even-odd rule, and where holes run
against the ring around them by the non-zero rule too, such a ring encloses the very same pixels;
a program that draws outlines as well draws the slits one pixel wide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Polygon, Ring

Place = tuple[int, int]
"""A ring's number, and the number of one of its points."""
Slits = dict[Place, list[Place]]
"""From a place to those that slits lead to."""


def single_ring(polygons: Sequence[Polygon]) -> Ring:
    """Join all parts and holes of an object to one ring.

    Parameters
    ----------
    polygons : sequence of Polygon
        At least one.

    Returns
    -------
    float64 (K, 2)
        One ring, `xy` in pixels.
    """
    return _strung([ring for outer, holes in polygons for ring in (outer, *holes)])


def part_rings(polygons: Sequence[Polygon]) -> list[Ring]:
    """Return a ring `(K, 2)` for each part, its holes cut open."""
    return [_strung([outer, *holes]) for outer, holes in polygons]


def _strung(rings: list[Ring]) -> Ring:
    if len(rings) == 1:
        return rings[0]
    return np.array(list(_walk(rings, _slits(rings))))


def _slits(rings: list[Ring]) -> Slits:
    """Join rings to the first, always the nearest to what is joined already (Prim, 1957)."""
    slits: Slits = defaultdict(list)
    nearest = dict.fromkeys(range(1, len(rings)), (np.inf, (0, 0), 0))
    newest = 0
    while nearest:
        for other, best in nearest.items():
            distance, here, there = _closest_points(rings[newest], rings[other])
            if distance < best[0]:
                nearest[other] = distance, (newest, here), there
        newest = min(nearest, key=lambda other: nearest[other][0])
        _, place, there = nearest.pop(newest)
        slits[place].append((newest, there))
    return slits


def _closest_points(first: Ring, second: Ring) -> tuple[float, int, int]:
    """Return the squared distance of the nearest two points of rings, and their places."""
    gaps = ((first[:, None] - second[None]) ** 2).sum(2)
    here, there = np.unravel_index(int(gaps.argmin()), gaps.shape)
    return float(gaps[here, there]), int(here), int(there)


def _walk(rings: list[Ring], slits: Slits) -> Iterator[NDArray[np.float64]]:
    """Go around the first ring, and at each slit over to the other ring, around it and back."""
    ways = [_around(rings, slits, (0, 0))]
    while ways:
        for point, slit in ways[-1]:
            yield point
            if slit is not None:
                ways.append(_around(rings, slits, slit))
                break
        else:
            ways.pop()


def _around(
    rings: list[Ring], slits: Slits, start: Place
) -> Iterator[tuple[NDArray[np.float64], Place | None]]:
    """Give the points of a ring from one of them back to it, with the slits that begin there."""
    number, first = start
    ring = rings[number]
    for place in [*range(first, len(ring)), *range(first)]:
        for slit in slits.get((number, place), ()):
            yield ring[place], slit
        yield ring[place], None
    yield ring[first], None
