"""Pictures scaled and cut: marks stay on objects, and nothing leaves the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.training.augmentation.jitter import GREY, jitter
from maskrcnn.training.augmentation.options import AS_THEY_ARE, AugmentOptions
from tests.support.discs import agreement, disc_sample, disc_samples

WILD = AugmentOptions(scale=(0.4, 2.5), stretch=1.3)
sizes = st.tuples(st.integers(64, 192), st.integers(64, 192))


@given(disc_samples(), sizes, sizes, st.integers(0, 99), st.booleans())
def test_nothing_leaves_the_picture(sample, shown, size, seed, fills):
    changed = jitter(sample, shown, size, np.random.default_rng(seed), WILD, fills)
    assert changed.size == size
    height, width = size
    for boxes in (changed.boxes, changed.crowds):
        assert (boxes[:, :2] >= 0).all()
        assert (boxes[:, 2:] <= (width, height)).all()
        assert (boxes[:, 2:] > boxes[:, :2]).all()
    assert len(changed) == len(changed.masks) == len(changed.class_ids) == len(changed.scores)
    assert changed.boxes.dtype == changed.crowds.dtype == np.float32


@given(disc_samples(least=1), st.integers(0, 99), st.booleans())
@settings(max_examples=60)
def test_marks_stay_on_their_objects(sample, seed, fills):
    """Each box is that of its mask, and each mask lies where its color is seen."""
    changed = jitter(sample, (160, 200), (144, 192), np.random.default_rng(seed), WILD, fills)
    assert min(agreement(changed, class_id) for class_id in range(3)) > 0.95
    for mask in changed.masks:
        solid = mask >= 128
        assert min(edge.any() for edge in (solid[0], solid[-1], solid[:, 0], solid[:, -1]))


def test_areas_grow_with_the_scale():
    sample = disc_sample((100, 100), [(50, 50, 20, 0)])
    twice = AugmentOptions(scale=(2, 2), stretch=1)
    changed = jitter(sample, (100, 100), (200, 200), np.random.default_rng(0), twice)
    assert changed.boxes.tolist() == [[60, 60, 140, 140]]
    assert np.array_equal(changed.masks[0], sample.masks[0])


def test_what_fits_its_batch_stays_as_it_is():
    sample = disc_sample((64, 96), [(20, 20, 15, 0), (80, 50, 12, 1)], [[1, 2, 3, 4]])
    changed = jitter(sample, (64, 96), (64, 96), np.random.default_rng(0), AS_THEY_ARE)
    assert np.array_equal(changed.picture, sample.picture)
    assert np.array_equal(changed.boxes, sample.boxes)
    assert np.array_equal(changed.crowds, sample.crowds)


def test_crowds_move_along_with_what_they_show():
    sample = disc_sample((100, 100), [(30, 40, 20, 0)], [[10, 20, 50, 60]])
    for seed in range(20):
        changed = jitter(sample, (100, 100), (90, 110), np.random.default_rng(seed), WILD)
        if len(changed) and changed.masks[0].shape == sample.masks[0].shape:
            assert np.allclose(changed.boxes, changed.crowds, atol=1e-3)


def test_small_pictures_lie_on_grey_and_large_ones_leave_none():
    sample = disc_sample((50, 50), [])
    half = AugmentOptions(scale=(0.5, 0.5), stretch=1)
    small = jitter(sample, (100, 100), (100, 100), np.random.default_rng(0), half)
    assert np.count_nonzero((small.picture == 255).all(2)) == 50 * 50
    assert np.count_nonzero((small.picture == GREY).all(2)) == 7500
    full = jitter(sample, (100, 100), (100, 100), np.random.default_rng(0), half, fills=True)
    assert (full.picture == 255).all()


@pytest.mark.parametrize("least", [0.0, 0.3])
def test_slivers_and_specks_become_crowds(least):
    """What is too small, or of which too little is left, teaches nothing."""
    options = AugmentOptions(scale=(2, 2), stretch=1, smallest=6, least_left=least)
    sample = disc_sample((100, 100), [(50, 50, 30, 0), (10, 10, 1.2, 1)])
    for seed in range(30):
        changed = jitter(sample, (100, 100), (100, 100), np.random.default_rng(seed), options)
        assert (changed.class_ids == 0).all()
        for box, mask in zip(changed.boxes, changed.masks, strict=True):
            left = np.count_nonzero(mask >= 128) / mask.size * np.prod(box[2:] - box[:2])
            assert left >= (least - 0.02) * np.pi * 60**2
        assert len(changed) + len(changed.crowds) <= 2
