"""Boxes: decoded, clipped, compared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.rcnn.boxes import area, clip, decode, finite, iou
from tests.support.rcnn import VARIANCE, boxes_in, overlap_of, random

SIZE = (60, 90)
counts = st.integers(0, 40)


def test_a_box_is_moved_by_parts_of_its_size_and_scaled():
    box = np.array([[10, 20, 30, 60]], np.float32)
    deltas = np.array([[5, -5, np.log(2) / 0.2, np.log(0.5) / 0.2]], np.float32)
    assert decode(box, deltas, VARIANCE)[0].tolist() == pytest.approx([10, 10, 50, 30], abs=1e-4)


@given(random, counts)
def test_no_correction_changes_nothing(generator, count):
    boxes = boxes_in(generator, count, SIZE)
    decoded = decode(boxes, np.zeros_like(boxes), VARIANCE)
    assert decoded.dtype == np.float32
    np.testing.assert_array_equal(decoded, boxes)


@given(random, counts)
def test_decoding_goes_with_the_box(generator, count):
    boxes = boxes_in(generator, count, SIZE)
    deltas = generator.standard_normal(boxes.shape).astype(np.float32)
    shift = np.array([7, 11, 7, 11], np.float32)
    moved = decode(boxes + shift, deltas, VARIANCE)
    np.testing.assert_allclose(moved, decode(boxes, deltas, VARIANCE) + shift, rtol=0, atol=1e-3)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 3e38])
@pytest.mark.parametrize("place", range(3))
def test_a_delta_beyond_measure_spoils_its_own_box_only(wrong, place):
    boxes = np.array([[10, 20, 30, 60]] * 2, np.float32)
    deltas = np.zeros((2, 4), np.float32)
    deltas[0, place] = wrong
    decoded = decode(boxes, deltas, (10, 10, 1, 1))
    assert finite(decoded).tolist() == [False, True]


@given(random, counts)
def test_what_is_clipped_lies_inside_and_the_inside_stays(generator, count):
    boxes = (generator.standard_normal((count, 4)) * 100).astype(np.float32)
    height, width = SIZE
    clipped = clip(boxes, SIZE)
    assert ((clipped >= 0) & (clipped <= [width, height, width, height])).all()
    inside = ((boxes >= 0) & (boxes <= [width, height, width, height])).all(1)
    np.testing.assert_array_equal(clipped[inside], boxes[inside])


@given(random, counts, counts)
def test_overlaps_are_those_of_the_definition(generator, count, other):
    a, b = boxes_in(generator, count, SIZE), boxes_in(generator, other, SIZE)
    table = iou(a, b)
    assert table.dtype == np.float32
    np.testing.assert_array_equal(table, iou(b, a).T)
    expected = [[overlap_of(one, two) for two in b] for one in a]
    np.testing.assert_array_equal(table, np.reshape(expected, (count, other)))


def test_a_box_inside_out_has_no_area_and_overlaps_nothing():
    boxes = np.array([[5, 5, 1, 9], [1, 1, 9, 9]], np.float32)
    assert area(boxes).tolist() == [0, 64]
    assert iou(boxes, boxes).tolist() == [[0, 0], [0, 1]]


def test_boxes_of_any_size_can_be_compared():
    huge = np.array([[-1e30, -1e30, 1e30, 1e30], [0, 0, 1, 1]], np.float32)
    assert not (iou(huge, huge)[0] > 0.5).any()
