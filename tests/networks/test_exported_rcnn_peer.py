"""Held against torchvision: its own Mask R-CNN, exported by its own exporter."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import maskrcnn
from tests.support.shared import EXAMPLES

torch = pytest.importorskip("torch")
torchvision = pytest.importorskip("torchvision")

LARGE = 5000
"""Pixels of a mask; torchvision rounds boxes outwards, which tells in thinner ones."""


@pytest.fixture(scope="module")
def photo():
    return cv2.imread(str(EXAMPLES / "coffee.jpg"))


@pytest.fixture(scope="module")
def original():
    """Random weights, with heads turned up so that something is found."""
    torch.manual_seed(3)
    model = torchvision.models.detection.maskrcnn_resnet50_fpn(
        weights=None,
        weights_backbone=None,
        num_classes=5,
        min_size=256,
        max_size=400,
        box_score_thresh=0.05,
        box_detections_per_img=30,
    ).eval()
    with torch.no_grad():
        model.roi_heads.box_predictor.cls_score.weight.mul_(1.5)
        model.roi_heads.mask_predictor.mask_fcn_logits.weight.mul_(4)
    return model


@pytest.mark.development
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", ["onnxruntime", "openvino"])
def test_it_says_what_torchvision_says(tmp_path, original, photo, engine):
    picture = torch.from_numpy(photo[..., ::-1].copy()).permute(2, 0, 1).float() / 255
    with torch.no_grad():
        peer = {name: value.numpy() for name, value in original([picture])[0].items()}
    path = tmp_path / "rcnn.onnx"
    torch.onnx.export(
        original,
        ([picture],),
        str(path),
        opset_version=17,
        dynamo=False,
        input_names=["image"],
        output_names=["boxes", "labels", "scores", "masks"],
        dynamic_axes={"image": {1: "height", 2: "width"}},
    )
    (tmp_path / "rcnn.txt").write_text("one\ntwo\nthree\nfour\n")
    found = maskrcnn.load(path, confidence=0.05, engine=engine)(photo)
    assert len(found) == len(peer["scores"]) > 10
    for one in found:
        distance = np.abs(peer["boxes"] - one.box).max(1) + 1e3 * (
            peer["labels"] != one.class_id + 1
        )
        match = int(distance.argmin())
        assert distance[match] < 0.05
        assert peer["scores"][match] == pytest.approx(one.score, abs=1e-4)
        mask = peer["masks"][match, 0] > 0.5
        if mask.sum() > LARGE:
            assert (mask & one.mask).sum() / (mask | one.mask).sum() > 0.95
