"""The text graph of Faster R-CNN and Mask R-CNN."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph.architecture import TwoStages
from maskrcnn.models.tensorflow_graph.graph import Graph, Node
from maskrcnn.models.tensorflow_graph.heads import Head, TwoStageHeads
from maskrcnn.models.tensorflow_graph.opencv_layers import (
    activate,
    constant,
    cut,
    detection_output,
    flatten,
    float_constant,
    prior_boxes,
    reshape,
)

_PROPOSALS, _DETECTIONS, _MASKS = "detection_out", "detection_out_final", "detection_masks"
_CLIPPED = "detection_out/clip_by_value"
_BEFORE_SUPPRESSION = 6000
"""Proposals that OpenCV lets into non-maximum suppression; TensorFlow lets all."""


def two_stage_nodes(graph: Graph, architecture: TwoStages) -> list[Node]:
    """Return the nodes of the text graph for a simplified graph, weights among them.

    Raises
    ------
    ModelError
        If the second stage is not built as in Faster R-CNN.
    """
    heads = architecture.heads
    # As OpenCV publishes them, Mask R-CNN clips proposals before it drops those that overlap,
    # and Faster R-CNN after that, which is TensorFlow's way.
    proposals = _CLIPPED if heads.masks is None else _PROPOSALS
    reshaped = Head(
        _reshaped(graph, heads.detections.scores), _reshaped(graph, heads.detections.boxes)
    )
    graph = graph.replacing(_edited(graph, heads, reshaped, proposals))
    first = graph.upstream([heads.proposals.scores, heads.proposals.boxes, heads.features])
    done = {node.name for node in first}
    second = graph.upstream([reshaped.scores, reshaped.boxes], stops=done)
    nodes = [
        *first,
        *_proposal_nodes(architecture),
        *second,
        *_detection_nodes(architecture, reshaped, proposals),
    ]
    if heads.masks is not None:
        done |= {node.name for node in second}
        nodes += graph.upstream([heads.masks], stops=done)
        nodes.append(activate(_MASKS, heads.masks, "sigmoid"))
    return nodes


def _reshaped(graph: Graph, head: str) -> str:
    """Return the reshape that tells the classes of the second stage apart."""
    for node in graph.consumers(head):
        if node.op == "Reshape":
            return node.name
    raise ModelError(f"{graph.source}: nothing reads {head!r} as in Faster R-CNN: it is cut off")


def _edited(graph: Graph, heads: TwoStageHeads, reshaped: Head, proposals: str) -> Iterator[Node]:
    """Return the nodes that OpenCV wants with other inputs, or with more attributes."""
    for head in (heads.proposals.boxes, heads.detections.boxes):
        layer = graph[graph[head].data[0]]
        yield replace(layer, attributes={**layer.attributes, "loc_pred_transposed": True})
    yield Node(reshaped.boxes, "Reshape", (heads.detections.boxes, f"{reshaped.boxes}/shape2"))
    for name, boxes in ((heads.crop, proposals), (heads.mask_crop, _DETECTIONS)):
        if name is not None:
            crop = graph[name]
            yield replace(crop, inputs=(crop.data[0], boxes, crop.data[-1]))


def _proposal_nodes(architecture: TwoStages) -> list[Node]:
    """Return what makes proposals of the first stage's heads."""
    heads = architecture.heads
    scores = heads.proposals.scores.removesuffix("/BiasAdd")
    boxes = heads.proposals.boxes.removesuffix("/BiasAdd")
    (anchors,), suppression = architecture.anchors, architecture.proposals
    clips_first = heads.masks is not None
    nodes = [
        *reshape(f"{scores}/reshape_1", heads.proposals.scores, [0, -1, 2]),
        activate(f"{scores}/softmax", f"{scores}/reshape_1", "softmax"),
        flatten(f"{scores}/softmax/flatten", f"{scores}/softmax"),
        flatten(f"{boxes}/flatten", heads.proposals.boxes),
        prior_boxes(
            "proposals",
            (heads.proposals.boxes, heads.picture),
            anchors,
            architecture.box_variance,
            clip=True,
        ),
        detection_output(
            _PROPOSALS,
            (f"{boxes}/flatten", f"{scores}/softmax/flatten", "proposals"),
            {
                "num_classes": 2,
                "background_label_id": 0,
                "share_location": True,
                "nms_threshold": suppression.overlap,
                "top_k": _BEFORE_SUPPRESSION,
                "keep_top_k": suppression.total,
                "clip": clips_first,
            },
        ),
    ]
    if clips_first:
        return nodes
    bounds = (
        float_constant("clip_by_value/lower", [0.0]),
        float_constant("clip_by_value/upper", [1.0]),
    )
    clipped = Node(_CLIPPED, "ClipByValue", (_PROPOSALS, bounds[0].name, bounds[1].name))
    return [*nodes, *bounds, clipped]


def _detection_nodes(architecture: TwoStages, reshaped: Head, proposals: str) -> list[Node]:
    """Return what makes detections of the second stage's heads, and of the proposals."""
    scores, boxes, suppression = reshaped.scores, reshaped.boxes, architecture.detections
    return [
        activate(f"{scores}/softmax", scores, architecture.activation),
        *cut(f"{scores}/slice", f"{scores}/softmax", [0, 0, 1], [-1, -1, -1]),
        *reshape(f"{scores}/Reshape", f"{scores}/slice", [1, -1]),
        constant(f"{boxes}/shape2", [1, -1, 4]),
        *cut(f"{_PROPOSALS}/slice", proposals, [0, 0, 0, 3], [-1, -1, -1, 4]),
        float_constant("proposals/variance", architecture.box_variance),
        Node("variance_encoded", "Mul", (boxes, "proposals/variance"), {"axis": 2}),
        *reshape(f"{_PROPOSALS}/slice/reshape", f"{_PROPOSALS}/slice", [1, 1, -1]),
        flatten("variance_encoded/flatten", "variance_encoded"),
        detection_output(
            _DETECTIONS,
            ("variance_encoded/flatten", f"{scores}/Reshape", f"{_PROPOSALS}/slice/reshape"),
            {
                "num_classes": architecture.classes,
                "background_label_id": architecture.classes + 1,
                "share_location": False,
                "variance_encoded_in_target": True,
                "confidence_threshold": suppression.score,
                "nms_threshold": suppression.overlap,
                "keep_top_k": suppression.total,
                "group_by_classes": False,
                "clip": True,
            },
        ),
    ]
