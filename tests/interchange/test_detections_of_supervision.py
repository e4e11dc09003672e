"""Instances as supervision's detections, and back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import supervision
from hypothesis import given, settings

from maskrcnn.errors import UsageError
from maskrcnn.interchange import from_supervision
from maskrcnn.labels import Labels
from tests.support.samples import two_people_and_a_dog
from tests.support.strategies import instances

CORNERS = np.array([[1, 2, 5, 6], [-3, 4, 9, 8], [50, 50, 60, 60]], np.float32)


@settings(max_examples=50)
@given(instances())
def test_masks_scores_and_classes_survive_supervision(found):
    again = from_supervision(found.to_supervision(), found.size, found.labels)
    assert (again.masks == found.masks).all()
    assert np.array_equal(again.scores, found.scores)
    assert np.array_equal(again.class_ids, found.class_ids)


@settings(max_examples=50)
@given(instances(with_masks=False))
def test_boxes_survive_supervision(found):
    again = from_supervision(found.to_supervision(), found.size, found.labels)
    assert np.array_equal(again.boxes, found.boxes)
    assert again.crops is None or not len(found)


def test_who_is_who_survives_supervision():
    found = replace(two_people_and_a_dog(), track_ids=np.array([7, 3, 9], np.int32))
    detections = found.to_supervision()
    assert detections.tracker_id is not None
    again = from_supervision(detections[::-1])
    assert again.track_ids is not None
    assert list(again.track_ids) == [7, 3, 9]
    assert list(again.scores) == list(found.scores), "the best comes first"
    assert again.names == ["person", "dog", "person"]
    assert two_people_and_a_dog().to_supervision().tracker_id is None


def test_bare_detections_get_scores_and_names():
    detections = supervision.Detections(CORNERS, class_id=np.array([2, 0, 2]))
    again = from_supervision(detections, (10, 8))
    assert again.boxes.tolist() == [[1, 2, 5, 6], [0, 4, 8, 8]], "cut to the picture"
    assert list(again.scores) == [1, 1]
    assert again.names == ["class 2", "class 0"]
    assert from_supervision(supervision.Detections(CORNERS), (10, 8)).class_ids.tolist() == [0, 0]
    assert len(from_supervision(supervision.Detections.empty(), (10, 8))) == 0


def test_what_cannot_be_is_refused():
    detections = supervision.Detections(CORNERS, class_id=np.array([2, 0, 2]))
    with pytest.raises(UsageError, match="size of the picture"):
        from_supervision(detections)
    with pytest.raises(UsageError, match="beyond the 2 labels"):
        from_supervision(detections, (10, 8), Labels(("one", "two")))
    with pytest.raises(UsageError, match="masks are 80×60"):
        from_supervision(two_people_and_a_dog().to_supervision(), (10, 8))
    with pytest.raises(UsageError, match="beyond reason"):
        from_supervision(supervision.Detections(CORNERS, class_id=np.array([0, 0, 10**9])), (9, 9))
