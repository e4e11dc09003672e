"""What anchors are taught."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.masks import SOLID
from maskrcnn.rcnn.anchors import anchor_boxes, grid_anchors
from maskrcnn.rcnn.boxes import decode
from maskrcnn.training.targets.anchors import COUNT, anchor_targets
from maskrcnn.training.targets.marked import Marked

VARIANCE = (0.1, 0.1, 0.2, 0.2)
NONE = np.zeros((0, 4), np.float32)


@pytest.fixture(scope="module")
def anchors() -> np.ndarray:
    return anchor_boxes(grid_anchors((4.0,), (0.5, 1, 2), 8, 8, 0.5), (20, 20), (160, 160))


def targets(anchors, objects, crowds=NONE, seed=0, sure=1.0):
    rows = np.array(objects, np.float32).reshape(-1, 4)
    masks = [SOLID] * len(rows)
    scores = np.full(len(rows), sure, np.float32)
    marked = Marked(rows, np.zeros(len(rows), np.int64), masks, scores, crowds)
    return anchor_targets(anchors, marked, VARIANCE, np.random.default_rng(seed))


def test_anchors_on_an_object_lead_to_its_box(anchors):
    wanted = np.array([60, 60, 95, 92], np.float32)
    found = targets(anchors, [wanted])
    taught = anchors[found.places[: len(found.deltas)]]
    assert len(taught) > 0
    reached = decode(taught, found.deltas, VARIANCE)
    np.testing.assert_allclose(reached, np.broadcast_to(wanted, reached.shape), atol=1e-3)


def test_an_object_unlike_all_anchors_teaches_its_best_ones(anchors):
    found = targets(anchors, [(3, 3, 9, 9)])
    assert len(found.deltas) >= 1


def test_so_many_anchors_teach(anchors):
    found = targets(anchors, [(40, 40, 72, 72)])
    assert len(found.places) == COUNT
    assert len(set(found.places.tolist())) == COUNT


def test_anchors_count_as_much_as_their_object_is_sure(anchors):
    found = targets(anchors, [(40, 40, 72, 72)], sure=0.5)
    assert found.weights[: len(found.deltas)].tolist() == [0.5] * len(found.deltas)
    assert set(found.weights[len(found.deltas) :].tolist()) == {1.0}


def test_an_empty_picture_teaches_that_there_is_nothing(anchors):
    found = targets(anchors, [])
    assert len(found.places) == COUNT
    assert len(found.deltas) == 0


def test_anchors_in_a_crowd_do_not_teach_that_there_is_nothing(anchors):
    crowd = np.array([[0, 0, 160, 80]], np.float32)
    chosen = anchors[targets(anchors, [], crowd).places]
    middles = (chosen[:, 1] + chosen[:, 3]) / 2
    assert middles.min() >= 70


def test_chance_is_the_generators(anchors):
    first, again, other = (targets(anchors, [(40, 40, 72, 72)], seed=s) for s in (1, 1, 2))
    assert first.places.tolist() == again.places.tolist() != other.places.tolist()
