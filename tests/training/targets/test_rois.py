"""What the heads are taught of proposals."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.rcnn.boxes import decode
from maskrcnn.training.targets.marked import Marked
from maskrcnn.training.targets.rois import mask_targets, roi_targets

VARIANCE = (0.1, 0.1, 0.2, 0.2)


def disc(side: int) -> np.ndarray:
    middles = np.arange(side) + 0.5 - side / 2
    inside: np.ndarray = np.hypot(middles, middles[:, None]) < side / 2
    return inside.astype(np.uint8) * 255


@pytest.fixture
def marked() -> Marked:
    return Marked(
        np.array([[10, 10, 50, 50], [60, 20, 90, 80]], np.float32),
        np.array([4, 2]),
        [disc(80), np.full((60, 30), 255, np.uint8)],
        np.array([0.25, 1], np.float32),
        np.array([[0, 100, 50, 150]], np.float32),
    )


def targets(proposals, marked, count=64):
    rows = np.array(proposals, np.float32).reshape(-1, 4)
    return roi_targets(rows, marked, count, VARIANCE, np.random.default_rng(0))


def test_marked_boxes_teach_even_where_nothing_is_proposed(marked):
    found = targets([], marked)
    assert found.classes.tolist() == [5, 3]
    assert found.objects.tolist() == [0, 1]
    assert found.weights.tolist() == [0.25, 1]
    np.testing.assert_allclose(found.deltas, 0, atol=1e-6)


def test_proposals_lead_to_the_box_of_their_object(marked):
    found = targets([(12, 8, 55, 50), (100, 100, 130, 130)], marked)
    assert sorted(found.classes.tolist()) == [0, 3, 5, 5]
    assert found.classes[-1] == 0, "those without an object come last"
    sure = {5: 0.25, 3: 1, 0: 1}
    assert found.weights.tolist() == [sure[each] for each in found.classes.tolist()]
    reached = decode(found.boxes[: len(found.objects)], found.deltas, VARIANCE)
    np.testing.assert_allclose(reached, marked.boxes[found.objects], atol=1e-3)


def test_proposals_in_crowds_and_empty_ones_do_not_teach(marked):
    found = targets([(5, 105, 45, 145), (20, 20, 20, 40)], marked)
    assert found.classes.tolist() == [5, 3]


def test_a_quarter_at_most_holds_objects(marked):
    near = [(10 + i / 8, 10, 50, 50) for i in range(32)]
    far = [(200, 200, 210 + i, 210) for i in range(64)]
    found = targets(near + far, marked, count=32)
    assert len(found.classes) == 32
    assert (found.classes > 0).sum() == 8


def test_masks_are_the_object_under_the_proposal(marked):
    found = targets([(10, 10, 50, 50), (20, 10, 60, 50)], marked)
    masks = mask_targets(found, marked, 28)
    whole, right = (masks[found.boxes[: len(masks), 0].tolist().index(x)] for x in (10, 20))
    assert whole.mean() == pytest.approx(np.pi / 4, abs=0.02)
    np.testing.assert_array_equal(right[:, 21:], 0)  # beyond the object's box
    np.testing.assert_array_equal(right[:, :21], whole[:, 7:])


def test_a_mask_finer_than_its_box_is_sampled_where_it_lies(marked):
    found = targets([], marked)
    masks = mask_targets(found, marked, 14)
    assert masks[1].min() == 1
