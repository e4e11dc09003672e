"""Proposals, held against doing everything for every anchor, and against OpenCV."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.rcnn.anchors import anchor_boxes
from maskrcnn.rcnn.boxes import clip, decode, iou
from maskrcnn.rcnn.proposals import Proposals, propose
from maskrcnn.rcnn.settings import RCNNSettings, Suppression
from tests.support import opencv_rcnn
from tests.support.rcnn import ANCHORS, VARIANCE, boxes_in, random, settings, suppressed

SIZE = (120, 160)
counts = st.integers(0, 400)
Triple = tuple[np.ndarray, np.ndarray, np.ndarray]


def outputs(generator: np.random.Generator, count: int) -> Triple:
    """What the first stage may say of some anchors, with equal scores among them; the anchors."""
    objectness = generator.integers(-40, 40, count).astype(np.float32) / 4
    deltas = generator.standard_normal((count, 4)).astype(np.float32)
    return objectness, deltas, boxes_in(generator, count, SIZE)


def everything(
    objectness: np.ndarray, deltas: np.ndarray, anchors: np.ndarray, chosen: RCNNSettings
) -> Proposals:
    """Decode all, sort all, compare all."""
    probabilities = (1 / (1 + np.exp(-objectness.astype(np.float64)))).astype(np.float32)
    order = np.argsort(-objectness, kind="stable")
    boxes = decode(anchors, deltas, VARIANCE)[order]
    seen = clip(boxes, SIZE) if chosen.clips_proposals_first else boxes
    kept = suppressed(seen, chosen.proposals.overlap)[: chosen.proposals.total]
    return Proposals(clip(boxes[kept], SIZE), probabilities[order[kept]])


@given(random, counts, st.sampled_from([0.3, 0.7]), st.booleans())
def test_being_lazy_changes_nothing(generator, count, overlap, clips_first):
    given_outputs = outputs(generator, count)
    chosen = settings(Suppression(0, overlap, 30, 30), clips_first=clips_first)
    found = propose(*given_outputs, SIZE, chosen)
    expected = everything(*given_outputs, chosen)
    np.testing.assert_array_equal(found.boxes, expected.boxes)
    np.testing.assert_allclose(found.objectness, expected.objectness, rtol=1e-5)


@given(random, counts, st.integers(0, 50))
def test_proposals_are_few_sorted_and_inside(generator, count, most):
    found = propose(*outputs(generator, count), SIZE, settings(), most)
    assert len(found) == len(found.objectness) <= most
    assert found.boxes.dtype == found.objectness.dtype == np.float32
    assert (np.diff(found.objectness) <= 0).all()
    assert ((found.boxes >= 0) & (found.boxes <= [160, 120, 160, 120])).all()


@given(random, st.integers(1, 200))
def test_numbers_that_are_none_cost_their_own_box_only(generator, count):
    objectness, deltas, anchors = outputs(generator, count)
    wrong = generator.choice([np.nan, np.inf, -np.inf], count).astype(np.float32)
    spoilt = generator.random(count) < 0.3
    scores = generator.random(count) < 0.5
    objectness[spoilt & scores] = wrong[spoilt & scores]
    deltas[spoilt & ~scores, count % 4] = wrong[spoilt & ~scores]
    sound = propose(objectness[~spoilt], deltas[~spoilt], anchors[~spoilt], SIZE, settings())
    found = propose(objectness, deltas, anchors, SIZE, settings())
    np.testing.assert_array_equal(found.boxes, sound.boxes)
    np.testing.assert_array_equal(found.objectness, sound.objectness)


def test_only_the_6000_best_are_looked_at():
    places = np.arange(6400)
    corners = np.stack([places % 80, places // 80], 1) * 10
    anchors = np.concatenate([corners, corners + 10], 1).astype(np.float32)
    objectness = np.where(places < 400, -1, 1).astype(np.float32)
    deltas = np.zeros((6400, 4), np.float32)
    found = propose(objectness, deltas, anchors, (800, 800), settings(), most=7000)
    np.testing.assert_array_equal(found.boxes, anchors[400:])


def test_a_proposal_exceeds_the_probability_that_the_settings_ask_for():
    anchors = np.array([[0, 0, 9, 9], [20, 0, 29, 9], [40, 0, 49, 9]], np.float32)
    logits = np.array([-1, 0, 1], np.float32)
    chosen = settings(Suppression(0.5, 0.7, 100, 100))
    found = propose(logits, np.zeros((3, 4), np.float32), anchors, SIZE, chosen)
    assert found.boxes.tolist() == [[40, 0, 49, 9]]
    assert found.objectness.tolist() == pytest.approx([0.7311], abs=1e-4)


def test_no_anchors_no_proposals():
    nothing = np.zeros((0, 4), np.float32)
    assert len(propose(np.zeros(0, np.float32), nothing, nothing, SIZE, settings())) == 0


@pytest.mark.parametrize("clips_first", [True, False], ids=["mask-rcnn", "faster-rcnn"])
@pytest.mark.parametrize("cells", [(30, 40), (8, 10)], ids=["many", "few"])
def test_opencv_proposes_the_same(cells, clips_first):
    generator = np.random.default_rng(5)
    size = (cells[0] * 16 - 7, cells[1] * 16)
    anchors = anchor_boxes(ANCHORS, cells, size)
    objectness = generator.normal(-2, 3, len(anchors)).astype(np.float32)
    deltas = generator.normal(0, 1.5, anchors.shape).astype(np.float32)
    chosen = settings(clips_first=clips_first)
    found = propose(objectness, deltas, anchors, size, chosen)
    rows = opencv_rcnn.proposals(objectness, deltas, cells, size, chosen)
    # OpenCV leaves the order of equal scores open.
    np.testing.assert_allclose(found.objectness, rows[:, 2], rtol=1e-6)
    theirs = clip(rows[:, 3:].astype(np.float32), size)
    assert sorted(iou(found.boxes, theirs).argmax(1)) == list(range(len(rows)))
    assert iou(found.boxes, theirs).max(1).min() > 0.9999
