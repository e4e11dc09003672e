"""Outlines that cross themselves, told from those that only touch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.datasets.check import crossing
from maskrcnn.datasets.check.crossing import largest_loop
from maskrcnn.polygons import polygons_of
from maskrcnn.rings import single_ring
from tests.support.strategies import masks

corners = st.tuples(st.integers(0, 9), st.integers(0, 9))
rings = st.lists(corners, min_size=3, max_size=12).map(lambda points: np.array(points, float))


def cross(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> float:
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


def crosses_anywhere(ring: np.ndarray) -> bool:
    """All pairs of sides, one by one."""
    sides = [(ring[i - 1], ring[i]) for i in range(len(ring))]
    return any(
        cross(a, b, c) * cross(a, b, d) < 0 and cross(c, d, a) * cross(c, d, b) < 0
        for place, (a, b) in enumerate(sides)
        for c, d in sides[:place]
    )


def test_the_loop_of_a_bow_tie_is_its_smaller_half() -> None:
    even = np.array([[0, 0], [10, 10], [10, 0], [0, 10]], float)
    assert largest_loop(even) == pytest.approx(25)
    uneven = np.array([[0, 0], [20, 20], [20, 10], [0, 10]], float)
    assert largest_loop(uneven) == pytest.approx(50)


@settings(max_examples=300)
@given(rings, st.integers(1, 20))
def test_a_loop_is_where_two_sides_cross(ring: np.ndarray, at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crossing, "AT_ONCE", at_once)
        loop = largest_loop(ring)
    assert loop >= 0
    if loop > 1e-9:
        assert crosses_anywhere(ring)
    if not crosses_anywhere(ring):
        assert loop == 0


@given(masks())
def test_outlines_of_masks_with_their_slits_cross_nowhere(mask: np.ndarray) -> None:
    if mask.any():
        assert largest_loop(single_ring(polygons_of(mask))) == 0


@given(rings, st.integers(0, 11), st.booleans())
def test_where_it_begins_and_which_way_it_runs_does_not_matter(
    ring: np.ndarray, start: int, turned: bool
) -> None:
    other = np.roll(ring[::-1] if turned else ring, start, 0)
    assert largest_loop(other) == pytest.approx(largest_loop(ring))
