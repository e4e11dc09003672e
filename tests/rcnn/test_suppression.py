"""Non-maximum suppression, held against going through the boxes one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.rcnn.suppression import best, suppress
from tests.support.rcnn import boxes_in, random, suppressed

overlaps = st.sampled_from([0.0, 0.3, 0.5, 0.7, 1.0])


@given(random, st.integers(0, 300), overlaps, st.integers(0, 60))
def test_the_same_boxes_stay_as_one_by_one(generator, count, overlap, most):
    boxes = boxes_in(generator, count, (20, 30))
    assert suppress(boxes, overlap, most).tolist() == suppressed(boxes, overlap)[:most]


@given(random, st.integers(0, 200), overlaps)
def test_groups_do_not_compete(generator, count, overlap):
    boxes = boxes_in(generator, count, (20, 30))
    groups = generator.integers(0, 3, count).astype(np.int32)
    apart = []
    for group in range(3):
        (members,) = np.nonzero(groups == group)
        apart += members[suppressed(boxes[members], overlap)].tolist()
    assert suppress(boxes, overlap, count, groups).tolist() == sorted(apart)


@given(random, st.integers(0, 200), overlaps)
def test_where_the_boxes_lie_does_not_matter(generator, count, overlap):
    boxes = boxes_in(generator, count, (20, 30))
    shifted = boxes + np.array([500, 40, 500, 40], np.float32)
    assert suppress(shifted, overlap, 50).tolist() == suppress(boxes, overlap, 50).tolist()


def test_an_overlap_that_is_just_allowed_stays():
    boxes = np.array([[0, 0, 2, 2], [0, 0, 2, 1], [0, 0, 1, 1]], np.float32)
    assert suppress(boxes, 0.5, 9).tolist() == [0, 1, 2]
    assert suppress(boxes, 0.49, 9).tolist() == [0, 2]


def test_thousands_of_equal_boxes_are_one():
    assert suppress(np.tile(np.array([1, 1, 5, 5], np.float32), (6000, 1)), 0.7, 100).tolist() == [
        0
    ]


@given(random, st.integers(0, 300), st.integers(0, 300))
def test_the_best_come_first_and_equals_in_their_order(generator, count, most):
    scores = generator.integers(0, 10, count).astype(np.float32) / 10
    expected = sorted(range(count), key=lambda place: -scores[place])[:most]
    assert best(scores, most).tolist() == expected


@pytest.mark.parametrize("most", [0, 5])
def test_of_nothing_nothing_stays(most):
    assert suppress(np.zeros((0, 4), np.float32), 0.5, most).shape == (0,)
    assert best(np.zeros(0, np.float32), most).shape == (0,)
