"""The text graph of SSD."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from maskrcnn.models.tensorflow_graph.architecture import SingleStage
from maskrcnn.models.tensorflow_graph.graph import Graph, Node, Shape
from maskrcnn.models.tensorflow_graph.opencv_layers import (
    activate,
    concatenate,
    constant,
    detection_output,
    flatten,
    prior_boxes,
    reshape,
)

_SCORES, _BOXES, _ANCHORS = (
    "ClassPredictor/concat",
    "BoxEncodingPredictor/concat",
    "PriorBox/concat",
)
_LAST_AXIS = "concat/axis_flatten"


def single_stage_nodes(graph: Graph, architecture: SingleStage) -> list[Node]:
    """Return the nodes of the text graph for a simplified graph, weights among them."""
    heads = architecture.heads
    graph = graph.replacing(_edited(graph, architecture))
    layers = graph.upstream([name for head in heads.maps for name in (head.scores, head.boxes)])
    anchors = [
        prior_boxes(
            f"PriorBox_{number}",
            (head.boxes, heads.picture),
            architecture.anchors[number],
            architecture.box_variance,
            clip=False,
        )
        for number, head in enumerate(heads.maps)
    ]
    return [
        *layers,
        constant(_LAST_AXIS, [-1]),
        *_in_a_row(_SCORES, [head.scores for head in heads.maps]),
        *_in_a_row(_BOXES, [head.boxes for head in heads.maps]),
        *anchors,
        concatenate(_ANCHORS, [node.name for node in anchors], _LAST_AXIS),
        *_detection_nodes(architecture),
    ]


def _edited(graph: Graph, architecture: SingleStage) -> Iterator[Node]:
    """Return the picture with its size, and the layers whose encodings OpenCV has to turn round."""
    heads = architecture.heads
    if architecture.input_size is not None:
        picture, shape = graph[heads.picture], Shape((-1, *architecture.input_size, 3))
        yield replace(picture, attributes={**picture.attributes, "shape": shape})
    for head in heads.maps:
        layer = graph[graph[head.boxes].data[0]]
        yield replace(layer, attributes={**layer.attributes, "loc_pred_transposed": True})


def _in_a_row(name: str, sources: Sequence[str]) -> list[Node]:
    flat = [flatten(f"{source}/Flatten", source) for source in sources]
    return [*flat, concatenate(name, [node.name for node in flat], _LAST_AXIS)]


def _detection_nodes(architecture: SingleStage) -> list[Node]:
    suppression, with_background = architecture.detections, architecture.classes + 1
    return [
        *reshape(f"{_SCORES}3d", _SCORES, [0, -1, with_background]),
        activate(f"{_SCORES}/probabilities", f"{_SCORES}3d", architecture.activation),
        flatten(f"{_SCORES}/probabilities/Flatten", f"{_SCORES}/probabilities"),
        detection_output(
            "detection_out",
            (_BOXES, f"{_SCORES}/probabilities/Flatten", _ANCHORS),
            {
                "num_classes": with_background,
                "background_label_id": 0,
                "share_location": True,
                "confidence_threshold": suppression.score,
                "nms_threshold": suppression.overlap,
                "top_k": suppression.per_class,
                "keep_top_k": suppression.total,
            },
        ),
    ]
