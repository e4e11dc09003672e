"""The heads' numbers in the order that the stages give them, by moving weights before the run.

A head is a linear layer, so that whatever is linear in its outputs can be done to its weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph.graph import Graph, Node
from maskrcnn.models.tensorflow_graph.heads import TwoStageHeads
from maskrcnn.models.tensorflow_graph.tensors import Array, Tensor

_PAPER_ORDER = [1, 0, 3, 2]
"""Of (ty, tx, th, tw), as the Object Detection API has it, the places of (tx, ty, tw, th)."""


def with_own_heads(graph: Graph, heads: TwoStageHeads) -> Graph:
    """Return the graph with objectness in one number an anchor, and boxes in the paper's order.

    Objectness is the foreground's logit less the background's: softmax of two is the sigmoid of
    their difference.
    """
    graph = graph.replacing(_transformed(graph, heads.proposals.scores, _difference))
    for head in (heads.proposals, heads.detections):
        graph = graph.replacing(_transformed(graph, head.boxes, _in_paper_order))
    return graph


def _difference(outputs: Array) -> Array:
    return outputs[..., 1::2] - outputs[..., 0::2]


def _in_paper_order(outputs: Array) -> Array:
    boxes = outputs.reshape(*outputs.shape[:-1], -1, 4)
    return boxes[..., _PAPER_ORDER].reshape(outputs.shape)


def _transformed(graph: Graph, head: str, change: Callable[[Array], Array]) -> Iterator[Node]:
    """Return the layers of a head with their weights changed, along the outputs."""
    bias = graph[head]
    layer = graph[bias.data[0]]
    for node, place in ((bias, 1), (layer, 1)):
        numbers = graph.constant(node.data[place])
        if numbers is None:
            raise ModelError(f"{graph.source}: {node.name!r} has no weights: give a frozen graph")
        name = f"{node.name}/changed"
        yield Node(name, "Const", (), {"value": Tensor.packed(change(numbers))})
        yield replace(node, inputs=(node.data[0], name))
