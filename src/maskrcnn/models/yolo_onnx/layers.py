"""The layers of YOLOv5 and YOLOv7 networks as ONNX nodes.

What each computes is told in the papers: cross-stage partial blocks (Wang et al., CSPNet, 2019),
spatial pyramid pooling (He et al., 2014), YOLOv7 (Wang et al., 2022).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from maskrcnn.errors import ModelError
from maskrcnn.models.onnx_graph import GraphBuilder
from maskrcnn.models.yolo_onnx.convolution import (
    add_activation,
    add_convolution,
    normalised_weights,
    plain_weights,
)
from maskrcnn.models.yolo_onnx.module import Module


def add_layer(graph: GraphBuilder, module: Module, inputs: list[str]) -> str:
    """Add a layer, with all that is inside it, and return the name of its output.

    Raises
    ------
    ModelError
        If the layer's kind is unknown, or it lacks what its kind needs.
    """
    if module.kind == "models.common.Concat":
        return _add_concatenation(graph, module, inputs)
    add = _LAYERS.get(module.kind)
    if add is None:
        raise ModelError(
            f"layer {module.name} is a {module.kind}, which cannot be converted: export the "
            "network to ONNX with the program that trained it"
        )
    if len(inputs) != 1:
        raise ModelError(f"layer {module.name} is a {module.kind} with {len(inputs)} inputs")
    return add(graph, module, inputs[0])


def add_children(graph: GraphBuilder, module: Module, names: str, value: str) -> str:
    """Add some of the layers inside a layer, one after the other."""
    for name in names.split():
        value = add_layer(graph, module.child(name), [value])
    return value


def _add_concatenation(graph: GraphBuilder, module: Module, inputs: list[str]) -> str:
    module.require(d=1)
    return graph.node(module.name, "Concat", *inputs, axis=1)


def _add_plain_convolution(graph: GraphBuilder, module: Module, value: str) -> str:
    return add_convolution(graph, module, value, plain_weights(module))


def _add_convolution(graph: GraphBuilder, module: Module, value: str) -> str:
    """Convolution, batch normalisation, activation."""
    value = add_convolution(graph, module.child("conv"), value, normalised_weights(module))
    return add_activation(graph, module.child("act"), value)


def _add_sequence(graph: GraphBuilder, module: Module, value: str) -> str:
    for layer in module.children():
        value = add_layer(graph, layer, [value])
    return value


def _add_max_pool(graph: GraphBuilder, module: Module, value: str) -> str:
    module.require(ceil_mode=False, dilation=1)
    return graph.node(
        module.name,
        "MaxPool",
        value,
        kernel_shape=module.pair("kernel_size"),
        strides=module.pair("stride"),
        pads=module.pair("padding", least=0) * 2,
    )


def _add_upsampling(graph: GraphBuilder, module: Module, value: str) -> str:
    module.require(mode="nearest", scale_factor=2)
    return graph.node(
        module.name,
        "Resize",
        value,
        "",
        graph.weight("twice", np.array([1.0, 1.0, 2.0, 2.0])),
        mode="nearest",
        coordinate_transformation_mode="asymmetric",
        nearest_mode="floor",
    )


def _add_bottleneck(graph: GraphBuilder, module: Module, value: str) -> str:
    narrow_and_wide = add_children(graph, module, "cv1 cv2", value)
    if not module.attribute("add"):
        return narrow_and_wide
    return graph.node(f"{module.name}.sum", "Add", value, narrow_and_wide)


def _add_csp(graph: GraphBuilder, module: Module, value: str) -> str:
    """Cross-stage partial block: only a part of the channels goes through the deep layers."""
    deep = add_children(graph, module, "cv1 m", value)
    return _join_parts(graph, module, deep, value, "cv3")


def _join_parts(graph: GraphBuilder, module: Module, deep: str, value: str, last: str) -> str:
    shallow = add_children(graph, module, "cv2", value)
    joined = graph.node(f"{module.name}.parts", "Concat", deep, shallow, axis=1)
    return add_children(graph, module, last, joined)


def _add_fast_pyramid_pooling(graph: GraphBuilder, module: Module, value: str) -> str:
    """Pool none, one, two and three times with one kernel."""
    levels = [add_children(graph, module, "cv1", value)]
    for times in ("once", "twice", "thrice"):
        levels.append(add_layer(graph, module.child("m").renamed(times), levels[-1:]))
    pyramid = graph.node(f"{module.name}.pyramid", "Concat", *levels, axis=1)
    return add_children(graph, module, "cv2", pyramid)


def _add_csp_pyramid_pooling(graph: GraphBuilder, module: Module, value: str) -> str:
    """Pool with kernels of several sizes, inside a cross-stage partial block."""
    base = add_children(graph, module, "cv1 cv3 cv4", value)
    levels = [base, *(add_layer(graph, pool, [base]) for pool in module.child("m").children())]
    pyramid = graph.node(f"{module.name}.pyramid", "Concat", *levels, axis=1)
    deep = add_children(graph, module, "cv5 cv6", pyramid)
    return _join_parts(graph, module, deep, value, "cv7")


_LAYERS: dict[str, Callable[[GraphBuilder, Module, str], str]] = {
    "models.common.Bottleneck": _add_bottleneck,
    "models.common.C3": _add_csp,
    "models.common.Conv": _add_convolution,
    "models.common.DWConv": _add_convolution,
    "models.common.MP": lambda graph, module, value: add_children(graph, module, "m", value),
    "models.common.SPPCSPC": _add_csp_pyramid_pooling,
    "models.common.SPPF": _add_fast_pyramid_pooling,
    "torch.nn.modules.container.Sequential": _add_sequence,
    "torch.nn.modules.conv.Conv2d": _add_plain_convolution,
    "torch.nn.modules.pooling.MaxPool2d": _add_max_pool,
    "torch.nn.modules.upsampling.Upsample": _add_upsampling,
}
