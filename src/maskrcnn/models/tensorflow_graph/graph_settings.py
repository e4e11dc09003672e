"""The settings that the constants of a frozen graph tell.

Found by what the API builds around them, not by numbered names, which differ from release to
release: the square root of the aspect ratios, the divisions that scale a picture to its sides,
and the operation that suppresses overlapping boxes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite
from typing import Any

from maskrcnn.input_size import FixedSize, KeepAspectRatio
from maskrcnn.models.tensorflow_graph.folding import Folder
from maskrcnn.models.tensorflow_graph.graph import Graph, Node
from maskrcnn.models.tensorflow_graph.settings import Resizer, Settings
from maskrcnn.models.tensorflow_graph.tensors import Array
from maskrcnn.rcnn.anchors import Anchors

_LAST_STAGES = ("SecondStagePostprocessor/", "Postprocessor/")
_RESIZING = "Preprocessor/"
_PYRAMID = "MultiscaleGridAnchorGenerator/"

_SCORE_FILTER = re.compile(r"/FilterGreaterThan(_\d+)?/Greater$")
_COUNT = re.compile(r"MultiClassNonMaxSuppression/Minimum(_\d+)?$")


def settings_of_graph(graph: Graph, kind: str, stride: float | None) -> Settings:
    """Read what a frozen graph, not simplified, tells of how its detector was set up.

    Parameters
    ----------
    graph : Graph
    kind : {"mask-rcnn", "faster-rcnn", "ssd"}
    stride : float or None
        Pixels from cell to cell of the feature map of the proposals.
    """
    folder = Folder(graph)
    resizer = _resizer(graph, folder)
    last = [node for node in graph if node.name.startswith(_LAST_STAGES)]
    settings = _suppression(last, folder, "detections")
    if kind != "ssd":
        first = [node for node in graph if not node.name.startswith(_LAST_STAGES)]
        settings |= _suppression(first, folder, "proposals")
    for node in last:
        if node.name.endswith("/convert_scores") and node.op in ("Softmax", "Sigmoid"):
            settings["activation"] = node.op.lower()
    if resizer is not None:
        settings["resizer"] = resizer
    sizes = _sizes(graph, folder)
    relative = kind == "ssd" and not any(node.name.startswith(_PYRAMID) for node in graph)
    unit = resizer if relative else FixedSize(1, 1)
    if sizes and isinstance(unit, FixedSize):
        settings["anchors"] = _anchors(sizes, unit, None if kind == "ssd" else stride)
    return settings


def _resizer(graph: Graph, folder: Folder) -> Resizer | None:
    sides: dict[str, float] = {}
    for node in graph:
        if not node.name.startswith(_RESIZING):
            continue
        if node.op == "RealDiv":
            side, divisor = folder(node.data[0]), graph.node(node.data[1])
            if side is not None and side.size == 1 and divisor is not None:
                sides[divisor.op] = side.item()
        if node.op in ("ResizeBilinear", "ResizeNearestNeighbor"):
            size = folder(node.data[1])
            if size is not None and size.shape == (2,):
                return FixedSize(int(size[0]), int(size[1]))
    if "Minimum" in sides and "Maximum" in sides:
        return KeepAspectRatio(int(sides["Minimum"]), int(sides["Maximum"]))
    return None


def _suppression(nodes: Sequence[Node], folder: Folder, stage: str) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    scores, counts = [], []
    for node in nodes:
        if node.op.startswith("NonMaxSuppression"):
            settings[f"{stage}.overlap"] = _overlap(folder, node)
            scores.append(_number(folder, node, 4))
        elif node.op == "Greater" and _SCORE_FILTER.search(node.name):
            scores.append(_number(folder, node, 1))
        elif node.op == "Minimum" and _COUNT.search(node.name):
            counts += [_number(folder, node, index) for index in range(len(node.data))]
    known_scores = [score for score in scores if score is not None and isfinite(score)]
    known_counts = [int(count) for count in counts if count is not None]
    if known_scores:
        settings[f"{stage}.score"] = max(known_scores)
    if known_counts:
        settings[f"{stage}.per_class"] = known_counts[0]
        settings[f"{stage}.total"] = known_counts[-1]
    return {name: value for name, value in settings.items() if value is not None}


def _overlap(folder: Folder, node: Node) -> float | None:
    """Return the threshold of a suppression, which its first release had as an attribute."""
    attribute = node.attributes.get("iou_threshold")
    return _tidy(attribute) if isinstance(attribute, float) else _number(folder, node, 3)


def _number(folder: Folder, node: Node, index: int) -> float | None:
    number = folder(node.data[index]) if index < len(node.data) else None
    return None if number is None or number.size != 1 else _tidy(number.item())


def _tidy(number: float) -> float:
    """Return a number of float32 as it was written before it was rounded to that."""
    return float(f"{number:.6g}")


def _sizes(graph: Graph, folder: Folder) -> list[tuple[Array, Array]]:
    """Return widths and heights of the anchors of each map, if all follow from constants.

    The API divides scales by the square roots of the aspect ratios, or multiplies them, and then
    multiplies by the size of an anchor of scale one.
    """
    sizes = []
    for node in graph:
        if node.op == "Sqrt" and "AnchorGenerator/" in node.name:
            widths = _scaled(graph, folder, node, "Mul")
            heights = _scaled(graph, folder, node, "RealDiv")
            if widths is None or heights is None:
                return []
            sizes.append((widths, heights))
    return sizes


def _scaled(graph: Graph, folder: Folder, roots: Node, op: str) -> Array | None:
    for relative in graph.consumers(roots.name):
        if relative.op == op:
            for absolute in graph.consumers(relative.name):
                if absolute.op == "Mul":
                    return folder(absolute.name)
    return None


def _anchors(
    sizes: Sequence[tuple[Array, Array]], unit: FixedSize, stride: float | None
) -> tuple[Anchors, ...]:
    offset = 0.5 if stride is None else 0.0
    return tuple(
        Anchors(
            tuple((widths * unit.width).tolist()),
            tuple((heights * unit.height).tolist()),
            stride,
            offset,
        )
        for widths, heights in sizes
    )
