"""Rings that enclose what a mask with holes and parts does."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.polygons import Polygon, mask_of_polygons, polygons_of
from maskrcnn.rings import part_rings, single_ring
from tests.support.strategies import masks

small_masks = masks(st.tuples(st.integers(1, 16), st.integers(1, 16)))


@given(small_masks.filter(np.any))
def test_one_ring_encloses_the_mask_exactly(mask):
    ring = single_ring(polygons_of(mask))
    assert np.array_equal(mask_of_polygons([Polygon(ring, ())], mask.shape), mask)


@given(small_masks)
def test_a_ring_a_part_encloses_the_mask_exactly(mask):
    rings = part_rings(polygons_of(mask))
    assert len(rings) == len(polygons_of(mask))
    assert np.array_equal(mask_of_polygons([Polygon(ring, ()) for ring in rings], mask.shape), mask)


def two_rings_and_a_dot() -> np.ndarray:
    mask = np.zeros((80, 120), np.uint8)
    for x in (30, 90):
        cv2.circle(mask, (x, 40), 25, 1, 8)
    mask[38:42, 58:62] = 1
    return mask.astype(bool)


def test_slits_are_short():
    mask = two_rings_and_a_dot()
    ring = single_ring(polygons_of(mask))
    steps = np.hypot(*(ring - np.roll(ring, -1, 0)).T)
    assert steps.max() <= 15, "no slit leads across a hole"


def test_other_programs_fill_the_same_pixels_but_for_slits():
    mask = two_rings_and_a_dot()
    ring = single_ring(polygons_of(mask))
    filled = np.zeros(mask.shape, np.uint8)
    cv2.fillPoly(filled, [np.round((ring - 0.5) * 16).astype(np.int32)], 1, shift=4)
    overlap = (filled.astype(bool) & mask).sum() / (filled.astype(bool) | mask).sum()
    assert overlap > 0.85


@pytest.mark.parametrize("parts", [1, 300])
def test_many_parts_are_strung_together_in_time(parts):
    mask = np.zeros((40, 2 * parts), bool)
    mask[::2, ::2] = True
    mask = mask[:20]
    ring = single_ring(polygons_of(mask[:2]))
    assert np.array_equal(mask_of_polygons([Polygon(ring, ())], mask[:2].shape), mask[:2])


def test_noise_is_strung_together_in_time():
    mask = np.random.default_rng(0).random((200, 200)) > 0.5
    ring = single_ring(polygons_of(mask))
    assert np.array_equal(mask_of_polygons([Polygon(ring, ())], mask.shape), mask)
