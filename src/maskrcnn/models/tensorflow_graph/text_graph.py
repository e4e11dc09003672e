"""OpenCV's text graph of a detector: the description that `cv2.dnn` reads beside a frozen graph.

It names the layers, in TensorFlow's words where TensorFlow has them, takes the weights from the
frozen graph, and replaces what the Object Detection API does between and behind the layers by
`PriorBox` and `DetectionOutput`. For Mask R-CNN on Inception v2 it equals the one that OpenCV
publishes, node for node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph.architecture import Architecture, TwoStages
from maskrcnn.models.tensorflow_graph.graph import Graph, Node, producer_of
from maskrcnn.models.tensorflow_graph.graphdef import format_text_graph
from maskrcnn.models.tensorflow_graph.identification import identify
from maskrcnn.models.tensorflow_graph.opencv_layers import constant
from maskrcnn.models.tensorflow_graph.schema import DataType
from maskrcnn.models.tensorflow_graph.simplification import simplified
from maskrcnn.models.tensorflow_graph.single_stage_text import single_stage_nodes
from maskrcnn.models.tensorflow_graph.two_stages_text import two_stage_nodes

_UNREAD = {"N", "is_training", "use_cudnn_on_gpu"}
"""Attributes, besides types, that OpenCV has no use for."""


def write_text_graph(graph: Graph, architecture: Architecture | None = None) -> str:
    """Write the text graph of a frozen graph.

    Parameters
    ----------
    graph : Graph
        As read from the file.
    architecture : Architecture, optional
        What `identify` tells of it, or the same with other thresholds.

    Raises
    ------
    ModelError
        If the graph holds no detector that is known.
    """
    layers = simplified(graph)
    known = identify(graph) if architecture is None else architecture
    if isinstance(known, TwoStages):
        nodes = two_stage_nodes(layers, known)
    else:
        nodes = single_stage_nodes(layers, known)
    written = (node for node in nodes if not _is_weight(graph, node))
    spelled = (part for node in written for part in _spelled(layers, node))
    return format_text_graph([_without_unread(node) for node in spelled])


def check_text_graph(text_graph: Graph, graph: Graph) -> None:
    """Check that a text graph describes a frozen graph, as far as names tell.

    Raises
    ------
    ModelError
        If it reads a node that neither has.
    """
    for node in text_graph:
        for reference in node.data:
            name = producer_of(reference)
            if name not in text_graph and name not in graph:
                raise ModelError(
                    f"{text_graph.source}: reads {name!r}, which {graph.source.name} lacks: remove "
                    "the text graph and one that matches is written"
                )


def _is_weight(graph: Graph, node: Node) -> bool:
    return node.op == "Const" and node.name in graph and graph[node.name].op == "Const"


def _spelled(graph: Graph, node: Node) -> Iterator[Node]:
    """Spell a convolution with holes as OpenCV reads it; it overlooks `dilations` in silence."""
    rows, columns = node.spatial("dilations")
    weights = graph.constant(node.data[1]) if (rows, columns) != (1, 1) else None
    if weights is None or weights.ndim != 4:
        yield node
        return
    margins = [rows * (weights.shape[0] - 1) // 2, columns * (weights.shape[1] - 1) // 2]
    block, paddings = f"{node.name}/block_shape", f"{node.name}/paddings"
    spread = f"{node.name}/SpaceToBatchND"
    yield constant(block, [rows, columns])
    yield constant(paddings, [margins[0], margins[0], margins[1], margins[1]])
    yield Node(spread, "SpaceToBatchND", (node.data[0], block, paddings))
    attributes = {**node.attributes, "dilations": (1, 1, 1, 1), "padding": "VALID"}
    yield replace(node, inputs=(spread, *node.inputs[1:]), attributes=attributes)


def _without_unread(node: Node) -> Node:
    kept = {
        name: value
        for name, value in node.attributes.items()
        if node.op == "Placeholder"
        or not (isinstance(value, DataType) or name in _UNREAD or name.startswith("_"))
    }
    return replace(node, attributes=kept)
