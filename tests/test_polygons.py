"""Polygons along the edges of pixels, and back."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given

from maskrcnn.polygons import Polygon, mask_of_polygons, polygons_of
from tests.support.strategies import masks, sizes


def ring_area(ring: np.ndarray) -> float:
    """Signed area by the shoelace formula."""
    x, y = ring.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


@given(masks())
def test_a_mask_survives_as_rings_with_holes(mask):
    polygons = polygons_of(mask)
    assert np.array_equal(mask_of_polygons(polygons, mask.shape), mask)


@given(masks())
def test_rings_enclose_exactly_the_pixels(mask):
    area = sum(
        abs(ring_area(polygon.outer)) - sum(abs(ring_area(hole)) for hole in polygon.holes)
        for polygon in polygons_of(mask)
    )
    assert area == mask.sum()


def test_a_ring_has_no_points_to_spare():
    mask = np.zeros((6, 8), bool)
    mask[1:5, 2:7] = True
    mask[2:4, 3:5] = False
    (polygon,) = polygons_of(mask)
    assert sorted(map(tuple, polygon.outer.tolist())) == [(2, 1), (2, 5), (7, 1), (7, 5)]
    assert [sorted(map(tuple, hole.tolist())) for hole in polygon.holes] == [
        [(3, 2), (3, 4), (5, 2), (5, 4)]
    ]


def test_polygons_may_lie_across_every_edge_and_at_any_angle():
    diamond = Polygon(np.array([[5, -5], [15, 5], [5, 15], [-5, 5]], float), ())
    rows, columns = np.mgrid[:10, :10] + 0.5
    expected = abs(rows - 5) + abs(columns - 5) < 10
    assert np.array_equal(mask_of_polygons([diamond], (10, 10)), expected)


@given(masks(sizes))
def test_a_few_rows_at_a_time_fill_the_same_pixels(mask):
    polygons = polygons_of(mask)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("maskrcnn.polygons.AT_ONCE", 20)
        assert np.array_equal(mask_of_polygons(polygons, mask.shape), mask)


def test_a_polygon_of_many_crossings_takes_little_memory():
    xs, ys = np.linspace(0, 2000, 4000), np.arange(4000) % 2 * 2000.0
    tracemalloc.start()
    mask_of_polygons([Polygon(np.stack([xs, ys], 1), ())], (2000, 2000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 500e6
