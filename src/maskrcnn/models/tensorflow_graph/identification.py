"""Tells what detector a frozen graph of the TensorFlow Object Detection API holds.

Layers and widths are read from the graph. How it was set up, anchors and thresholds for instance,
is taken from the `pipeline.config` beside the file, else from the constants of the graph, else
from what the API's authors published.
"""

from __future__ import annotations

from dataclasses import astuple
from math import prod
from typing import Any

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph.architecture import (
    Architecture,
    SingleStage,
    TwoStages,
)
from maskrcnn.models.tensorflow_graph.graph import Graph
from maskrcnn.models.tensorflow_graph.graph_settings import settings_of_graph
from maskrcnn.models.tensorflow_graph.heads import (
    Heads,
    SingleStageHeads,
    TwoStageHeads,
    find_heads,
)
from maskrcnn.models.tensorflow_graph.pipeline_settings import settings_of_pipeline
from maskrcnn.models.tensorflow_graph.settings import (
    Resizer,
    Settings,
    published_settings,
)
from maskrcnn.models.tensorflow_graph.simplification import simplified
from maskrcnn.rcnn.settings import RoiCrop, Suppression

_EXTRACTORS = {
    "InceptionResnetV2": "inception resnet v2",
    "InceptionV2": "inception v2",
    "InceptionV3": "inception v3",
    "MobilenetV1": "mobilenet v1",
    "MobilenetV2": "mobilenet v2",
    "MobilenetV3": "mobilenet v3",
    "resnet_v1_50": "resnet50",
    "resnet_v1_101": "resnet101",
    "resnet_v1_152": "resnet152",
    "cell_stem_0": "nasnet",
}
"""What part of a node's name tells of which feature extractor."""

_LARGEST_CROP = 1024
_LARGEST_INPUT = 16384
_SHARED_SETTINGS = ("resizer", "anchors", "box_variance", "activation")


def identify(graph: Graph) -> Architecture:
    """Tell what detector a frozen graph holds.

    Raises
    ------
    ModelError
        If it holds none that is known, or the `pipeline.config` beside it is of another.
    """
    layers = simplified(graph)
    heads = find_heads(layers)
    stride = _stride(layers, heads.crop) if isinstance(heads, TwoStageHeads) else None
    extractor, classes = _feature_extractor(graph), _classes(layers, heads)
    published = published_settings(heads.kind, extractor, stride)
    told = {
        **settings_of_graph(graph, heads.kind, stride),
        **settings_of_pipeline(graph.source, heads.kind, classes),
    }
    settings = {**published, **told}
    _check_resizer(graph, settings["resizer"])
    _check_anchors(layers, heads, settings)
    common: dict[str, Any] = {
        "feature_extractor": extractor,
        "classes": classes,
        "detections": _suppression(settings, "detections"),
        "assumed": tuple(name for name in published if name not in told),
        **{name: settings[name] for name in _SHARED_SETTINGS},
    }
    if isinstance(heads, SingleStageHeads):
        return SingleStage(heads=heads, **common)
    return TwoStages(
        heads=heads,
        proposals=_suppression(settings, "proposals"),
        stride=_stride(layers, heads.crop),
        crop=_crop(layers, heads.crop),
        mask_size=None if heads.masks is None else _mask_size(layers, heads.masks),
        **common,
    )


def _suppression(settings: Settings, stage: str) -> Suppression:
    return Suppression(
        settings[f"{stage}.score"],
        settings[f"{stage}.overlap"],
        settings[f"{stage}.per_class"],
        settings[f"{stage}.total"],
    )


def _feature_extractor(graph: Graph) -> str:
    names = [node.name for node in graph if "FeatureExtractor/" in node.name]
    for part, words in _EXTRACTORS.items():
        if any(f"/{part}/" in name for name in names):
            return f"{words} fpn" if any("/fpn/" in name for name in names) else words
    return "unknown"


def _classes(graph: Graph, heads: Heads) -> int:
    """Return the number of classes without the background."""
    if isinstance(heads, SingleStageHeads):
        head = heads.maps[0]
        return 4 * _width(graph, head.scores) // _width(graph, head.boxes) - 1
    classes = _width(graph, heads.detections.scores) - 1
    if _width(graph, heads.detections.boxes) != 4 * classes:
        raise ModelError(
            f"{graph.source}: predicts one box for all {classes} classes, which OpenCV's text "
            "graph cannot say: give a graph with a box for each class"
        )
    return classes


def _width(graph: Graph, layer: str) -> int:
    """Return how many numbers a layer gives for each cell, as its biases tell."""
    biases = graph.constant(graph[layer].data[1])
    if biases is None or biases.size == 0:
        raise ModelError(
            f"{graph.source}: {layer!r} has no weights: give the frozen_inference_graph.pb, made "
            "by export_inference_graph.py"
        )
    return biases.size


def _stride(graph: Graph, crop: str) -> float:
    """Return pixels for a cell of the map that is cropped: the product of the strides before it."""
    return float(prod(node.spatial("strides")[0] for node in graph.lineage(crop)))


def _crop(graph: Graph, crop: str) -> RoiCrop:
    pool = next((node for node in graph.consumers(crop) if node.op == "MaxPool"), None)
    if pool is None:
        raise ModelError(f"{graph.source}: {crop!r} is not pooled: the file is damaged")
    samples = _size(graph, graph[crop].data[-1])
    return RoiCrop(samples[0], pool.spatial("ksize")[0], pool.spatial("strides")[0])


def _mask_size(graph: Graph, masks: str) -> tuple[int, int]:
    """Return the size to which the mask branch enlarges its features."""
    for node in graph.lineage(masks):
        if node.op == "ResizeBilinear":
            return _size(graph, node.data[1])
    raise ModelError(f"{graph.source}: {masks!r} is not enlarged: the file is damaged")


def _size(graph: Graph, reference: str) -> tuple[int, int]:
    """Return a constant height and width of crops or masks."""
    size = graph.constant(reference)
    if size is None or size.shape != (2,) or not 0 < size.min() <= size.max() <= _LARGEST_CROP:
        raise ModelError(f"{graph.source}: {reference!r} is no size of crops: the file is damaged")
    return int(size[0]), int(size[1])


def _check_resizer(graph: Graph, resizer: Resizer) -> None:
    sides = astuple(resizer)
    if not 0 < min(sides) <= max(sides) <= _LARGEST_INPUT:
        raise ModelError(
            f"{graph.source}: wants pictures of {sides[0]}x{sides[1]} pixels: the file, or the "
            "pipeline.config beside it, is damaged"
        )


def _check_anchors(graph: Graph, heads: Heads, settings: Settings) -> None:
    predicted = [_width(graph, head.boxes) // 4 for head in heads.anchored]
    described = [len(anchors.widths) for anchors in settings["anchors"]]
    if predicted != described:
        raise ModelError(
            f"{graph.source}: predicts {_listed(predicted)} boxes a cell, its settings are for "
            f"{_listed(described)}: put the pipeline.config of this model beside it"
        )


def _listed(counts: list[int]) -> str:
    return ", ".join(map(str, counts))
