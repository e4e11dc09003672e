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

from maskrcnn.polygons import Polygon, Ring

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
    """Join all rings by the shortest slits that do (Kruskal, 1956), each told from both ends."""
    from scipy.cluster.hierarchy import DisjointSet

    points = np.concatenate(rings)
    places = [(number, place) for number, ring in enumerate(rings) for place in range(len(ring))]
    slits: Slits = defaultdict(list)
    joined = DisjointSet(range(len(rings)))
    pairs = _neighbours(points)
    lengths = ((points[pairs[:, 0]] - points[pairs[:, 1]]) ** 2).sum(1)
    for first, second in pairs[np.argsort(lengths, kind="stable")].tolist():
        here, there = places[first], places[second]
        if joined.merge(here[0], there[0]):
            slits[here].append(there)
            slits[there].append(here)
    return slits


def _neighbours(points: Ring) -> NDArray[np.intp]:
    """Return pairs of points `(N, 2)`, among them the nearest two of any two halves of them.

    Those are sides of triangles of Delaunay, since no third point lies in the circle around them,
    unless they are at the same place.
    """
    from scipy.spatial import Delaunay

    _, first, place = np.unique(points, axis=0, return_index=True, return_inverse=True)
    same = np.stack([first[place.ravel()], np.arange(len(points))], 1)
    mesh = Delaunay(points[first])
    sides = [mesh.simplices[:, ends] for ends in ([0, 1], [1, 2], [2, 0])]
    left_out = mesh.coplanar[:, [0, 2]]
    return np.concatenate([same, first[np.concatenate([*sides, left_out])]])


def _walk(rings: list[Ring], slits: Slits) -> Iterator[NDArray[np.float64]]:
    """Go around the first ring, and at each slit over to the other ring, around it and back."""
    ways, seen = [_around(rings, slits, (0, 0))], {0}
    while ways:
        for point, slit in ways[-1]:
            if slit is None:
                yield point
            elif slit[0] not in seen:
                yield point
                seen.add(slit[0])
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
