"""The tutorial's network in `cv2.dnn`, and its kin without masks."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

import maskrcnn
from tests.support import tutorial_folder

CONFIDENCE, THRESHOLD = 0.5, 0.3
AS_IT_IS = maskrcnn.NetworkOptions(input_size="native")


def load(folder, **options):
    """Load a folder as the tutorial runs it: the whole graph, pictures at their own size."""
    return maskrcnn.load(folder, engine="opencv", network=AS_IT_IS, **options)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tutorial_folder.make(tmp_path_factory.mktemp("zoo") / "mask-rcnn-coco")


@pytest.fixture(scope="module")
def photo():
    noise = np.random.default_rng(5).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    return cv2.resize(noise, (160, 120), interpolation=cv2.INTER_CUBIC)


def tutorials_answer(folder, image):
    """The inner loop of the 2018 script: what it boxes, labels, and masks."""
    classic: Any = {"engine": cv2.dnn.ENGINE_CLASSIC} if hasattr(cv2.dnn, "ENGINE_CLASSIC") else {}
    net = cv2.dnn.readNetFromTensorflow(
        str(folder / "frozen_inference_graph.pb"),
        str(folder / tutorial_folder.TEXT_GRAPH),
        **classic,
    )
    height, width = image.shape[:2]
    net.setInput(cv2.dnn.blobFromImage(image, swapRB=True, crop=False))
    boxes, masks = net.forward(["detection_out_final", "detection_masks"])
    for i in range(boxes.shape[2]):
        class_id, score = int(boxes[0, 0, i, 1]), boxes[0, 0, i, 2]
        if score > CONFIDENCE:
            box = boxes[0, 0, i, 3:7] * np.array([width, height, width, height])
            yield class_id, float(score), box, masks[i, class_id]


def test_it_says_what_the_tutorial_says(folder, photo):
    found = load(folder, mask_interpolation="nearest")(photo)
    peers = sorted(tutorials_answer(folder, photo), key=lambda peer: -peer[1])
    assert len(found) == len(peers) > 1
    for one, (class_id, score, box, mask) in zip(found, peers, strict=True):
        assert (one.class_id, one.label) == (class_id, f"thing {class_id}")
        assert one.score == pytest.approx(score)
        assert one.box == pytest.approx(np.clip(box, 0, [160, 120, 160, 120]), abs=1e-3)
        x0, y0, x1, y1 = np.clip(box, 0, [160, 120, 160, 120]).astype(int)
        if x1 > x0 and y1 > y0:
            resized = cv2.resize(mask, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST)
            expected = np.zeros(found.size, bool)
            expected[y0:y1, x0:x1] = resized > THRESHOLD
            assert (one.mask != expected).mean() < 0.0005


def test_raw_shapes_are_told(folder, photo):
    trace = load(folder)(photo).trace
    assert trace.shapes["detection_out_final"][:2] == (1, 1)
    assert trace.shapes["detection_out_final"][3] == 7
    count, _, *mask = trace.shapes["detection_masks"]
    assert (count, mask) == (100, [15, 15])
    assert trace.engine.startswith("opencv")


def test_colours_are_those_of_the_folder(folder, photo):
    found = maskrcnn.load(folder)(photo)
    assert found.labels.palette(2).tolist() == [[0, 255, 0], [0, 0, 255]]


@pytest.mark.parametrize("size", [(33, 33), (97, 61), (200, 50)])
def test_frames_of_any_size_go_in_as_they_are(folder, size):
    image = np.random.default_rng(1).integers(0, 256, (*size, 3), dtype=np.uint8)
    found = load(folder, confidence=0.3)(image)
    assert found.size == size
    assert (found.boxes[:, 2] <= size[1]).all()
    assert (found.boxes[:, 3] <= size[0]).all()


@pytest.mark.parametrize("detector", ["faster_rcnn", "ssd", "ssd_pyramid"])
def test_detectors_without_masks_give_boxes(tmp_path, detector, photo):
    folder = tutorial_folder.make(tmp_path / detector, detector)
    found = maskrcnn.load(folder, confidence=0.05)(photo)
    assert len(found) > 0
    assert found.crops is None
    assert set(found.class_ids) <= set(range(len(found.labels)))
    assert (found.boxes[:, 2:] > found.boxes[:, :2]).all()
    assert found.draw().image.shape == photo.shape
    assert "segmentation" not in found.to_coco()[0]
    assert found.to_supervision().mask is None


def test_a_single_stage_detector_is_opencvs_alone(tmp_path):
    folder = tutorial_folder.make(tmp_path / "ssd", "ssd")
    with pytest.raises(maskrcnn.EngineError, match="--engine opencv"):
        maskrcnn.load(folder, engine="openvino")
