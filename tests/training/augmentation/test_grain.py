"""Noise and blur: a little of each, as often as is asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from maskrcnn.training.augmentation.grain import NOISE, coarsen
from maskrcnn.training.augmentation.options import AS_THEY_ARE
from tests.support.discs import disc_sample


def test_noise_is_normal_and_no_more_than_a_little():
    sample = replace(disc_sample((120, 120), []), picture=np.full((120, 120, 3), 120, np.uint8))
    for seed in range(5):
        rng = np.random.default_rng(seed)
        noise = coarsen(sample, rng, replace(AS_THEY_ARE, noise=1)).picture.astype(float) - 120
        assert abs(noise.mean()) < 0.3
        assert 0.8 < noise.std() < NOISE + 0.3
        assert 0.62 < (abs(noise) < noise.std()).mean() < 0.9
        assert abs(np.corrcoef(noise[:, 1:].ravel(), noise[:, :-1].ravel())[0, 1]) < 0.03


def test_blur_softens_edges_and_keeps_the_rest():
    sample = disc_sample((60, 60), [(30, 30, 20, 0)])
    blurred = coarsen(sample, np.random.default_rng(2), replace(AS_THEY_ARE, blur=1)).picture
    assert len(np.unique(blurred)) > len(np.unique(sample.picture))
    assert (blurred[28:32, 28:32] == sample.picture[28:32, 28:32]).all()
    assert (blurred[0] == 255).all()


def test_as_often_as_is_asked_for():
    sample = disc_sample((16, 16), [(8, 8, 5, 0)])
    rng = np.random.default_rng(0)
    some = replace(AS_THEY_ARE, noise=0.3)
    changed = sum(
        not np.array_equal(coarsen(sample, rng, some).picture, sample.picture) for _ in range(300)
    )
    assert 60 < changed < 120
    assert coarsen(sample, rng, AS_THEY_ARE).picture is sample.picture
