"""The yardstick: real photos, a real model, and figures measured with pycocotools."""

from __future__ import annotations

import pytest

import maskrcnn
from maskrcnn.datasets import open_dataset
from maskrcnn.evaluation import evaluate
from tests.support.shared import shared

pytestmark = pytest.mark.development


def test_yolov5s_on_coco_is_as_good_as_was_measured(cache):
    marks = shared("labelled", "COCO_Tiny", "annotations", "instances_val2017.json")
    dataset = open_dataset(marks, source=marks.parents[1] / "val2017")
    engine = maskrcnn.EngineOptions("openvino", precision="f32")
    evaluation = evaluate(maskrcnn.load("yolov5s-seg", engine=engine), dataset)
    assert evaluation.masks is not None
    assert evaluation.boxes.ap == pytest.approx(0.422, abs=0.001)
    assert evaluation.masks.ap == pytest.approx(0.364, abs=0.001)
    assert evaluation.masks.ap50 == pytest.approx(0.573, abs=0.004)
    sizes = evaluation.masks.small, evaluation.masks.medium, evaluation.masks.large
    assert sizes == pytest.approx((0.152, 0.415, 0.584), abs=0.003)
