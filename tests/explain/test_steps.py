"""The steps add up to the answer that the predictor gives, and each is what it says."""

from __future__ import annotations

import numpy as np
import pytest

import maskrcnn
from maskrcnn.errors import UsageError
from maskrcnn.explain import steps as steps_module
from maskrcnn.explain.steps import classify, open_network, take_steps
from maskrcnn.options import Confidence, EngineOptions, NetworkOptions
from maskrcnn.rcnn.boxes import iou
from tests.support import tutorial_folder

F32 = EngineOptions(precision="f32")


def floors(network, confidence=0.6):
    return Confidence(confidence).floors(network.spec.labels)


def test_the_steps_lead_to_the_predictors_answer(folder, cat, told):
    options = NetworkOptions("native")
    predictor = maskrcnn.load(folder, confidence=0.6, engine=F32, network=options)
    expected, found = predictor(cat), told.steps.found
    assert len(found) > 3
    np.testing.assert_allclose(found.boxes, expected.boxes, atol=1e-3)
    np.testing.assert_allclose(found.scores, expected.scores, atol=1e-6)
    assert found.class_ids.tolist() == expected.class_ids.tolist()
    np.testing.assert_array_equal(found.masks, expected.masks)


def test_at_another_size_too_boxes_are_the_pictures(folder, cat):
    options = NetworkOptions("200")
    network = open_network(folder, F32, options)
    steps = take_steps(network, cat.image, floors(network, 0.4))
    assert steps.resized.shape == (200, 301, 3)
    predictor = maskrcnn.load(folder, confidence=0.4, engine=F32, network=options)
    np.testing.assert_allclose(steps.found.boxes, predictor(cat).boxes, atol=1e-3)


def test_proposals_are_the_best_of_the_candidates_that_do_not_overlap(told):
    steps = told.steps
    assert np.all(np.diff(steps.candidates.objectness) <= 0)
    assert np.all(np.diff(steps.proposals.objectness) <= 0)
    assert len(steps.candidates) > len(steps.proposals) > len(steps.looked_at)
    candidates = {box.tobytes() for box in steps.candidates.boxes}
    assert {box.tobytes() for box in steps.proposals.boxes} <= candidates
    overlaps = iou(steps.proposals.boxes, steps.proposals.boxes)
    np.fill_diagonal(overlaps, 0)
    assert overlaps.max() <= steps.network.stages.settings.proposals.overlap
    best_overlaps = iou(steps.candidates.boxes[:300], steps.candidates.boxes[:300])
    np.fill_diagonal(best_overlaps, 0)
    assert best_overlaps.max() > 0.9
    np.testing.assert_array_equal(steps.looked_at, steps.proposals.boxes[: len(steps.looked_at)])


def test_each_anchor_has_an_objectness_and_the_best_one_leads(told):
    steps = told.steps
    rows, columns = steps.view.cells
    assert steps.anchor_objectness.shape[:2] == (rows, columns)
    assert steps.cell_objectness.max() == pytest.approx(steps.candidates.objectness[0], abs=1e-6)


def test_detections_come_from_the_proposal_that_they_name(told):
    steps = told.steps
    chosen = steps.probabilities[steps.detections.proposals, steps.detections.class_ids + 1]
    np.testing.assert_allclose(chosen, steps.found.scores, atol=1e-6)
    np.testing.assert_allclose(steps.probabilities.sum(1), 1, atol=1e-5)


def test_fewer_proposals_are_looked_at_when_asked(folder, cat):
    network = open_network(folder, F32, NetworkOptions("native", proposals=7))
    assert len(take_steps(network, cat.image, floors(network)).looked_at) == 7


def test_other_boxes_are_looked_at_in_the_place_of_proposals(network, cat, searched):
    steps = take_steps(network, cat.image, floors(network, 0.3), searched)
    assert steps.proposer == "selective-search"
    np.testing.assert_allclose(steps.looked_at * steps.scale, searched, atol=1e-3)
    assert len(steps.proposals) != len(searched)
    assert len(steps.found) > 0


def test_no_boxes_at_all_are_no_fault(network, cat):
    steps = take_steps(network, cat.image, floors(network), np.zeros((0, 4), np.float32))
    assert len(steps.found) == 0
    assert steps.probabilities.shape == (0, network.stages.settings.classes + 1)


def test_boxes_in_parts_are_classified_as_all_together(told, monkeypatch):
    steps = told.steps
    monkeypatch.setattr(steps_module, "TOGETHER", 7)
    parts = classify(steps.network.stages, steps.view, steps.looked_at)
    np.testing.assert_allclose(parts.class_logits, steps.classified.class_logits, atol=1e-4)
    np.testing.assert_allclose(parts.deltas, steps.classified.deltas, atol=1e-4)


def test_a_faster_rcnn_has_boxes_and_no_masks(told_of_boxes):
    assert told_of_boxes.steps.masks is None
    assert told_of_boxes.steps.found.crops is None
    assert len(told_of_boxes.steps.found) > 0
    assert "C" not in told_of_boxes.steps.seconds


def test_every_step_is_timed(told):
    assert set(told.steps.seconds) == {"A", "proposals", "B", "C"}
    assert min(told.steps.seconds.values()) > 0


def test_opencv_runs_the_stages_here(folder):
    network = open_network(folder, EngineOptions("opencv"), NetworkOptions("native"))
    assert network.engine.startswith("opencv")


def test_a_model_without_stages_is_told_where_there_is_one_with(tmp_path):
    folder = tutorial_folder.make(tmp_path / "ssd", "ssd")
    with pytest.raises(UsageError, match=r"no stages.*take the default model"):
        open_network(folder, F32, NetworkOptions())
