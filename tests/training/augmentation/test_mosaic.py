"""Four pictures as one: every object moves with its picture."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.training.augmentation.mosaic import mosaic
from maskrcnn.training.augmentation.options import AugmentOptions
from tests.support.discs import agreement, disc_sample, disc_samples

SIZE = (160, 224)


@given(st.lists(disc_samples(least=1), min_size=4, max_size=4), st.integers(0, 99))
@settings(max_examples=40)
def test_marks_stay_on_their_objects(samples, seed):
    shown = [(160, 200)] * 4
    joined = mosaic(samples, shown, SIZE, np.random.default_rng(seed), AugmentOptions())
    assert joined.size == SIZE
    assert min(agreement(joined, class_id) for class_id in range(3)) > 0.95


def test_there_is_something_of_all_four_and_no_grey():
    samples = [disc_sample((100, 100), [(50, 50, 25, place % 3)]) for place in range(4)]
    options = AugmentOptions(scale=(0.5, 0.5))
    joined = mosaic(samples, [SIZE] * 4, SIZE, np.random.default_rng(1), options)
    assert sorted(joined.class_ids.tolist()) == [0, 0, 1, 2]
    assert np.isin(joined.picture[[0, 0, -1, -1], [0, -1, 0, -1]], 255).all()
    middles = (joined.boxes[:, :2] + joined.boxes[:, 2:]) / 2
    assert len({(x < 112, y < 80) for x, y in middles.tolist()}) == 4
