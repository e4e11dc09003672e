"""The nodes of OpenCV's text graphs that TensorFlow has no operation for, or others than these.

Their attributes are what `cv2.dnn`'s importer reads; a constant is a node of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from maskrcnn.models.tensorflow_graph.graph import Attribute, Node
from maskrcnn.models.tensorflow_graph.tensors import Tensor
from maskrcnn.rcnn.anchors import Anchors


def constant(name: str, numbers: Sequence[int]) -> Node:
    """Return a node of int32 numbers."""
    return Node(name, "Const", (), {"value": Tensor.of(np.array(numbers, np.int32))})


def float_constant(name: str, numbers: Sequence[float]) -> Node:
    """Return a node of float32 numbers."""
    return Node(name, "Const", (), {"value": _floats(numbers)})


def flatten(name: str, source: str) -> Node:
    """Return all numbers of a picture in a row."""
    return Node(name, "Flatten", (source,))


def concatenate(name: str, sources: Sequence[str], axis: str) -> Node:
    """Return tensors one after the other along the axis in a constant node."""
    return Node(name, "ConcatV2", (*sources, axis))


def activate(name: str, source: str, activation: str) -> Node:
    """Return probabilities of logits, over the last axis if they are exclusive."""
    if activation == "sigmoid":
        return Node(name, "Sigmoid", (source,))
    return Node(name, "Softmax", (source,), {"axis": -1})


def reshape(name: str, source: str, shape: Sequence[int]) -> list[Node]:
    """Return a tensor in another shape; 0 keeps a size, -1 takes the rest."""
    return [constant(f"{name}/shape", shape), Node(name, "Reshape", (source, f"{name}/shape"))]


def cut(name: str, source: str, begins: Sequence[int], sizes: Sequence[int]) -> list[Node]:
    """Return a part of a tensor; a size of -1 is all the rest."""
    return [
        constant(f"{name}/begins", begins),
        constant(f"{name}/sizes", sizes),
        Node(name, "Slice", (source, f"{name}/begins", f"{name}/sizes")),
    ]


def prior_boxes(
    name: str, sources: tuple[str, str], anchors: Anchors, variance: Sequence[float], *, clip: bool
) -> Node:
    """Return the anchors of a feature map as parts of the picture; the sources are both."""
    attributes: dict[str, Attribute] = {
        "width": _floats(anchors.widths),
        "height": _floats(anchors.heights),
        "variance": _floats(variance),
        "flip": False,
        "clip": clip,
    }
    if anchors.stride is not None:
        attributes |= {"step": anchors.stride, "offset": anchors.offset}
    return Node(name, "PriorBox", sources, attributes)


def detection_output(
    name: str, sources: tuple[str, str, str], attributes: dict[str, Attribute]
) -> Node:
    """Return the boxes that are left of encoded boxes, probabilities and anchors."""
    return Node(name, "DetectionOutput", sources, {"code_type": "CENTER_SIZE", **attributes})


def _floats(numbers: Sequence[float]) -> Tensor:
    return Tensor.of(np.array(numbers, np.float32))
