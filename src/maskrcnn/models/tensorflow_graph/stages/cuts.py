"""A frozen graph of two stages, cut into the three networks of `maskrcnn.rcnn.stages`, as ONNX.

Neither TensorFlow nor an engine is needed. The cuts are the heads that `heads.py` finds; names,
shapes and units of what goes in and comes out are in `maskrcnn.rcnn.stages`.
"""

from __future__ import annotations

import numpy as np
import onnx

from maskrcnn.errors import ModelError
from maskrcnn.models.onnx_graph import GraphBuilder, Tensor
from maskrcnn.models.stage_networks import StageNetworks
from maskrcnn.models.tensorflow_graph.architecture import TwoStages
from maskrcnn.models.tensorflow_graph.graph import Graph
from maskrcnn.models.tensorflow_graph.heads import Head
from maskrcnn.models.tensorflow_graph.simplification import simplified
from maskrcnn.models.tensorflow_graph.stages.color_order import reading_bgr
from maskrcnn.models.tensorflow_graph.stages.layers import LAYERS
from maskrcnn.models.tensorflow_graph.stages.linear_heads import with_own_heads
from maskrcnn.models.tensorflow_graph.stages.mask_head import add_mask_head, find_mask_head
from maskrcnn.models.tensorflow_graph.stages.translation import Translation
from maskrcnn.rcnn.settings import RoiCrop

_LAST = (0, 2, 3, 1)
_MOST_SAMPLES = 32
"""A side of a crop; the zoo's have 14 and 17."""

_PICTURES = Tensor(("pictures", "height", "width", 3), np.uint8)


def cut_into_stages(graph: Graph, architecture: TwoStages) -> StageNetworks:
    """Cut a frozen graph into stages.

    Raises
    ------
    ModelError
        If a part of it is not as in the zoo.
    """
    if architecture.activation != "softmax":
        raise ModelError(f"{graph.source}: scores are no softmax: use --engine opencv")
    crop = architecture.crop
    sound = 1 < crop.samples <= _MOST_SAMPLES and crop.pool_stride > 0
    if not sound or not 0 < crop.pool <= crop.samples:
        raise ModelError(f"{graph.source}: crops of {crop} cannot be: it is damaged")
    heads = architecture.heads
    layers = simplified(graph)
    ends = [heads.features, *_names(heads.proposals), *_names(heads.detections)]
    needed = layers.upstream(ends if heads.masks is None else [*ends, heads.masks])
    layers = Graph(graph.source, {node.name: node for node in needed})
    layers = with_own_heads(reading_bgr(layers, heads.picture), heads)
    first, channels = _first(layers, architecture)
    second = _second(layers, architecture, channels)
    if heads.masks is None or heads.mask_crop is None:
        return StageNetworks(first, second, None)
    third = _third(layers, architecture, channels, (heads.mask_crop, heads.masks))
    return StageNetworks(first, second, third)


def _names(head: Head) -> tuple[str, str]:
    return head.scores, head.boxes


def _first(graph: Graph, architecture: TwoStages) -> tuple[onnx.ModelProto, int | str]:
    """Return the stage that looks at pictures, and how many channels its feature map has."""
    heads, network = architecture.heads, GraphBuilder()
    numbers = network.node("pictures/float", "Cast", "pictures", to=onnx.TensorProto.FLOAT)
    planes = network.node("pictures/planes", "Transpose", numbers, perm=(0, 3, 1, 2))
    value_of = Translation(graph, network, {heads.picture: planes}, LAYERS)
    network.node("features", "Identity", value_of(heads.features))
    for name, head, row in (
        ("objectness", heads.proposals.scores, [0, -1]),
        ("deltas", heads.proposals.boxes, [0, -1, 4]),
    ):
        last = network.node(f"{name}/last", "Transpose", value_of(head), perm=_LAST)
        shape = network.weight(f"{name}/shape", np.array(row, np.int64))
        network.node(name, "Reshape", last, shape)
    inputs = {"pictures": _PICTURES}
    channels = network.shape_of("features", inputs)[1]
    outputs = {
        "features": Tensor(("pictures", channels, "rows", "columns")),
        "objectness": Tensor(("pictures", "anchors")),
        "deltas": Tensor(("pictures", "anchors", 4)),
    }
    return network.model(inputs, outputs, {}), channels


def _second(graph: Graph, architecture: TwoStages, channels: int | str) -> onnx.ModelProto:
    """Return the stage that classifies proposals."""
    heads, network = architecture.heads, GraphBuilder()
    value_of = _from_crops(graph, heads.crop, architecture.crop, network)
    network.node("class_logits", "Identity", value_of(heads.detections.scores))
    shape = network.weight("deltas/shape", np.array([-1, architecture.classes, 4], np.int64))
    network.node("deltas", "Reshape", value_of(heads.detections.boxes), shape)
    outputs = {
        "class_logits": Tensor(("rois", architecture.classes + 1)),
        "deltas": Tensor(("rois", architecture.classes, 4)),
    }
    return network.model(_roi_inputs(channels), outputs, {})


def _third(
    graph: Graph, architecture: TwoStages, channels: int | str, ends: tuple[str, str]
) -> onnx.ModelProto:
    """Return the stage that gives the mask of one class for each RoI, between two nodes."""
    network, (crop, masks) = GraphBuilder(), ends
    value_of = _from_crops(graph, crop, architecture.crop, network)
    inputs = _roi_inputs(channels) | {"classes": Tensor(("rois", architecture.classes))}
    found = find_mask_head(graph, masks)
    if found is None:
        channels_last = graph[masks].data[0]
        logits = _picked(network, value_of(channels_last), architecture.classes)
    else:
        features = value_of(found.features)
        cells = network.shape_of(features, inputs)[-1]
        logits = add_mask_head(network, found, features, int(cells))
    size = architecture.mask_size or ()
    shape = network.weight("masks/shape", np.array([-1, *size], np.int64))
    network.node("masks", "Sigmoid", network.node("masks/planes", "Reshape", logits, shape))
    return network.model(inputs, {"masks": Tensor(("rois", *size))}, {})


def _picked(network: GraphBuilder, logits: str, classes: int) -> str:
    """Return the masks of each RoI's class, of the masks for all classes."""
    shape = network.weight("classes/shape", np.array([-1, classes, 1, 1], np.int64))
    chosen = network.node("classes/planes", "Reshape", "classes", shape)
    own = network.node("masks/own", "Mul", logits, chosen)
    axis = network.weight("masks/axis", np.array([1], np.int64))
    return network.node("masks/logits", "ReduceSum", own, axis, keepdims=1)


def _roi_inputs(channels: int | str) -> dict[str, Tensor]:
    return {
        "features": Tensor(("pictures", channels, "rows", "columns")),
        "rois": Tensor(("rois", 4)),
        "pictures": Tensor(("rois",), np.int64),
    }


def _from_crops(graph: Graph, crop: str, how: RoiCrop, network: GraphBuilder) -> Translation:
    """Add the RoI crops, named `crops`; return what translates the layers behind them."""
    network.node(
        "samples",
        "RoiAlign",
        "features",
        "rois",
        "pictures",
        mode="avg",
        sampling_ratio=1,
        output_height=how.samples,
        output_width=how.samples,
        spatial_scale=1.0,
        coordinate_transformation_mode="half_pixel",
    )
    kernel, strides = [how.pool] * 2, [how.pool_stride] * 2
    network.node("crops", "MaxPool", "samples", kernel_shape=kernel, strides=strides)
    pooled = next(node for node in graph.consumers(crop) if node.op == "MaxPool")
    return Translation(graph, network, {pooled.name: "crops"}, LAYERS)
