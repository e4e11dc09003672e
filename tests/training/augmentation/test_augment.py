"""All changes together, and the options that choose among them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import UsageError
from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.training.augmentation.augment import Augment
from maskrcnn.training.augmentation.options import AS_THEY_ARE, AugmentOptions
from maskrcnn.training.sample import Sample
from tests.support.discs import agreement, disc_sample, disc_samples

INPUT = KeepAspectRatio(128, 192, multiple=32)
ALL = AugmentOptions(
    flip=0.5, upside_down=0.5, brightness=0, contrast=0, saturation=0, hue=0,
    noise=0.2, blur=0, mosaic=0.4, copy_paste=0.6,
)  # fmt: skip


@given(st.lists(disc_samples(), min_size=5, max_size=5), st.integers(0, 99))
@settings(max_examples=50)
def test_marks_stay_on_their_objects(samples, seed):
    others = iter(samples[1:])
    augment = Augment(ALL, INPUT, (128, 160))
    changed = augment(samples[0], lambda: next(others), np.random.default_rng(seed))
    assert changed.size == (128, 160)
    assert changed.picture.flags.c_contiguous
    assert min(agreement(changed, class_id) for class_id in range(3)) > 0.94


def test_the_same_chance_makes_the_same_picture():
    sample, other = (disc_sample((90, 120), [(40 + i, 45, 25, i)]) for i in range(2))
    augment = Augment(AugmentOptions(mosaic=0.5), INPUT, (128, 160))

    def made(seed: int) -> Sample:
        return augment(sample, lambda: other, np.random.default_rng(seed))

    for seed in range(6):
        assert np.array_equal(made(seed).picture, made(seed).picture)
        assert np.array_equal(made(seed).boxes, made(seed).boxes)
    assert not np.array_equal(made(0).picture, made(1).picture)


def test_a_picture_as_it_is_is_the_one_that_the_network_is_given():
    sample = disc_sample((90, 120), [(40, 45, 25, 0)])
    size = INPUT.of(sample.size)
    augment = Augment(AS_THEY_ARE, INPUT, size)
    changed = augment(sample, pytest.fail, np.random.default_rng(0))
    scale = np.array([size[1] / 120, size[0] / 90] * 2)
    assert np.allclose(changed.boxes, sample.boxes * scale, atol=1e-4)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"flip": 1.5}, "flip 1.5: give a number from 0 to 1"),
        ({"mosaic": float("nan")}, "mosaic nan"),
        ({"brightness": 1}, "brightness 1: give a number from 0, and below 1"),
        ({"scale": (2, 1)}, r"scale \(2, 1\): give the least and the most"),
        ({"stretch": 0.5}, "stretch 0.5: give a number from 1 to 4"),
        ({"smallest": -1}, "smallest -1"),
    ],
)
def test_options_that_make_no_sense_are_refused(wrong, told):
    with pytest.raises(UsageError, match=told):
        AugmentOptions(**wrong)
