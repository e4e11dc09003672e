"""Objects pasted over others: what is hidden is nobody's any more."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.training.augmentation.copy_paste import copy_paste
from maskrcnn.training.augmentation.jitter import jitter
from maskrcnn.training.augmentation.options import AS_THEY_ARE, AugmentOptions
from maskrcnn.training.sample import Sample
from tests.support.discs import agreement, disc_sample, disc_samples

SIZE = (120, 160)
WILD = AugmentOptions(scale=(0.6, 1.7))


@given(disc_samples(), disc_samples(least=1), st.integers(0, 99))
@settings(max_examples=60)
def test_marks_stay_on_their_objects(sample, other, seed):
    rng = np.random.default_rng(seed)
    below, above = (jitter(each, SIZE, SIZE, rng, WILD) for each in (sample, other))
    pasted = copy_paste(below, above, rng, WILD)
    assert min(agreement(pasted, class_id) for class_id in range(3)) > 0.95
    for box, mask in zip(pasted.boxes, pasted.masks, strict=True):
        assert (box[2:] > box[:2]).all()
        assert (mask >= 128).any()


@given(disc_samples(), disc_samples(least=1), st.integers(0, 99))
def test_neither_picture_is_written_to(sample, other, seed):
    rng = np.random.default_rng(seed)
    below, above = (jitter(each, SIZE, SIZE, rng, AS_THEY_ARE) for each in (sample, other))
    before = [each.copy() for each in (below.picture, above.picture, *below.masks)]
    copy_paste(below, above, rng, WILD)
    after = (below.picture, above.picture, *below.masks)
    assert all(map(np.array_equal, before, after))


def certainly(below: Sample, above: Sample) -> Sample:
    """Paste the only object of a picture, whatever chance says."""
    rng = np.random.default_rng(0)
    while (pasted := copy_paste(below, above, rng, AugmentOptions(least_left=0.1))) is below:
        pass
    return pasted


def test_the_covered_part_leaves_mask_and_box():
    below = disc_sample((100, 100), [(50, 50, 30, 0)])
    pasted = certainly(below, disc_sample((100, 100), [(20, 50, 30, 1)]))
    assert pasted.class_ids.tolist() == [0, 1]
    assert pasted.boxes[0, 0] > 28
    assert pasted.boxes[0, 1:].tolist() == [20, 80, 80]
    assert len(pasted.crowds) == 0


def test_an_object_hidden_wholly_is_gone_and_one_nearly_hidden_a_crowd():
    below = disc_sample((100, 100), [(50, 50, 20, 0)])
    hidden = certainly(below, disc_sample((100, 100), [(50, 50, 25, 1)]))
    assert hidden.class_ids.tolist() == [1]
    assert len(hidden.crowds) == 0
    nearly = certainly(below, disc_sample((100, 100), [(45, 50, 23, 1)]))
    assert nearly.class_ids.tolist() == [1]
    assert nearly.crowds[0, 2] == 70


def test_some_objects_are_pasted_and_some_not():
    below = disc_sample((60, 200), [])
    above = disc_sample((60, 200), [(20 + 40 * i, 30, 15, i % 3) for i in range(5)])
    counts = {
        len(copy_paste(below, above, np.random.default_rng(seed), WILD)) for seed in range(40)
    }
    assert {1, 2, 3, 4} <= counts
