"""TensorFlow's operations in NumPy, as far as feature extractors and heads need them.

Pictures are (batch, rows, columns, channels), float32; what the operations mean is told in
TensorFlow's API documentation.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.models.tensorflow_graph.graph import Graph, Node

Floats = NDArray[np.float32]
Arrays = NDArray[Any]


def results(graph: Graph, given: Mapping[str, Arrays], ends: Iterable[str]) -> dict[str, Arrays]:
    """Return what the nodes of a simplified graph give from given values up to the ends."""
    values = dict(given)
    for node in graph.upstream(ends, stops=given.keys()):
        constant = graph.constant(node.name)
        inputs = (values[name] for name in node.data)
        values[node.name] = compute(node, *inputs) if constant is None else constant
    return values


def compute(node: Node, *inputs: Arrays) -> Arrays:
    """Return what a node gives."""
    return _OPERATIONS[node.op](node, *inputs)


def _padding(node: Node, size: int, kernel: int, axis: int) -> tuple[int, int]:
    """Return what SAME puts before and after the picture along an axis."""
    if node.attributes.get("padding") != "SAME":
        return 0, 0
    stride = node.spatial("strides")[axis]
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def _windows(
    node: Node, image: Floats, kernel: tuple[int, int], outside: float
) -> Iterator[tuple[tuple[int, int], Floats]]:
    """Give each place in the kernel, and what lies there for all places of the picture."""
    holes, strides = node.spatial("dilations"), node.spatial("strides")
    spans = [hole * (size - 1) + 1 for hole, size in zip(holes, kernel, strict=True)]
    margins = [_padding(node, image.shape[1 + n], spans[n], n) for n in (0, 1)]
    padded = np.pad(image, ((0, 0), *margins, (0, 0)), constant_values=outside)
    rows, columns = (padded.shape[1 + n] - spans[n] + 1 for n in (0, 1))
    for y, x in np.ndindex(kernel):
        top, left = y * holes[0], x * holes[1]
        part = padded[:, top : top + rows : strides[0], left : left + columns : strides[1]]
        yield (y, x), part


def _convolution(node: Node, image: Floats, weights: Floats) -> Arrays:
    parts = _windows(node, image, (weights.shape[0], weights.shape[1]), 0.0)
    return _sum(part @ weights[place] for place, part in parts)


def _depthwise(node: Node, image: Floats, weights: Floats) -> Arrays:
    parts = _windows(node, image, (weights.shape[0], weights.shape[1]), 0.0)
    total = _sum(part[..., np.newaxis] * weights[place] for place, part in parts)
    return total.reshape(*total.shape[:3], -1)


def _maximum(node: Node, image: Floats) -> Arrays:
    parts = (part for _, part in _windows(node, image, node.spatial("ksize"), -np.inf))
    return reduce(np.maximum, parts)


def _average(node: Node, image: Floats) -> Arrays:
    """Average what lies inside the picture."""
    kernel, ones = node.spatial("ksize"), np.ones((1, *image.shape[1:3], 1), np.float32)
    total, count = (
        _sum(part for _, part in _windows(node, layer, kernel, 0.0)) for layer in (image, ones)
    )
    return total / count


def _sum(parts: Iterable[Arrays]) -> Arrays:
    return reduce(np.add, parts)


def _batch_norm(node: Node, image: Floats, *statistics: Floats) -> Arrays:
    gamma, beta, mean, variance = statistics
    epsilon = node.attributes["epsilon"]
    assert isinstance(epsilon, float)
    scale: Floats = gamma / np.sqrt(variance + np.float32(epsilon))
    return np.asarray(image * scale + (beta - mean * scale))


def _bilinear(_: Node, image: Floats, size: Arrays) -> Arrays:
    """Enlarge so that the corners stay where they are."""
    for axis, cells in ((1, size[0]), (2, size[1])):
        places = np.linspace(0, image.shape[axis] - 1, cells, dtype=np.float32)
        before = np.minimum(places.astype(int), image.shape[axis] - 2)
        share = (places - before).reshape([-1 if n == axis else 1 for n in range(4)])
        first, second = (np.take(image, before + step, axis) for step in (0, 1))
        image = first * (1 - share) + second * share
    return image


_OPERATIONS: Mapping[str, Callable[..., Arrays]] = {
    "Conv2D": _convolution,
    "DepthwiseConv2dNative": _depthwise,
    "MaxPool": _maximum,
    "AvgPool": _average,
    "FusedBatchNorm": _batch_norm,
    "ResizeBilinear": _bilinear,
    "Relu": lambda _, a: np.maximum(a, 0),
    "Relu6": lambda _, a: np.clip(a, 0, 6),
    "Add": lambda _, a, b: a + b,
    "Sub": lambda _, a, b: a - b,
    "Mul": lambda _, a, b: a * b,
    "BiasAdd": lambda _, a, b: a + b,
    "MatMul": lambda _, a, b: a @ b,
    "Pad": lambda _, a, margins: np.pad(a, margins),
    "Mean": lambda _, a, axes: a.mean(tuple(axes), keepdims=True),
    "ConcatV2": lambda _, *parts: np.concatenate(parts[:-1], int(parts[-1])),
    "Flatten": lambda _, a: a.reshape(len(a), -1),
    "Transpose": lambda _, a, order: a.transpose(order),
}
