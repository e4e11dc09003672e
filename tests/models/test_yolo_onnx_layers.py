"""Layers one by one, run by ONNX's own reference implementation."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray
from onnx.reference import ReferenceEvaluator

from maskrcnn.models.onnx_graph import GraphBuilder, Tensor
from maskrcnn.models.torch_checkpoint import Record
from maskrcnn.models.yolo_onnx.head import Head
from maskrcnn.models.yolo_onnx.layers import add_layer
from maskrcnn.models.yolo_onnx.module import Module
from maskrcnn.models.yolo_onnx.prototypes import add_prototypes
from tests.support import checkpoints_yolo as yolo

Array = NDArray[np.float32]


def _evaluate(graph: GraphBuilder, output: str, values: dict[str, Array]) -> Array:
    inputs = {name: Tensor(each.shape) for name, each in values.items()}
    axes = ("a", "b", "c") if output == "rows" else ("a", "b", "c", "d")
    model = graph.model(inputs, {output: Tensor(axes)}, {})
    results = cast("list[Array]", ReferenceEvaluator(model).run(None, values))
    return results[0]


def _run_layer(record: Record, *values: Array) -> Array:
    graph = GraphBuilder()
    names = [f"value{place}" for place in range(len(values))]
    output = add_layer(graph, Module("layer", record), names)
    return _evaluate(graph, output, dict(zip(names, values, strict=True)))


def _map(channels: int, height: int = 5, width: int = 6) -> Array:
    return yolo.numbers(1, channels, height, width, scale=1)


def _sigmoid(value: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-value)), np.float32)


def _set(record: Record, path: str, value: Any) -> None:
    """Replace an attribute, parameter or layer that lies inside a layer."""
    *parts, last = path.split(".")
    table: Any = record.attributes
    for part in parts:
        inner = table[part]
        table = inner.attributes if isinstance(inner, Record) else inner
    table[last] = value


def test_batch_normalisation_is_folded_in() -> None:
    block, value = yolo.conv(3, 4), _map(3)
    kernel = block.attributes["_modules"]["conv"].attributes["_parameters"]["weight"][:, :, 0, 0]
    norm = block.attributes["_modules"]["bn"].attributes
    mean, variance = (
        norm["_buffers"][name][:, None, None] for name in ("running_mean", "running_var")
    )
    scale, shift = (norm["_parameters"][name][:, None, None] for name in ("weight", "bias"))
    mixed = np.einsum("oi,ihw->ohw", kernel, value[0])
    expected = scale * (mixed - mean) / np.sqrt(variance + 0.001) + shift
    np.testing.assert_allclose(
        _run_layer(block, value)[0], expected * _sigmoid(expected), rtol=1e-4, atol=1e-5
    )


def test_a_block_without_batch_normalisation_keeps_its_bias() -> None:
    block, value = yolo.conv(3, 4), _map(3)
    del block.attributes["_modules"]["bn"]
    bias = yolo.numbers(4)
    _set(block, "_modules.conv._parameters.bias", bias)
    _set(block, "_modules.act", yolo.module("torch.nn.modules.linear.Identity"))
    with_bias = _run_layer(block, value)
    _set(block, "_modules.conv._parameters.bias", None)
    without = _run_layer(block, value)
    np.testing.assert_allclose(
        with_bias - without, np.broadcast_to(bias[:, None, None], with_bias.shape), atol=1e-5
    )


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        (yolo.module("torch.nn.modules.linear.Identity"), lambda x: x),
        (yolo.module("torch.nn.modules.activation.ReLU"), lambda x: np.maximum(x, 0)),
        (
            yolo.module("torch.nn.modules.activation.LeakyReLU", negative_slope=0.1),
            lambda x: np.where(x > 0, x, 0.1 * x),
        ),
        (yolo.module("torch.nn.modules.activation.SiLU"), lambda x: x * _sigmoid(x)),
    ],
    ids=["identity", "relu", "leaky", "silu"],
)
def test_activations(activation: Record, expected: Any) -> None:
    block, value = yolo.conv(3, 4, 3), _map(3)
    _set(block, "_modules.act", yolo.module("torch.nn.modules.linear.Identity"))
    linear = _run_layer(block, value)
    _set(block, "_modules.act", activation)
    np.testing.assert_allclose(_run_layer(block, value), expected(linear), rtol=1e-4, atol=1e-5)


def test_each_group_of_channels_has_its_own_kernels() -> None:
    block, value = yolo.conv(4, 4, 3, groups=4), _map(4)
    before = _run_layer(block, value)
    value[:, 2] += 1
    changed = np.abs(_run_layer(block, value) - before).max((0, 2, 3)) > 0
    assert changed.tolist() == [False, False, True, False]


def test_a_bottleneck_adds_its_input_where_it_was_made_so() -> None:
    block, value = yolo.bottleneck(4), _map(4)
    added = _run_layer(block, value)
    _set(block, "add", False)
    np.testing.assert_allclose(added - _run_layer(block, value), value, atol=1e-5)


def test_pooling_again_and_again_is_pooling_with_larger_kernels() -> None:
    block, value = yolo.sppf(4), _map(4, 14, 15)
    small = _run_layer(block.attributes["_modules"]["cv1"], value)
    levels = [small, *(_run_layer(yolo.max_pool(kernel), small) for kernel in (5, 9, 13))]
    expected = _run_layer(block.attributes["_modules"]["cv2"], np.concatenate(levels, 1))
    np.testing.assert_allclose(_run_layer(block, value), expected, rtol=1e-5, atol=1e-6)


def test_cross_stage_pooling_uses_all_of_its_layers() -> None:
    block, value = yolo.sppcspc(4), _map(4)
    before = _run_layer(block, value)
    for name in ("cv1", "cv2", "cv3", "cv4", "cv5", "cv6", "cv7"):
        norm = block.attributes["_modules"][name].attributes["_modules"]["bn"]
        norm.attributes["_parameters"]["bias"] = norm.attributes["_parameters"]["bias"] + 1
        after = _run_layer(block, value)
        assert np.abs(after - before).max() > 1e-3, name
        before = after


def test_upsampling_repeats_every_value() -> None:
    value = _map(2)
    np.testing.assert_array_equal(
        _run_layer(yolo.upsample(), value), value.repeat(2, 2).repeat(2, 3)
    )


def test_concatenation_keeps_the_order() -> None:
    first, second = _map(2), _map(3)
    np.testing.assert_array_equal(
        _run_layer(yolo.concat(), first, second), np.concatenate([first, second], 1)
    )


@pytest.mark.parametrize("cells", [(1, 1), (2, 3), (5, 4)])
def test_prototypes_equal_those_of_the_doubled_map(cells: tuple[int, int]) -> None:
    record, value = yolo.proto(3, 5), _map(3, *cells)
    layers = record.attributes["_modules"]
    expected = value
    for name in ("cv1", "upsample", "cv2", "cv3"):
        expected = _run_layer(layers[name], expected)
    graph = GraphBuilder()
    add_prototypes(graph, Module("proto", record), "value", "prototypes")
    got = _evaluate(graph, "prototypes", {"value": value})
    assert got.shape == (1, yolo.MASKS, 2 * cells[0], 2 * cells[1])
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)


SIZE = (64, 96)


def _rows(record: Record, values: list[Array]) -> tuple[Head, Array]:
    graph = GraphBuilder()
    head = Head(Module("head", record), SIZE)
    names = [f"map{place}" for place in range(len(values))]
    head.add(graph, names, "rows")
    return head, _evaluate(graph, "rows", dict(zip(names, values, strict=True)))[0]


def _maps() -> list[Array]:
    return [_map(yolo.CHANNELS, SIZE[0] // s, SIZE[1] // s) for s in yolo.STRIDES]


def test_a_head_that_says_nothing_gives_anchors_at_the_centres_of_cells() -> None:
    record = yolo.segment()
    for convolution in record.attributes["_modules"]["m"].attributes["_modules"].values():
        for name, weights in convolution.attributes["_parameters"].items():
            convolution.attributes["_parameters"][name] = np.zeros_like(weights)
    _, rows = _rows(record, _maps())
    anchors = record.attributes["_buffers"]["anchors"]
    expected = [
        (stride * (column + 0.5), stride * (row + 0.5), *(anchors[level, anchor] * stride))
        for level, stride in enumerate(yolo.STRIDES)
        for anchor in range(yolo.ANCHORS)
        for row in range(SIZE[0] // stride)
        for column in range(SIZE[1] // stride)
    ]
    np.testing.assert_allclose(rows[:, :4], expected, rtol=1e-5)
    assert np.all(rows[:, 4:7] == 0.5)
    assert np.all(rows[:, 7:] == 0)


@pytest.mark.parametrize("kind", ["models.yolo.Segment", "models.yolo.ISegment"])
def test_candidates_follow_the_formulas_of_yolo(kind: str) -> None:
    record, maps = yolo.segment(kind), _maps()
    _, rows = _rows(record, maps)
    layers = record.attributes["_modules"]
    level, anchor, row, column = 1, 1, 2, 5
    weights = layers["m"].attributes["_modules"][str(level)].attributes["_parameters"]
    cell = maps[level][0, :, row, column]
    if kind == "models.yolo.ISegment":
        added = layers["ia"].attributes["_modules"][str(level)].attributes["_parameters"]
        cell = cell + added["implicit"][0, :, 0, 0]
    raw = (weights["weight"][:, :, 0, 0] @ cell + weights["bias"]).reshape(yolo.ANCHORS, -1)[anchor]
    unit = _sigmoid(raw)
    stride = yolo.STRIDES[level]
    centre = (2 * unit[:2] - 0.5 + (column, row)) * stride
    sides = 4 * unit[2:4] ** 2 * record.attributes["_buffers"]["anchors"][level, anchor] * stride
    expected = np.concatenate([centre, sides, unit[4:7], raw[7:]])
    rows_of_8 = yolo.ANCHORS * (SIZE[0] // 8) * (SIZE[1] // 8)
    place = rows_of_8 + (anchor * (SIZE[0] // 16) + row) * (SIZE[1] // 16) + column
    np.testing.assert_allclose(rows[place], expected, rtol=1e-3, atol=1e-4)
