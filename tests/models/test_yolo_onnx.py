"""Whole networks: what a user's engine is given."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from maskrcnn.models.torch_checkpoint import read_checkpoint
from maskrcnn.models.wheel import wheel_file
from maskrcnn.models.yolo_onnx import build_yolo_onnx
from tests.support.checkpoints import write_archive, write_legacy
from tests.support.checkpoints_yolo import (
    ANCHORS,
    CLASSES,
    MASKS,
    STRIDES,
    tiny_yolov5,
    tiny_yolov7,
)
from tests.support.yolo_peer import photo_input, run_openvino

SIZE = (64, 96)
CANDIDATES = sum(ANCHORS * (SIZE[0] // s) * (SIZE[1] // s) for s in STRIDES)
COLUMNS = 5 + len(CLASSES) + MASKS

TINY = pytest.mark.parametrize("tiny", [tiny_yolov5, tiny_yolov7])


@cache
def _network_of_the_wheel(name: str) -> onnx.ModelProto:
    return build_yolo_onnx(read_checkpoint(wheel_file(name)), (640, 640), licence="GPL-3.0")


def _images(count: int = 1) -> NDArray[np.float32]:
    return np.random.default_rng(0).random((count, 3, *SIZE), np.float32)


@TINY
def test_shapes_and_ranges(tiny: Callable[[], Any]) -> None:
    candidates, prototypes = run_openvino(build_yolo_onnx(tiny(), SIZE), _images())
    assert candidates.shape == (1, CANDIDATES, COLUMNS)
    assert prototypes.shape == (1, MASKS, SIZE[0] // 4, SIZE[1] // 4)
    probabilities = candidates[..., 4 : 5 + len(CLASSES)]
    assert 0 < probabilities.min() < probabilities.max() < 1
    assert candidates[..., 2:4].min() > 0


@TINY
def test_several_pictures_at_once_give_what_each_gives(tiny: Callable[[], Any]) -> None:
    model = build_yolo_onnx(tiny(), SIZE)
    images = _images(2)
    together = run_openvino(model, images)
    for place in range(2):
        for whole, alone in zip(
            together, run_openvino(model, images[place : place + 1]), strict=True
        ):
            np.testing.assert_allclose(whole[place : place + 1], alone, rtol=1e-4, atol=1e-4)


@TINY
def test_opencv_agrees(tiny: Callable[[], Any], tmp_path: Path) -> None:
    model = build_yolo_onnx(tiny(), SIZE)
    onnx.save(model, tmp_path / "tiny.onnx")
    net = cv2.dnn.readNetFromONNX(str(tmp_path / "tiny.onnx"))
    net.setInput(_images(), "images")
    for got, wanted in zip(
        net.forward(["output0", "output1"]), run_openvino(model, _images()), strict=True
    ):
        np.testing.assert_allclose(got, wanted, rtol=1e-3, atol=1e-3)


@TINY
def test_the_file_s_form_makes_no_difference(tiny: Callable[[], Any], tmp_path: Path) -> None:
    checkpoint = tiny()
    wanted = build_yolo_onnx(checkpoint, SIZE).SerializeToString()
    for write in (write_archive, write_legacy):
        got = build_yolo_onnx(read_checkpoint(write(tmp_path / "tiny.pt", checkpoint)), SIZE)
        assert got.SerializeToString() == wanted


def test_the_averaged_weights_are_preferred() -> None:
    plain, averaged = tiny_yolov5(), tiny_yolov5()
    both = {**plain, "ema": averaged["model"]}
    assert _bytes(both) == _bytes(averaged) != _bytes(plain)
    assert _bytes(averaged["model"]) == _bytes(averaged)


def _bytes(checkpoint: object) -> bytes:
    return bytes(build_yolo_onnx(checkpoint, SIZE).SerializeToString())


@pytest.mark.parametrize("names", [["cat", "d'o\"g é"], {0: "cat", 1: "d'o\"g é"}])
def test_class_names_are_in_the_file(names: object) -> None:
    checkpoint = tiny_yolov5()
    checkpoint["model"].attributes["names"] = names
    metadata = _metadata(build_yolo_onnx(checkpoint, SIZE))
    assert json.loads(metadata["names"]) == ["cat", "d'o\"g é"]
    assert metadata["stride"] == "32"
    assert "license" not in metadata


def _metadata(model: onnx.ModelProto) -> dict[str, str]:
    return {entry.key: entry.value for entry in model.metadata_props}


@pytest.mark.parametrize("name", ["yolov5s-seg.pt", "yolov7-seg.pt"])
def test_networks_of_the_wheel(name: str) -> None:
    model = _network_of_the_wheel(name)
    shapes = {
        value.name: [axis.dim_param or axis.dim_value for axis in value.type.tensor_type.shape.dim]
        for value in [*model.graph.input, *model.graph.output]
    }
    assert shapes == {
        "images": ["batch", 3, 640, 640],
        "output0": ["batch", 25200, 117],
        "output1": ["batch", 32, 160, 160],
    }
    metadata = _metadata(model)
    assert json.loads(metadata["names"])[:3] == ["person", "bicycle", "car"]
    assert len(json.loads(metadata["names"])) == 80
    assert metadata["license"] == "GPL-3.0"
    assert "BatchNormalization" not in {node.op_type for node in model.graph.node}


def test_the_same_checkpoint_gives_the_same_bytes() -> None:
    first = _network_of_the_wheel("yolov5s-seg.pt")
    again = build_yolo_onnx(read_checkpoint(wheel_file("yolov5s-seg.pt")), (640, 640), "GPL-3.0")
    assert again.SerializeToString() == first.SerializeToString()


def test_a_person_is_seen_where_she_is() -> None:
    photo = photo_input("astronaut.jpg", (640, 640))
    candidates, prototypes = run_openvino(_network_of_the_wheel("yolov5s-seg.pt"), photo)
    person = candidates[0, :, 4] * candidates[0, :, 5]
    assert person.max() > 0.5
    best = candidates[0, person.argmax()]
    left, right = best[0] - best[2] / 2, best[0] + best[2] / 2
    assert 0 <= left < 30
    assert 450 < right < 520
    mask = np.tensordot(best[85:], prototypes[0], 1) > 0
    assert mask[80, 60]
    assert not mask[60, 140]
