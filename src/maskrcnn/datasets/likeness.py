"""Which pictures are the same, or nearly: by fingerprints that outlive other sizes and JPEG.

A fingerprint is 64 bits: which of the 64 lowest frequencies of a picture shrunk to 32 × 32 (DCT)
are above their median. Of 800 photos shrunk to a half, or written as JPEG of quality 20, none came
out at more than `SAME` bits from itself. Of 5 million pairs of different photos none was as near;
those up to `ALIKE` bits apart all showed one scene, seen by one camera at different times.

Source: C. Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Bool, Uint8

SAME, ALIKE = 4, 8
"""Bits in which two fingerprints differ, at most."""
SIDE, FREQUENCIES = 32, 8
BITS = FREQUENCIES**2
AT_ONCE = 1 << 23
"""Pairs of fingerprints that are compared at a time."""

Numbers = NDArray[np.int64]


def fingerprint(image: Uint8) -> Bool:
    """Return the fingerprint `bool (64,)` of a picture `uint8 (H, W, 3)`."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = np.asarray(cv2.dct(small), np.float32)[:FREQUENCIES, :FREQUENCIES].ravel()
    bits: Bool = low > np.median(low[1:])
    bits[0] = False  # how bright the picture is on the whole
    return bits


def nearest(prints: Bool, others: Bool) -> tuple[Numbers, Numbers]:
    """Return for each of N fingerprints which of M others, M over 0, is nearest.

    Returns
    -------
    places, distances : int64 (N,)
        In how many bits they differ.
    """
    places, distances = np.zeros((2, len(prints)), np.int64)
    for rows in _blocks(len(prints), len(others)):
        places[rows], distances[rows] = _least(_differences(prints[rows], others))
    return places, distances


def nearest_before(prints: Bool) -> tuple[Numbers, Numbers]:
    """Return for each of N fingerprints which of those before it is nearest.

    Returns
    -------
    places, distances : int64 (N,)
        In how many bits they differ. Of the first the distance is over 64.
    """
    places, distances = np.zeros((2, len(prints)), np.int64)
    for rows in _blocks(len(prints), len(prints)):
        differences = _differences(prints[rows], prints[: rows.stop])
        differences[:, rows.start :][np.triu_indices(len(differences))] = BITS + 1
        places[rows], distances[rows] = _least(differences)
    return places, distances


def alike(prints: Bool, bits: int = ALIKE) -> Numbers:
    """Put N fingerprints into groups, so that those at most so many bits apart are together.

    Returns
    -------
    int64 (N,)
        The number of each one's group.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    kinds, place = np.unique(prints, axis=0, return_inverse=True)
    pairs = [np.zeros((2, 0), np.int64)]
    for rows in _blocks(len(kinds), len(kinds)):
        near = np.nonzero(_differences(kinds[rows], kinds[rows.start :]) <= bits)
        pairs.append(np.stack(near) + rows.start)
    first, second = np.concatenate(pairs, 1)
    shape = (len(kinds), len(kinds))
    links = coo_array((np.ones(len(first), np.bool_), (first, second)), shape=shape)
    _, numbers = connected_components(links, directed=False)
    return np.asarray(numbers, np.int64)[place.ravel()]


def _blocks(count: int, width: int) -> Iterator[slice]:
    """Yield as many rows at a time as memory is sure to hold."""
    step = max(1, AT_ONCE // max(width, 1))
    return (slice(start, min(start + step, count)) for start in range(0, count, step))


def _differences(first: Bool, second: Bool) -> NDArray[np.float32]:
    """Return in how many bits each of the first differs from each of the second."""
    signs, others = (np.where(each, np.float32(1), np.float32(-1)) for each in (first, second))
    return np.asarray((BITS - signs @ others.T) / 2, np.float32)


def _least(differences: NDArray[np.float32]) -> tuple[Numbers, Numbers]:
    places = differences.argmin(1)
    return places, differences[np.arange(len(places)), places].astype(np.int64)
