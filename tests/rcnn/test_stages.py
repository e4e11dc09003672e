"""What runs between the three networks: who gets what, and that nobody runs for nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from maskrcnn.rcnn.detections import Detections
from maskrcnn.rcnn.roi import crop_and_pool, sampled_rois
from maskrcnn.rcnn.settings import RoiCrop
from maskrcnn.rcnn.stages import Stages
from tests.support.rcnn import ANCHORS, settings

SIZE, CELLS, CHANNELS, CLASSES, SIDE = (64, 96), (4, 6), 3, 5, 15
ANCHOR_COUNT = len(ANCHORS.widths) * CELLS[0] * CELLS[1]
NO_FLOOR = np.zeros(CLASSES, np.float32)


@dataclass
class Recorded:
    """A network that answers with given arrays, cut to the number of RoIs, and keeps its feeds."""

    answers: dict
    inputs: tuple[str, ...]
    fed: list = field(default_factory=list)
    description: str = "recorded"
    requests: int = 2

    def run(self, feeds):
        assert set(feeds) == set(self.inputs)
        self.fed.append(feeds)
        (count,) = {len(each) for name, each in feeds.items() if name != "features"}
        return {name: array[:count] for name, array in self.answers.items()}


def first_stage(pictures=3):
    random = np.random.default_rng(1)
    answers = {
        "features": random.standard_normal((pictures, CHANNELS, *CELLS)),
        "objectness": random.standard_normal((pictures, ANCHOR_COUNT)),
        "deltas": random.standard_normal((pictures, ANCHOR_COUNT, 4)),
    }
    floats = {name: array.astype(np.float32) for name, array in answers.items()}
    return Recorded(floats, ("pictures",))


def second_stage(inputs=("features", "rois", "pictures")):
    random = np.random.default_rng(2)
    logits = random.standard_normal((1000, CLASSES + 1)).astype(np.float32)
    deltas = random.standard_normal((1000, CLASSES, 4)).astype(np.float32)
    return Recorded({"class_logits": logits, "deltas": deltas}, inputs)


def third_stage(inputs=("features", "rois", "pictures", "classes")):
    masks = np.random.default_rng(3).random((1000, SIDE, SIDE), np.float32)
    return Recorded({"masks": masks}, inputs)


@pytest.fixture
def stages():
    return Stages(settings(), first_stage(), second_stage(), third_stage())


@pytest.fixture
def view(stages):
    return stages.view(np.zeros((3, *SIZE, 3), np.uint8))


def boxes(*counts):
    """Return random boxes for each picture."""
    random = np.random.default_rng(4)
    limits = np.array(SIZE[::-1] * 2)
    ends = [np.sort(random.random((count, 2, 2)), 1).reshape(count, 4) for count in counts]
    return [(each * limits).astype(np.float32) for each in ends]


def detections(*counts):
    random = np.random.default_rng(5)
    return [
        Detections(
            each,
            random.random(len(each), np.float32),
            random.integers(0, CLASSES, len(each)).astype(np.int32),
            np.arange(len(each)),
        )
        for each in boxes(*counts)
    ]


def test_a_view_knows_its_pictures(stages, view):
    assert (len(view), view.input_size, view.cells) == (3, SIZE, CELLS)
    assert stages.gives_masks
    assert (stages.description, stages.requests) == ("recorded", 2)


def test_each_picture_has_proposals_of_its_own(stages, view):
    few = stages.propose(view, most=7)
    assert [len(each) for each in few] == [7, 7, 7]
    assert not np.array_equal(few[0].boxes, few[1].boxes)
    many = stages.propose(view)
    for one, other in zip(few, many, strict=True):
        assert len(other) > 7
        np.testing.assert_array_equal(one.boxes, other.boxes[:7])


def test_the_second_stage_sees_all_rois_together_and_answers_for_each_picture(stages, view):
    proposals = boxes(4, 0, 6)
    classified = stages.classify(view, proposals)
    (fed,) = stages._second.fed
    assert fed["pictures"].tolist() == [0] * 4 + [2] * 6
    assert fed["pictures"].dtype == np.int64
    assert fed["features"] is view.features
    expected = sampled_rois(np.concatenate(proposals), SIZE, CELLS, 14)
    np.testing.assert_array_equal(fed["rois"], expected)
    answered = stages._second.answers
    for name in ("class_logits", "deltas"):
        each = [getattr(said, name) for said in classified]
        assert [len(array) for array in each] == [4, 0, 6]
        np.testing.assert_array_equal(np.concatenate(each), answered[name][:10])


def test_the_third_stage_is_told_each_rois_class(stages, view):
    found = detections(2, 0, 3)
    masks = stages.masks(view, found)
    (fed,) = stages._third.fed
    class_ids = np.concatenate([each.class_ids for each in found])
    np.testing.assert_array_equal(fed["classes"], np.eye(CLASSES, dtype=np.float32)[class_ids])
    assert fed["pictures"].tolist() == [0, 0, 2, 2, 2]
    assert [each.shape for each in masks] == [(n, SIDE, SIDE) for n in (2, 0, 3)]


def test_networks_that_begin_behind_the_crops_get_them(view):
    second, third = second_stage(("crops",)), third_stage(("crops", "classes"))
    stages = Stages(settings(), first_stage(), second, third)
    proposals = boxes(4, 0, 6)
    stages.classify(view, proposals)
    crops = second.fed[0]["crops"]
    assert crops.shape == (10, CHANNELS, 7, 7)
    crop = settings().crop
    assert isinstance(crop, RoiCrop)
    np.testing.assert_array_equal(
        crops[:4], crop_and_pool(view.features[0], proposals[0], SIZE, crop)
    )
    np.testing.assert_array_equal(
        crops[4:], crop_and_pool(view.features[2], proposals[2], SIZE, crop)
    )
    stages.masks(view, detections(0, 1, 0))
    assert third.fed[0]["crops"].shape == (1, CHANNELS, 7, 7)


def test_no_network_runs_for_nothing(stages, view):
    classified = stages.classify(view, boxes(0, 0, 0))
    assert [each.class_logits.shape for each in classified] == [(0, CLASSES + 1)] * 3
    assert [each.deltas.shape for each in classified] == [(0, CLASSES, 4)] * 3
    found = stages.detect(view, boxes(0, 0, 0), classified, NO_FLOOR)
    assert [len(each) for each in found] == [0, 0, 0]
    assert [len(each) for each in stages.masks(view, found)] == [0, 0, 0]
    assert stages._second.fed == stages._third.fed == []


def test_without_a_third_stage_there_are_no_masks(view):
    stages = Stages(settings(), first_stage(), second_stage(), None)
    assert not stages.gives_masks
    assert [len(each) for each in stages.masks(view, detections(2, 1, 0))] == [0, 0, 0]


def test_floors_choose_what_the_third_stage_sees(stages, view):
    proposals = boxes(20, 20, 20)
    classified = stages.classify(view, proposals)
    every = stages.detect(view, proposals, classified, NO_FLOOR)
    one_class = np.full(CLASSES, np.inf, np.float32)
    one_class[3] = 0.2
    some = stages.detect(view, proposals, classified, one_class)
    assert all(len(few) < len(all_) for few, all_ in zip(some, every, strict=True))
    assert all(set(each.class_ids) <= {3} for each in some)
    assert all((each.scores > 0.2).all() for each in some)
    nothing = stages.detect(view, proposals, classified, one_class + np.float32(np.inf))
    assert sum(map(len, nothing)) == 0


def test_time_and_shapes_of_each_stage_are_kept(stages, view):
    assert list(view.seconds) == ["A"]
    stages.classify(view, boxes(1, 2, 3))
    stages.masks(view, detections(1, 0, 1))
    assert list(view.seconds) == ["A", "B", "C"]
    assert all(seconds >= 0 for seconds in view.seconds.values())
    assert view.shapes == {
        "A features": (3, CHANNELS, *CELLS),
        "A objectness": (3, ANCHOR_COUNT),
        "A deltas": (3, ANCHOR_COUNT, 4),
        "B class_logits": (6, CLASSES + 1),
        "B deltas": (6, CLASSES, 4),
        "C masks": (2, SIDE, SIDE),
    }
