"""TensorFlow's operations in ONNX's words, those that the zoo's two-stage detectors are made of.

Sources: the operations' definitions in TensorFlow's API documentation and in ONNX's operator
reference.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph.graph import Node
from maskrcnn.models.tensorflow_graph.stages.translation import Layers, Translation

_TO_OIHW = (3, 2, 0, 1)
_CHANNELS_LAST = [0, 2, 3, 1]
_SPATIAL = [1, 2]


def _convolution(at: Translation, node: Node) -> str:
    data, weights = node.data[:2]
    kernel = at.constant(weights).shape[:2]
    window = _window(at, node, kernel, node.spatial("dilations"))
    return at.onnx.node(node.name, "Conv", at(data), at.weight(weights, _TO_OIHW), **window)


def _depthwise_convolution(at: Translation, node: Node) -> str:
    data, weights = node.data[:2]
    kernel = at.constant(weights)  # (height, width, channels, outputs a channel)
    height, width, channels, each = kernel.shape
    grouped = kernel.transpose(2, 3, 0, 1).reshape(channels * each, 1, height, width)
    name = at.onnx.weight(f"{weights}/grouped", grouped)
    window = _window(at, node, (height, width), node.spatial("dilations"))
    return at.onnx.node(node.name, "Conv", at(data), name, group=channels, **window)


def _window(
    at: Translation, node: Node, kernel: tuple[int, ...], dilations: tuple[int, int] = (1, 1)
) -> dict[str, Any]:
    """Return a window's attributes; padding that does not depend on the picture is written out."""
    padding, order = node.attributes.get("padding"), node.attributes.get("data_format", "NHWC")
    if padding not in ("SAME", "VALID") or order != "NHWC":
        raise ModelError(
            f"{at.graph.source}: {node.name!r} has {padding} padding in {order} order, as no "
            "detector of the zoo has: use --engine opencv"
        )
    strides = node.spatial("strides")
    window: dict[str, Any] = {"kernel_shape": kernel, "strides": strides}
    if dilations != (1, 1):
        window["dilations"] = dilations
    if padding == "VALID" or kernel == (1, 1):
        return window
    if strides != (1, 1):
        return window | {"auto_pad": "SAME_UPPER"}
    totals = [step * (size - 1) for step, size in zip(dilations, kernel, strict=True)]
    before = [total // 2 for total in totals]
    return window | {"pads": before + [t - b for t, b in zip(totals, before, strict=True)]}


def _batch_norm(at: Translation, node: Node) -> str:
    """Add batch normalisation; OpenCV, too, fuses it with the convolution before it."""
    data, *statistics = node.data
    names = [at.weight(each) for each in statistics[:4]]
    epsilon = node.attributes.get("epsilon", 1e-3)
    return at.onnx.node(node.name, "BatchNormalization", at(data), *names, epsilon=epsilon)


def _bias(at: Translation, node: Node) -> str:
    value = at(node.data[0])
    numbers = at.along_channels(f"{node.name}/bias", at.constant(node.data[1]), value)
    return at.like(value, at.onnx.node(node.name, "Add", value, numbers))


def _arithmetic(operation: str) -> Any:
    def add(at: Translation, node: Node) -> str:
        first, second = node.data
        value = at(second) if at.is_constant(first) else at(first)
        operands = [
            at.along_channels(f"{node.name}/{place}", at.constant(reference), value)
            if at.is_constant(reference)
            else at(reference)
            for place, reference in enumerate((first, second))
        ]
        return at.like(value, at.onnx.node(node.name, operation, *operands))

    return add


def _rectifier(at: Translation, node: Node) -> str:
    value = at(node.data[0])
    return at.like(value, at.onnx.node(node.name, "Relu", value))


def _bounded_rectifier(at: Translation, node: Node) -> str:
    value = at(node.data[0])
    bounds = (
        at.onnx.weight("zero", np.zeros((), np.float32)),
        at.onnx.weight("six", np.full((), 6, np.float32)),
    )
    return at.like(value, at.onnx.node(node.name, "Clip", value, *bounds))


def _max_pool(at: Translation, node: Node) -> str:
    window = _window(at, node, node.spatial("ksize"))
    return at.onnx.node(node.name, "MaxPool", at(node.data[0]), **window)


def _average_pool(at: Translation, node: Node) -> str:
    window = _window(at, node, node.spatial("ksize"))
    return at.onnx.node(node.name, "AveragePool", at(node.data[0]), count_include_pad=0, **window)


def _concatenation(at: Translation, node: Node) -> str:
    *data, axis = node.data
    if int(at.constant(axis)) not in (3, -1):
        raise ModelError(f"{at.graph.source}: {node.name!r} joins others than channels")
    return at.onnx.node(node.name, "Concat", *[at(each) for each in data], axis=1)


def _padding(at: Translation, node: Node) -> str:
    _, rows, columns, _ = at.constant(node.data[1]).tolist()
    pads = np.array([0, 0, rows[0], columns[0], 0, 0, rows[1], columns[1]], np.int64)
    name = at.onnx.weight(f"{node.name}/pads", pads)
    return at.onnx.node(node.name, "Pad", at(node.data[0]), name)


def _mean(at: Translation, node: Node) -> str:
    if sorted(np.atleast_1d(at.constant(node.data[1])).tolist()) != _SPATIAL:
        raise ModelError(f"{at.graph.source}: {node.name!r} averages others than rows and columns")
    pooled = at.onnx.node(f"{node.name}/pooled", "GlobalAveragePool", at(node.data[0]))
    if node.attributes.get("keep_dims", False):
        return pooled
    return at.flatten(at.onnx.node(node.name, "Flatten", pooled, axis=1))


def _flattening(at: Translation, node: Node) -> str:
    value = at(node.data[0])
    if at.is_flat(value):
        return value
    last = at.onnx.node(f"{node.name}/last", "Transpose", value, perm=_CHANNELS_LAST)
    return at.flatten(at.onnx.node(node.name, "Flatten", last, axis=1))


def _product(at: Translation, node: Node) -> str:
    if node.attributes.get("transpose_a"):
        raise ModelError(f"{at.graph.source}: {node.name!r} turns its input: use --engine opencv")
    weights = at.weight(node.data[1], (1, 0) if node.attributes.get("transpose_b") else ())
    return at.flatten(at.onnx.node(node.name, "MatMul", at(node.data[0]), weights))


def _enlarging(at: Translation, node: Node) -> str:
    rows, columns = at.constant(node.data[1]).tolist()
    value = at(node.data[0])
    shape = at.onnx.node(f"{node.name}/shape", "Shape", value)
    ends = [at.onnx.weight(f"number/{n}", np.array([n], np.int64)) for n in (0, 2)]
    kept = at.onnx.node(f"{node.name}/kept", "Slice", shape, *ends)
    sides = at.onnx.weight(f"{node.name}/sides", np.array([rows, columns], np.int64))
    sizes = at.onnx.node(f"{node.name}/sizes", "Concat", kept, sides, axis=0)
    return at.onnx.node(
        node.name,
        "Resize",
        value,
        "",
        "",
        sizes,
        mode="linear",
        coordinate_transformation_mode=_places(node),
    )


def _places(node: Node) -> str:
    """Return where an enlarging layer takes its samples, in ONNX's word."""
    if node.attributes.get("align_corners"):
        return "align_corners"
    return "half_pixel" if node.attributes.get("half_pixel_centers") else "asymmetric"


LAYERS: Layers = {
    "Add": _arithmetic("Add"),
    "AddV2": _arithmetic("Add"),
    "AvgPool": _average_pool,
    "BiasAdd": _bias,
    "ConcatV2": _concatenation,
    "Conv2D": _convolution,
    "DepthwiseConv2dNative": _depthwise_convolution,
    "Flatten": _flattening,
    "FusedBatchNorm": _batch_norm,
    "FusedBatchNormV3": _batch_norm,
    "MatMul": _product,
    "MaxPool": _max_pool,
    "Mean": _mean,
    "Mul": _arithmetic("Mul"),
    "Pad": _padding,
    "RealDiv": _arithmetic("Div"),
    "Relu": _rectifier,
    "Relu6": _bounded_rectifier,
    "ResizeBilinear": _enlarging,
    "Squeeze": _flattening,
    "Sub": _arithmetic("Sub"),
}
