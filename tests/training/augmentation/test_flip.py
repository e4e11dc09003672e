"""Mirrors: what is marked goes with what is seen."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.training.augmentation.flip import flip, mirrored
from maskrcnn.training.augmentation.options import AugmentOptions
from tests.support.discs import agreement, disc_sample, disc_samples


@given(disc_samples(), st.booleans(), st.booleans())
def test_twice_is_as_before(sample, across, down):
    back = mirrored(mirrored(sample, across, down), across, down)
    assert np.array_equal(back.picture, sample.picture)
    assert np.allclose(back.boxes, sample.boxes)
    assert np.allclose(back.crowds, sample.crowds)
    assert all(map(np.array_equal, back.masks, sample.masks))


@given(disc_samples(least=1), st.booleans(), st.booleans())
def test_marks_stay_on_their_objects(sample, across, down):
    turned = mirrored(sample, across, down)
    assert [agreement(turned, class_id) for class_id in range(3)] == [1, 1, 1]


def test_boxes_and_crowds_change_sides():
    sample = disc_sample((40, 100), [(20, 10, 8, 0)], [[0, 0, 10, 5]])
    assert mirrored(sample, True, False).boxes.tolist() == [[72, 2, 88, 18]]
    assert mirrored(sample, True, False).crowds.tolist() == [[90, 0, 100, 5]]
    assert mirrored(sample, False, True).boxes.tolist() == [[12, 22, 28, 38]]
    assert mirrored(sample, False, True).crowds.tolist() == [[0, 35, 10, 40]]


def test_as_often_as_is_asked_for():
    sample = disc_sample((20, 30), [(8, 5, 5, 0)])
    rng = np.random.default_rng(0)
    options = AugmentOptions(flip=0.25, upside_down=0)
    lefts = [flip(sample, rng, options).boxes[0, 0] for _ in range(400)]
    assert set(lefts) == {3, 17}
    assert 70 < lefts.count(17) < 130
