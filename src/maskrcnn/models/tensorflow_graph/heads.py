"""The heads of a detector: the layers whose outputs mean scores, boxes and masks.

The Object Detection API names them alike in all its graphs, and so does everyone who trained with
it; whatever lies between them is found by walking back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph.graph import Graph

_FIRST, _SECOND = "FirstStageBoxPredictor", "SecondStageBoxPredictor"
_SSD_BOXES = re.compile(
    r"(?P<scope>BoxPredictor_\d+|WeightSharedConvolutionalBoxPredictor(_\d+)?)"
    r"/(BoxEncodingPredictor|BoxPredictor)/BiasAdd"
)
_CHANNELS_FIRST = [0, 3, 1, 2]

DetectorKind = Literal["mask-rcnn", "faster-rcnn", "ssd"]


@dataclass(frozen=True)
class Head:
    """A pair of layers that predict for the same boxes.

    Attributes
    ----------
    scores : str
        The layer of class logits, the background first.
    boxes : str
        The layer of box encodings (ty, tx, th, tw).
    """

    scores: str
    boxes: str


@dataclass(frozen=True)
class TwoStageHeads:
    """Where Faster R-CNN and Mask R-CNN give their results; the names of nodes.

    Attributes
    ----------
    picture : str
        The placeholder (1, height, width, 3).
    features : str
        The feature map.
    proposals : Head
        (1, h, w, 2 A) and (1, h, w, 4 A) for A anchors in each cell of the feature map.
    crop : str
        CropAndResize of the feature map at the proposals.
    detections : Head
        (N, classes + 1) and (N, 4 classes).
    mask_crop, masks : str or None
        CropAndResize at the detections, and the layer of mask logits (N, classes, h, w).
    """

    picture: str
    features: str
    proposals: Head
    crop: str
    detections: Head
    mask_crop: str | None = None
    masks: str | None = None

    @property
    def kind(self) -> DetectorKind:
        """`"mask-rcnn"` or `"faster-rcnn"`."""
        return "faster-rcnn" if self.masks is None else "mask-rcnn"

    @property
    def anchored(self) -> tuple[Head, ...]:
        """The heads that predict for anchors, one of each feature map."""
        return (self.proposals,)


@dataclass(frozen=True)
class SingleStageHeads:
    """Where SSD gives its results: a head on each feature map, the finest first."""

    picture: str
    maps: tuple[Head, ...]

    @property
    def kind(self) -> DetectorKind:
        """`"ssd"`."""
        return "ssd"

    @property
    def anchored(self) -> tuple[Head, ...]:
        """The heads that predict for anchors, one of each feature map."""
        return self.maps


Heads = TwoStageHeads | SingleStageHeads


def find_heads(graph: Graph) -> Heads:
    """Find the heads in a simplified graph.

    Raises
    ------
    ModelError
        If it has none: it is another network, or a part of the file is missing.
    """
    proposals, detections = _head(_FIRST), _head(_SECOND)
    if proposals.boxes in graph and detections.scores in graph:
        crop = _crop_before(graph, detections.scores)
        masks = _masks(graph)
        mask_crop = None if masks is None else _crop_before(graph, masks)
        features, picture = graph[crop].data[0], _picture_before(graph, crop)
        return TwoStageHeads(picture, features, proposals, crop, detections, mask_crop, masks)
    maps = _ssd_heads(graph)
    if maps:
        return SingleStageHeads(_picture_before(graph, maps[0].boxes), maps)
    raise ModelError(
        f"{graph.source}: holds no Mask R-CNN, Faster R-CNN or SSD of the TensorFlow Object "
        "Detection API, or is cut off: give the frozen_inference_graph.pb of one"
    )


def _head(scope: str) -> Head:
    return Head(f"{scope}/ClassPredictor/BiasAdd", f"{scope}/BoxEncodingPredictor/BiasAdd")


def _picture_before(graph: Graph, layer: str) -> str:
    """Return the placeholder that a layer is computed from."""
    *_, first = graph.lineage(layer)
    if first.op == "Placeholder":
        return first.name
    raise ModelError(
        f"{graph.source}: computes {layer!r} from {first.name!r}, which is no picture: give a "
        "graph exported with the input type image_tensor"
    )


def _crop_before(graph: Graph, head: str) -> str:
    """Return the crop whose results reach a head."""
    for node in graph.lineage(head):
        if node.op == "CropAndResize":
            return node.name
    raise ModelError(
        f"{graph.source}: {head!r} does not read CropAndResize, as in Faster R-CNN: give the graph "
        "of a Mask R-CNN, Faster R-CNN or SSD"
    )


def _masks(graph: Graph) -> str | None:
    """Return the layer of mask logits: the second stage's move of channels to the front."""
    for node in graph:
        if node.op == "Transpose" and node.name.startswith(_SECOND):
            order = graph.constant(node.data[1])
            if order is not None and order.tolist() == _CHANNELS_FIRST:
                return node.name
    return None


def _ssd_heads(graph: Graph) -> tuple[Head, ...]:
    found = (_SSD_BOXES.fullmatch(node.name) for node in graph)
    maps = {match["scope"]: match[0] for match in found if match}
    heads = (
        Head(f"{scope}/ClassPredictor/BiasAdd", maps[scope]) for scope in sorted(maps, key=_number)
    )
    return tuple(head for head in heads if head.scores in graph)


def _number(scope: str) -> int:
    return int(scope.rpartition("_")[2]) if "_" in scope else 0
