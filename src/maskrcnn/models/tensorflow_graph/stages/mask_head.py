"""The mask head, folded: the same numbers for a fraction of the work.

The head enlarges a small map bilinearly, convolves it 3x3 to hidden channels, and convolves those
3x3 to one mask a class. Two things save nearly all of it. Enlarging and the first convolution are
both linear, so the convolution's nine taps are taken on the small map and enlarged afterwards by
one constant matrix. And of the last convolution only the class that was detected is wanted, so its
weights are chosen first, by a product with the class written as one-hot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.models.onnx_graph import GraphBuilder
from maskrcnn.models.tensorflow_graph.graph import Graph, Node
from maskrcnn.models.tensorflow_graph.tensors import Array

_TAPS = 9
_KERNEL = (3, 3)
_LARGEST_SIDE = 64
"""Of masks that are folded: a matrix has a column for each of their pixels."""


@dataclass(frozen=True)
class Convolution:
    """Weights `(3, 3, inputs, outputs)` and biases `(outputs,)`."""

    weights: Array
    biases: Array


@dataclass(frozen=True)
class MaskHead:
    """What a mask head is made of.

    Attributes
    ----------
    features : str
        The node that it enlarges.
    side : int
        Rows and columns of a mask.
    hidden : tuple of Convolution
        One or more, with a rectifier behind each.
    last : Convolution
        To one logit a class.
    """

    features: str
    side: int
    hidden: tuple[Convolution, ...]
    last: Convolution


def find_mask_head(graph: Graph, masks: str) -> MaskHead | None:
    """Read the head that ends in a layer of mask logits; None if it is built otherwise."""
    _, *layers = graph.lineage(masks)
    end = next((place for place, node in enumerate(layers) if node.op == "ResizeBilinear"), 0)
    biases, products, rectifiers = (layers[:end][place::3] for place in range(3))
    if not len(products) == len(biases) == len(rectifiers) + 1:
        return None
    if len(biases) < 2 or any(node.op != "Relu" for node in rectifiers):
        return None
    found = [_convolution(graph, *pair) for pair in zip(biases, products, strict=True)]
    known = [each for each in found if each is not None]
    side = _side(graph, layers[end])
    if side is None or len(known) < len(found):
        return None
    last, *hidden = known
    return MaskHead(layers[end].data[0], side, tuple(hidden[::-1]), last)


def _side(graph: Graph, enlarging: Node) -> int | None:
    """Return the side of what a layer enlarges to squares, corners coinciding."""
    sides = graph.constant(enlarging.data[1])
    if sides is None or sides.shape != (2,) or not 1 < sides[0] == sides[1] <= _LARGEST_SIDE:
        return None
    return int(sides[0]) if enlarging.attributes.get("align_corners") else None


def _convolution(graph: Graph, bias: Node, node: Node) -> Convolution | None:
    if bias.op != "BiasAdd" or node.op != "Conv2D":
        return None
    weights, biases = graph.constant(node.data[1]), graph.constant(bias.data[1])
    plain = node.spatial("strides") == node.spatial("dilations") == (1, 1)
    if weights is None or biases is None or weights.shape[:2] != _KERNEL or not plain:
        return None
    return Convolution(weights, biases) if node.attributes.get("padding") == "SAME" else None


def add_mask_head(onnx: GraphBuilder, head: MaskHead, features: str, cells: int) -> str:
    """Add the logits of one class.

    Parameters
    ----------
    onnx : GraphBuilder
        Has the input `classes`, one-hot `(R, classes)`.
    head : MaskHead
    features : str
        The value of `head.features`, `(R, C, cells, cells)`.
    cells : int

    Returns
    -------
    str
        The value `(R, 1, side, side)`.
    """
    first, *others = head.hidden
    value = _enlarged(onnx, first, features, cells, head.side)
    for number, convolution in enumerate(others, start=1):
        value = _rectified(onnx, f"mask/hidden{number}", convolution, value)
    return _chosen(onnx, head, value)


def _enlarged(
    onnx: GraphBuilder, convolution: Convolution, features: str, cells: int, side: int
) -> str:
    """Add the first convolution and its rectifier, with the enlarging between taps and sum."""
    *_, inputs, outputs = convolution.weights.shape
    by_output = convolution.weights.reshape(_TAPS, inputs, outputs).transpose(2, 0, 1)
    weights = onnx.weight("mask/taps/weights", by_output.reshape(-1, inputs, 1, 1))
    taps = onnx.node("mask/taps", "Conv", features, weights, kernel_shape=(1, 1))
    rows = _reshaped(onnx, "mask/taps/rows", taps, [-1, outputs, _TAPS * cells * cells])
    matrix = onnx.weight("mask/enlarging/matrix", enlarging_matrix(cells, side))
    large = onnx.node("mask/enlarging", "MatMul", rows, matrix)
    square = _reshaped(onnx, "mask/enlarging/square", large, [-1, outputs, side, side])
    biases = onnx.weight("mask/biases", convolution.biases.reshape(-1, 1, 1))
    summed = onnx.node("mask/summed", "Add", square, biases)
    return onnx.node("mask/hidden", "Relu", summed)


def enlarging_matrix(cells: int, side: int) -> NDArray[np.float32]:
    """Return what makes of nine taps on a small map their sum on the large one.

    Returns
    -------
    float32 (9 * cells * cells, side * side)
        Row `(tap, y, x)` of the small map, column `(y, x)` of the large one, for a bilinear
        enlargement whose corners coincide and a convolution that pads with zeros.
    """
    padded = np.zeros((side + 2, cells))
    padded[1:-1] = _bilinear(cells, side)
    shifted = np.stack([padded[tap : tap + side] for tap in range(3)])  # (tap, large, small)
    both = shifted[:, None, :, None, :, None] * shifted[None, :, None, :, None, :]
    matrix = both.transpose(0, 1, 4, 5, 2, 3).reshape(_TAPS * cells * cells, side * side)
    return matrix.astype(np.float32)


def _bilinear(cells: int, side: int) -> NDArray[np.float64]:
    """Return the shares `(side, cells)` that each of the cells has in each of the results."""
    places = np.arange(side) * ((cells - 1) / max(side - 1, 1))
    shares: NDArray[np.float64] = np.maximum(0, 1 - np.abs(places[:, None] - np.arange(cells)))
    return shares


def _rectified(onnx: GraphBuilder, name: str, convolution: Convolution, value: str) -> str:
    weights = onnx.weight(f"{name}/weights", convolution.weights.transpose(3, 2, 0, 1))
    biases = onnx.weight(f"{name}/biases", convolution.biases)
    window: dict[str, Any] = {"kernel_shape": _KERNEL, "pads": (1, 1, 1, 1)}
    return onnx.node(
        f"{name}/relu", "Relu", onnx.node(name, "Conv", value, weights, biases, **window)
    )


def _chosen(onnx: GraphBuilder, head: MaskHead, value: str) -> str:
    """Add the last convolution for each RoI's own class: nine products, shifted and summed."""
    weights, biases = head.last.weights, head.last.biases
    _, _, hidden, classes = weights.shape
    by_class = onnx.weight(
        "mask/last/weights",
        weights.reshape(_TAPS, hidden, classes).transpose(2, 0, 1).reshape(classes, -1),
    )
    own = onnx.node("mask/last/own", "MatMul", "classes", by_class)
    taps = _reshaped(onnx, "mask/last/taps", own, [-1, _TAPS, hidden])
    pixels = _reshaped(onnx, "mask/pixels", value, [-1, hidden, head.side * head.side])
    products = onnx.node("mask/last/products", "MatMul", taps, pixels)
    planes = _reshaped(onnx, "mask/last/planes", products, [-1, _TAPS, head.side, head.side])
    shifts = np.eye(_TAPS, dtype=np.float32).reshape(1, _TAPS, *_KERNEL)
    kernel = onnx.weight("mask/last/shifts", shifts)
    summed = onnx.node("mask/last", "Conv", planes, kernel, kernel_shape=_KERNEL, pads=(1, 1, 1, 1))
    bias = onnx.weight("mask/last/biases", biases.reshape(-1, 1))
    own_bias = onnx.node("mask/last/bias", "MatMul", "classes", bias)
    spread = _reshaped(onnx, "mask/last/bias/spread", own_bias, [-1, 1, 1, 1])
    return onnx.node("mask/logits", "Add", summed, spread)


def _reshaped(onnx: GraphBuilder, name: str, value: str, shape: list[int]) -> str:
    sizes = onnx.weight(f"{name}/shape", np.array(shape, np.int64))
    return onnx.node(name, "Reshape", value, sizes)
