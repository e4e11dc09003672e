"""The three stages of a network as ONNX: see `maskrcnn.rcnn.stages`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnx
from torch import nn

from maskrcnn.models.onnx_graph import GraphBuilder, Tensor
from maskrcnn.models.stage_networks import StageNetworks
from maskrcnn.rcnn.stages import CROPS
from maskrcnn.training.architecture import Architecture
from maskrcnn.training.export.spot import Spot
from maskrcnn.training.export.translation import translate
from maskrcnn.training.network.mask_rcnn import MaskRCNN


def stages_of(network: MaskRCNN) -> StageNetworks:
    """Write a network as three.

    The same weights give the same bytes. Kernels and matrices are stored as float16, what
    normalises and biases as float32, all named as in the network's state dict.

    Raises
    ------
    ModelError
        If a layer is not known, or a weight is not finite.
    """
    return StageNetworks(_first(network), _second(network), _third(network))


def _first(network: MaskRCNN) -> onnx.ModelProto:
    architecture, graph = network.architecture, GraphBuilder()
    features, objectness, deltas = translate(
        graph, "first", network.first, {"pictures": "pictures"}
    )
    named = {f"features_{level}": value for level, value in enumerate(features)}
    _name(graph, **named, objectness=objectness, deltas=deltas)
    outputs = _features(architecture) | {
        "objectness": Tensor(("pictures", "anchors")),
        "deltas": Tensor(("pictures", "anchors", 4)),
    }
    pictures = Tensor(("pictures", "height", "width", 3), np.uint8)
    return graph.model({"pictures": pictures}, outputs, {})


def _second(network: MaskRCNN) -> onnx.ModelProto:
    architecture, graph = network.architecture, GraphBuilder()
    _add_crops(graph, architecture, architecture.box_size)
    class_logits, deltas = translate(graph, "second", network.second, {"crops": CROPS})
    _name(graph, class_logits=class_logits, deltas=deltas)
    outputs = {
        "class_logits": Tensor(("rois", architecture.classes + 1)),
        "deltas": Tensor(("rois", architecture.classes, 4)),
    }
    return graph.model(_roi_inputs(architecture), outputs, {})


def _third(network: MaskRCNN) -> onnx.ModelProto:
    architecture, graph = network.architecture, GraphBuilder()
    _add_crops(graph, architecture, architecture.mask_size)
    side = 2 * architecture.mask_size
    own = {"logits": _logits_of_own_class(side)}
    logits = translate(graph, "third", network.third, {"crops": CROPS}, own)
    graph.node("masks", "Sigmoid", logits)
    inputs = _roi_inputs(architecture) | {"classes": Tensor(("rois", architecture.classes))}
    return graph.model(inputs, {"masks": Tensor(("rois", side, side))}, {})


def _name(graph: GraphBuilder, **values: str) -> None:
    for name, value in values.items():
        graph.node(name, "Identity", value)


def _features(architecture: Architecture) -> dict[str, Tensor]:
    return {
        f"features_{level}": Tensor(
            ("pictures", architecture.width, f"rows_{level}", f"columns_{level}")
        )
        for level in range(len(architecture.strides))
    }


def _roi_inputs(architecture: Architecture) -> dict[str, Tensor]:
    inputs = _features(architecture)
    for level in range(len(architecture.strides)):
        inputs[f"rois_{level}"] = Tensor((f"rois_{level}", 4))
        inputs[f"pictures_{level}"] = Tensor((f"rois_{level}",), np.int64)
    return inputs


def _add_crops(graph: GraphBuilder, architecture: Architecture, size: int) -> None:
    """Add RoIAlign on each level: samples, whose means are cells, level after level."""
    levels = range(len(architecture.strides))
    crops = [_add_crops_of_level(graph, level, size, architecture.sampling) for level in levels]
    graph.node(CROPS, "Concat", *crops, axis=0)


def _add_crops_of_level(graph: GraphBuilder, level: int, size: int, sampling: int) -> str:
    samples = graph.node(
        f"samples_{level}",
        "RoiAlign",
        f"features_{level}",
        f"rois_{level}",
        f"pictures_{level}",
        mode="avg",
        sampling_ratio=1,
        output_height=size * sampling,
        output_width=size * sampling,
        spatial_scale=1.0,
        coordinate_transformation_mode="half_pixel",
    )
    window = [sampling] * 2
    return graph.node(f"crops_{level}", "AveragePool", samples, kernel_shape=window, strides=window)


def _logits_of_own_class(side: int) -> Callable[[Spot, nn.Conv2d, str], str]:
    """Return what adds a mask head's last layer for the class of each RoI, and for no other.

    A convolution of one cell to a map a class is a product with a row of weights a class; the row
    of the RoI's own is chosen first, by a product with its class written as one-hot.
    """

    def add(at: Spot, layer: nn.Conv2d, value: str) -> str:
        kernel, bias = at.weights(layer)
        rows = at.node("Flatten", kernel, axis=1, part="rows")
        chosen = at.node("MatMul", "classes", rows, part="row")
        row_shape = at.wholes("row/shape", -1, 1, layer.in_channels)
        row = at.node("Reshape", chosen, row_shape, part="row/column")
        planes_shape = at.wholes("planes/shape", -1, layer.in_channels, side * side)
        planes = at.node("Reshape", value, planes_shape, part="planes")
        product = at.node("MatMul", row, planes, part="product")
        masks_shape = at.wholes("masks/shape", -1, side, side)
        masks = at.node("Reshape", product, masks_shape, part="masks")
        column = at.node("Reshape", bias, at.wholes("bias/shape", -1, 1), part="bias/column")
        own_bias = at.node("MatMul", "classes", column, part="bias")
        spread_shape = at.wholes("spread/shape", -1, 1, 1)
        spread = at.node("Reshape", own_bias, spread_shape, part="spread")
        return at.node("Add", masks, spread)

    return add
