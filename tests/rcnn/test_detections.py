"""Detections, held against going through the classes one by one, and against OpenCV."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.rcnn.boxes import clip, decode
from maskrcnn.rcnn.detections import detect
from maskrcnn.rcnn.settings import RCNNSettings, Suppression
from tests.support import opencv_rcnn
from tests.support.rcnn import VARIANCE, boxes_in, random, settings, suppressed

SIZE, CLASSES = (120, 160), 5
LOW = np.full(CLASSES, 0.05, np.float32)
counts = st.integers(0, 40)
Triple = tuple[np.ndarray, np.ndarray, np.ndarray]


def outputs(generator: np.random.Generator, count: int) -> Triple:
    """Proposals, and what the second stage may say of them, with equal scores among it."""
    logits = generator.integers(-8, 9, (count, CLASSES + 1)).astype(np.float32) / 2
    deltas = generator.standard_normal((count, CLASSES, 4)).astype(np.float32)
    return boxes_in(generator, count, SIZE), logits, deltas


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)


def class_by_class(
    boxes: np.ndarray,
    logits: np.ndarray,
    deltas: np.ndarray,
    floors: np.ndarray,
    chosen: RCNNSettings,
) -> list[tuple[float, int, int]]:
    """Return (score, proposal, class) of what a plain reading of the papers finds."""
    found, limits = [], chosen.detections
    for name, scores in enumerate(softmax(logits)[:, 1:].T):
        decoded = clip(decode(boxes, deltas[:, name], VARIANCE), SIZE)
        rows = [
            row
            for row in np.argsort(-scores, kind="stable")
            if scores[row] > floors[name] and (decoded[row, 2:] > decoded[row, :2]).all()
        ]
        kept = suppressed(decoded[rows], limits.overlap)[: limits.per_class]
        found += [(float(scores[rows[place]]), int(rows[place]), name) for place in kept]
    return sorted(found, key=lambda one: (-one[0], one[1], one[2]))[: limits.total]


@given(random, counts, st.sampled_from([(100, 100), (3, 100), (100, 7), (4, 7)]))
def test_all_classes_at_once_find_what_each_finds_alone(generator, count, limits):
    given_outputs = outputs(generator, count)
    chosen = settings(detections=Suppression(0.3, 0.5, *limits))
    found = detect(*given_outputs, SIZE, LOW, chosen)
    expected = class_by_class(*given_outputs, LOW, chosen)
    listed = zip(
        found.scores.tolist(), found.proposals.tolist(), found.class_ids.tolist(), strict=True
    )
    assert list(listed) == expected


@given(random, counts)
def test_detections_are_sorted_inside_and_not_empty(generator, count):
    found = detect(*outputs(generator, count), SIZE, LOW, settings())
    assert found.boxes.shape == (len(found), 4)
    assert found.boxes.dtype == found.scores.dtype == np.float32
    assert found.class_ids.dtype == np.int32
    assert (np.diff(found.scores) <= 0).all()
    assert ((found.boxes >= 0) & (found.boxes <= [160, 120, 160, 120])).all()
    assert (found.boxes[:, 2:] > found.boxes[:, :2]).all()


@given(random, st.integers(1, 40))
def test_numbers_that_are_none_cost_their_own_boxes_only(generator, count):
    boxes, logits, deltas = outputs(generator, count)
    spoilt, unwanted = generator.random(count) < 0.3, 2
    certain_background = logits.copy()
    certain_background[spoilt, 0] = 100
    floors = np.where(np.arange(CLASSES) == unwanted, np.inf, LOW).astype(np.float32)
    sound = detect(boxes, certain_background, deltas, SIZE, floors, settings())
    logits[spoilt, count % 6] = generator.choice([np.nan, np.inf])
    deltas[:, unwanted, count % 4] = generator.choice([np.nan, np.inf, -np.inf])
    found = detect(boxes, logits, deltas, SIZE, LOW, settings())
    np.testing.assert_array_equal(found.boxes, sound.boxes)
    np.testing.assert_array_equal(found.scores, sound.scores)


def test_a_class_has_its_own_floor_and_an_unwanted_one_is_never_found():
    boxes = np.array([[0, 0, 50, 50], [60, 60, 110, 110]], np.float32)
    logits = np.log(np.array([[1, 50, 46, 1, 1, 1], [1, 46, 50, 1, 1, 1]], np.float32))
    deltas = np.zeros((2, CLASSES, 4), np.float32)

    def found(*floors: float) -> list[tuple[int, int]]:
        given_floors = np.array(floors, np.float32)
        result = detect(boxes, logits, deltas, SIZE, given_floors, settings())
        return list(zip(result.proposals.tolist(), result.class_ids.tolist(), strict=True))

    assert found(0.48, 0.48, 1, 1, 1) == [(0, 0), (1, 1)]
    assert found(0.4, 0.48, 1, 1, 1) == [(0, 0), (1, 1), (1, 0)]
    assert found(np.inf, 0.4, 0.4, 0.4, 0.4) == [(1, 1), (0, 1)]


def test_no_proposals_no_detections():
    assert len(detect(*outputs(np.random.default_rng(0), 0), SIZE, LOW, settings())) == 0


@pytest.mark.parametrize("floor", [0.3, 0.05])
def test_opencv_detects_the_same(floor):
    generator = np.random.default_rng(6)
    ends = np.sort(generator.uniform(0, 1, (100, 2, 2)), 1).reshape(100, 4)
    boxes = (ends * [160, 120, 160, 120]).astype(np.float32)
    logits = generator.normal(0, 2, (100, 91)).astype(np.float32)
    deltas = generator.normal(0, 1, (100, 90, 4)).astype(np.float32)
    chosen = settings(detections=Suppression(floor, 0.6, 100, 100))
    found = detect(boxes, logits, deltas, SIZE, np.full(90, floor, np.float32), chosen)
    rows = opencv_rcnn.detections(boxes, softmax(logits)[:, 1:], deltas, SIZE, chosen)
    rows = rows[np.argsort(-rows[:, 2], kind="stable")]
    np.testing.assert_allclose(found.scores, rows[:, 2], rtol=1e-5)
    np.testing.assert_array_equal(found.class_ids, rows[:, 1])
    np.testing.assert_allclose(found.boxes, rows[:, 3:], rtol=0, atol=1e-3)
