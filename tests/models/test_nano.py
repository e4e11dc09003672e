"""`mask-rcnn-nano`, our own model for photos: small, permissive, alone, and good enough."""

from __future__ import annotations

import numpy as np
import pytest

import maskrcnn
from maskrcnn.datasets import open_dataset
from maskrcnn.evaluation import evaluate
from maskrcnn.models.zoo import DEFAULT, ZOO
from maskrcnn.options import EngineName
from maskrcnn.parity import Tolerance, agreement
from tests.support.shared import EXAMPLES, shared

PHOTOS = [EXAMPLES / f"{name}.jpg" for name in ("astronaut", "cat", "coffee")]
WANTED = ("person", "cat", "cup")
SMALL = 12_000_000


def found(engine: EngineName) -> list[maskrcnn.Instances]:
    options = maskrcnn.EngineOptions(engine, precision="f32")
    predictor = maskrcnn.load("mask-rcnn-nano", engine=options, confidence=LOW)
    return predictor([*PHOTOS])


LOW = Tolerance().below(0.5)


def test_it_is_the_default_and_comes_alone_under_a_permissive_licence(monkeypatch):
    monkeypatch.setattr("maskrcnn.models.wheel.find_spec", lambda _: None)
    entry = ZOO[DEFAULT]
    assert entry.spec.name == "mask-rcnn-nano"
    assert entry.spec.licence.name == "Apache-2.0"
    assert "NanoDet" in maskrcnn.load().spec.title
    where = entry.where()
    assert where is not None
    assert where.stat().st_size < SMALL


def test_what_the_example_photos_show_is_found(predictor):
    for photo, name in zip(PHOTOS, WANTED, strict=True):
        instances = predictor(photo)
        assert name in instances.names
        best = instances[name][0]
        filled = best.area / np.prod(best.box[2:] - best.box[:2])
        assert 0.4 < filled < 0.95, "its mask is neither empty nor a box"


@pytest.mark.parametrize("engine", ["onnxruntime", "opencv"])
def test_engines_agree(engine):
    for reference, other in zip(found("openvino"), found(engine), strict=True):
        agreed = agreement(reference, other, 0.5)
        assert not len(agreed.only_reference)
        assert not len(agreed.only_other)


@pytest.mark.development
def test_it_is_as_good_on_coco_as_its_diary_says():
    marks = shared("labelled", "COCO_Tiny", "annotations", "instances_val2017.json")
    dataset = open_dataset(marks, source=marks.parents[1] / "val2017")
    engine = maskrcnn.EngineOptions("openvino", precision="f32")
    evaluation = evaluate(maskrcnn.load(engine=engine), dataset)
    assert evaluation.ap >= 0.18
