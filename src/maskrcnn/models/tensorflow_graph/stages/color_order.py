"""Colours from OpenCV's order to the network's, by moving weights: nothing is left to do to pixels.

The zoo's networks were trained on red, green, blue; our pictures are blue, green, red. What stands
before the first convolution has at most one number a channel, which is turned round, as are the
input channels of that convolution.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph.graph import Graph, Node
from maskrcnn.models.tensorflow_graph.tensors import Array, Tensor

_CHANNELS = 3
_SCALING = ("Add", "AddV2", "Sub", "Mul", "RealDiv")
_INPUTS = 2
"""The axis of a convolution's input channels; its weights are (height, width, inputs, outputs)."""


def reading_bgr(graph: Graph, picture: str) -> Graph:
    """Return the graph as it gives the same results for a picture with blue first.

    Raises
    ------
    ModelError
        If something else than scaling, padding and a convolution reads the picture.
    """
    pending = list(graph.consumers(picture))
    while pending:
        node = pending.pop()
        if node.op in _SCALING:
            graph = graph.replacing(_scaling_turned(graph, node))
        elif node.op == "Conv2D":
            graph = graph.replacing(_weights_turned(graph, node, 1))
        elif node.op == "DepthwiseConv2dNative":
            graph = graph.replacing(_depthwise_turned(graph, node))
        elif node.op not in ("Pad", "Shape", "Cast"):
            raise ModelError(
                f"{graph.source}: {node.name!r}, a {node.op}, reads the picture's colours: use "
                "--engine opencv"
            )
        if node.op in (*_SCALING, "Pad", "Cast"):
            pending += graph.consumers(node.name)
    return graph


def _scaling_turned(graph: Graph, node: Node) -> Iterator[Node]:
    for reference in node.data:
        numbers = graph.constant(reference)
        if numbers is not None and numbers.size == _CHANNELS:
            yield from _reading(node, reference, numbers[..., ::-1])


def _depthwise_turned(graph: Graph, node: Node) -> Iterator[Node]:
    """Turn a convolution of each channel alone, and the one that reads all their results."""
    weights = graph.constant(node.data[1])
    if weights is None:
        raise ModelError(f"{graph.source}: {node.name!r} has no weights: give a frozen graph")
    yield from _reading(node, node.data[1], weights[:, :, ::-1])
    for consumer in graph.consumers(node.name):
        if consumer.op != "Conv2D":
            raise ModelError(
                f"{graph.source}: {consumer.name!r}, a {consumer.op}, reads colours one by one: "
                "use --engine opencv"
            )
        yield from _weights_turned(graph, consumer, weights.shape[3])


def _weights_turned(graph: Graph, node: Node, each: int) -> Iterator[Node]:
    """Turn a convolution's inputs, of which each colour has the same number."""
    weights = graph.constant(node.data[1])
    if weights is None or weights.shape[_INPUTS] != _CHANNELS * each:
        raise ModelError(
            f"{graph.source}: {node.name!r} does not read three colours: use --engine opencv"
        )
    height, width, inputs, outputs = weights.shape
    colors = weights.reshape(height, width, _CHANNELS, each, outputs)[:, :, ::-1]
    turned = colors.reshape(height, width, inputs, outputs)
    yield from _reading(node, node.data[1], turned)


def _reading(node: Node, reference: str, numbers: Array) -> Iterator[Node]:
    """Return a node that reads other numbers in place of a constant, and these numbers."""
    name = f"{node.name}/bgr"
    yield Node(name, "Const", (), {"value": Tensor.packed(numbers)})
    yield replace(node, inputs=tuple(name if each == reference else each for each in node.inputs))
