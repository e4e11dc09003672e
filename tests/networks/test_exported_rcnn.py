"""Mask R-CNN exported whole to ONNX."""

from __future__ import annotations

import numpy as np
import pytest

import maskrcnn
from tests.support.tiny_networks import always_rcnn

NAMES = "['pill', 'box']"


def outputs(masks: np.ndarray) -> dict[str, np.ndarray]:
    """Two detections and one of the background."""
    return {
        "boxes": np.array([[10, 10, 30, 20], [-5, 20, 15, 45], [0, 0, 5, 5]], np.float32),
        "labels": np.array([2, 1, 0], np.int64),
        "scores": np.array([0.8, 0.6, 0.99], np.float32),
        "masks": masks.astype(np.float32),
    }


@pytest.fixture
def photo():
    return np.full((40, 60, 3), 90, np.uint8)


@pytest.fixture(params=["onnxruntime", "openvino"])
def engine(request):
    return request.param


def test_masks_over_boxes_become_soft_crops(tmp_path, photo, engine):
    masks = np.zeros((3, 1, 28, 28))
    masks[0, 0, :, :14] = 1
    path = always_rcnn(tmp_path / "rcnn.onnx", NAMES, **outputs(masks))
    found = maskrcnn.load(path, engine=engine)(photo)
    assert found.names == ["box", "pill"]
    assert found.boxes.tolist() == [[10, 10, 30, 20], [0, 20, 15, 40]]
    assert found[0].crop.shape == (28, 28)
    assert found[0].mask[10:20, 10:20].all()
    assert found.areas.tolist() == [100, 0]


def test_masks_pasted_into_the_picture_are_cut_out_again(tmp_path, photo, engine):
    masks = np.zeros((3, 1, 40, 60))
    masks[0, 0, 12:18, 13:25] = 1
    masks[1, 0, 30:40, 0:15] = 1
    path = always_rcnn(tmp_path / "rcnn.onnx", NAMES, **outputs(masks))
    found = maskrcnn.load(path, engine=engine)(photo)
    assert np.array_equal(found.masks, masks[[0, 1], 0] > 0.5)


def test_thresholds_and_classes_hold(tmp_path, photo):
    path = always_rcnn(tmp_path / "rcnn.onnx", NAMES, **outputs(np.ones((3, 1, 28, 28))))
    assert maskrcnn.load(path, confidence=0.7)(photo).names == ["box"]
    assert maskrcnn.load(path, classes="pill")(photo).names == ["pill"]


def test_class_names_may_stand_in_a_file_beside(tmp_path, photo):
    path = always_rcnn(tmp_path / "rcnn.onnx", "", **outputs(np.ones((3, 1, 28, 28))))
    with pytest.raises(maskrcnn.ModelError, match=r"write rcnn\.txt beside it"):
        maskrcnn.load(path)
    (tmp_path / "rcnn.txt").write_text("tablet\ncarton\n")
    assert maskrcnn.load(path)(photo).names == ["carton", "tablet"]
