"""What `cv2.dnn` computes between the networks of the tutorial's text graph, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from maskrcnn.models.tensorflow_graph.graph import Node
from maskrcnn.models.tensorflow_graph.graphdef import format_text_graph
from maskrcnn.models.tensorflow_graph.opencv_layers import (
    activate,
    constant,
    detection_output,
    flatten,
    prior_boxes,
    reshape,
)
from maskrcnn.models.tensorflow_graph.schema import DataType
from maskrcnn.rcnn.settings import RCNNSettings
from tests.support.tensorflow_nets import ENGINE

Size = tuple[int, int]


def proposals(
    objectness: np.ndarray, deltas: np.ndarray, cells: Size, size: Size, settings: RCNNSettings
) -> np.ndarray:
    """Return rows (picture, class, score, x0, y0, x1, y1) of `detection_out`, in pixels."""
    (anchors,), limits = settings.anchors, settings.proposals
    nodes = [
        prior_boxes("priors", ("map", "picture"), anchors, settings.box_variance, clip=True),
        *reshape("pairs", "scores", [0, -1, 2]),
        activate("softmax", "pairs", "softmax"),
        flatten("flat", "softmax"),
        detection_output(
            "out",
            ("deltas", "flat", "priors"),
            {
                "num_classes": 2,
                "background_label_id": 0,
                "share_location": True,
                "nms_threshold": limits.overlap,
                "top_k": 6000,
                "keep_top_k": limits.total,
                "clip": settings.clips_proposals_first,
            },
        ),
    ]
    feeds = {
        "picture": np.zeros((1, 3, *size)),
        "map": np.zeros((1, 1, *cells)),
        "deltas": deltas.reshape(1, -1),
        "scores": np.stack([np.zeros_like(objectness), objectness], 1).reshape(1, -1),
    }
    return _rows(_run(nodes, feeds), size)


def detections(
    boxes: np.ndarray,
    probabilities: np.ndarray,
    deltas: np.ndarray,
    size: Size,
    settings: RCNNSettings,
) -> np.ndarray:
    """Return rows (picture, class, score, x0, y0, x1, y1) of `detection_out_final`, in pixels."""
    classes, limits = probabilities.shape[1], settings.detections
    attributes = {
        "num_classes": classes,
        "background_label_id": classes + 1,
        "share_location": False,
        "variance_encoded_in_target": True,
        "confidence_threshold": limits.score,
        "nms_threshold": limits.overlap,
        "keep_top_k": limits.total,
        "group_by_classes": False,
        "clip": True,
    }
    feeds = {
        "deltas": (deltas * settings.box_variance).reshape(1, -1),
        "scores": probabilities.reshape(1, -1),
        "boxes": (boxes / _limits(size)).reshape(1, -1),
    }
    nodes = [
        *reshape("priors", "boxes", [1, 1, -1]),
        detection_output("out", ("deltas", "scores", "priors"), attributes),
    ]
    return _rows(_run(nodes, feeds), size)


def crops(features: np.ndarray, boxes: np.ndarray, size: Size, samples: int) -> np.ndarray:
    """Return what `CropAndResize` cuts out of a map."""
    rows = np.zeros((1, 1, len(boxes), 7))
    rows[..., 3:] = boxes / _limits(size)
    nodes = [
        constant("samples", [samples, samples]),
        Node("out", "CropAndResize", ("map", "boxes", "samples")),
    ]
    return _run(nodes, {"map": features[None], "boxes": rows})


def _limits(size: Size) -> np.ndarray:
    return np.array([size[1], size[0]] * 2)


def _rows(output: np.ndarray, size: Size) -> np.ndarray:
    """Leave out the rows of zeros that fill up what OpenCV made room for."""
    rows = output.reshape(-1, 7).astype(np.float64)
    rows = rows[rows[:, 2] > 0]
    rows[:, 3:] *= _limits(size)
    return rows


def _run(nodes: list[Node], feeds: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return `out`. OpenCV 4 mistakes the last axis of an array with three for channels."""
    inputs = [Node(name, "Placeholder", (), {"dtype": DataType.DT_FLOAT}) for name in feeds]
    text = np.frombuffer(format_text_graph([*inputs, *nodes]).encode(), np.uint8)
    net = cv2.dnn.readNetFromTensorflow(np.zeros(0, np.uint8), text, **ENGINE)
    for name, array in feeds.items():
        net.setInput(array.astype(np.float32), name)
    return np.array(net.forward("out"))
