"""Build a YOLOv5 or YOLOv7 segmentation network as ONNX from its PyTorch checkpoint.

The checkpoint's tree of layers is walked as data; no code of the network's authors is needed. The
result keeps the conventions of the ONNX files that Ultralytics' YOLOv5 exports.
"""

from __future__ import annotations

import json

import numpy as np
import onnx

from maskrcnn.errors import ModelError, UsageError
from maskrcnn.models.onnx_graph import GraphBuilder, Tensor
from maskrcnn.models.torch_checkpoint import Record
from maskrcnn.models.torch_checkpoint.brief import brief
from maskrcnn.models.yolo_onnx.head import Head
from maskrcnn.models.yolo_onnx.layers import add_layer
from maskrcnn.models.yolo_onnx.module import Module
from maskrcnn.models.yolo_onnx.prototypes import add_prototypes

__all__ = ["build_yolo_onnx"]

NAME_LENGTH = 200


def build_yolo_onnx(
    checkpoint: object, size: tuple[int, int], licence: str | None = None
) -> onnx.ModelProto:
    """Build the network that a checkpoint describes.

    Parameters
    ----------
    checkpoint : object
        What `read_checkpoint` returned.
    size : (int, int)
        Height and width of the network's input, multiples of its largest stride, mostly 32.
    licence : str, optional
        The terms of the weights, kept in the file as `license`.

    Returns
    -------
    onnx.ModelProto
        Input `images`, `float32` (N, 3, height, width), RGB in 0 to 1. Output `output0`,
        `float32` (N, A, 5 + classes + M): for each candidate the centre and sides of its box in
        pixels of the input, objectness, class probabilities, mask coefficients. Output
        `output1`, `float32` (N, M, height / 4, width / 4): the prototypes. The metadata has
        `names`, a JSON list, and `stride`. The same checkpoint gives the same bytes.

    Raises
    ------
    ModelError
        If the checkpoint is of another network or damaged.
    UsageError
        If the size does not suit the network.
    """
    try:
        with np.errstate(all="ignore"):  # what is not finite is refused when it becomes a weight
            return _build(_network(checkpoint), size, licence)
    except RecursionError:
        raise ModelError("its layers are nested too deeply for a YOLO network") from None


def _network(checkpoint: object) -> Module:
    """Find the network: the averaged weights of the training, if the file has them."""
    if isinstance(checkpoint, dict):
        averaged = checkpoint.get("ema")
        checkpoint = checkpoint.get("model") if averaged is None else averaged
    if not isinstance(checkpoint, Record):
        raise ModelError("holds no network, only weights: save the whole model with torch.save")
    return Module("", checkpoint)


def _build(network: Module, size: tuple[int, int], licence: str | None) -> onnx.ModelProto:
    *layers, last = network.child("model").children()
    head = Head(last, size)
    stride = max(level.stride for level in head.levels)
    if any(side <= 0 or side % stride for side in size):
        raise UsageError(f"input size {size[0]}x{size[1]}: both must be multiples of {stride}")
    graph = GraphBuilder()
    values: list[str] = []
    for layer in layers:
        values.append(add_layer(graph, layer, _inputs(layer, values)))
    maps = _inputs(last, values)
    head.add(graph, maps, "output0")
    add_prototypes(graph, last.child("proto"), maps[0], "output1")
    metadata = {"names": _names(network, head.classes), "stride": str(stride)}
    return graph.model(
        {"images": Tensor(("batch", 3, *size))},
        {
            "output0": Tensor(("batch", head.candidates, head.columns)),
            "output1": Tensor(("batch", head.masks, size[0] // 4, size[1] // 4)),
        },
        metadata | ({"license": licence} if licence else {}),
    )


def _inputs(layer: Module, values: list[str]) -> list[str]:
    """Return what a layer takes: outputs of layers before it, counted from the end if negative."""
    sources = layer.attribute("f")
    places = sources if isinstance(sources, list) else [sources]
    known = values or ["images"]
    if not all(isinstance(place, int) and -len(known) <= place < len(known) for place in places):
        raise ModelError(f"layer {layer.name} takes its input from {brief(sources)}")
    return [known[place] for place in places]


def _names(network: Module, classes: int) -> str:
    names = network.attribute("names")
    names = list(names.values()) if isinstance(names, dict) else names
    if not isinstance(names, list) or len(names) != classes:
        raise ModelError(f"does not name its {classes} classes")
    if not all(isinstance(name, str) and len(name) <= NAME_LENGTH for name in names):
        raise ModelError(f"has class names that are no text of at most {NAME_LENGTH} letters")
    return json.dumps(names, ensure_ascii=False)
