"""A frozen graph rewritten to the layers that it is about.

What the Object Detection API leaves in a frozen graph besides layers: the loop that resizes each
picture of the batch, an Identity behind every weight, shapes computed while it runs, and layers
spelled out in smaller operations. Each rewrite here keeps the names of what stays; what is no
longer needed stays in the graph too, and is left behind by walking back from the heads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from maskrcnn.models.tensorflow_graph.graph import Graph, Node
from maskrcnn.models.tensorflow_graph.tensors import Tensor

_ADDITIONS = ("Add", "AddV2")
_SCALING = ("Mul", "Sub", "RealDiv", *_ADDITIONS)
_PREPROCESSOR = "Preprocessor/"


def simplified(graph: Graph) -> Graph:
    """Rewrite a frozen graph so that its heads follow from the picture through layers only."""
    for rewrite in (
        _fold_identities,
        _skip_resizing,
        _fuse_batch_norms,
        _fuse_flattening,
        _fuse_upsampling,
        _fuse_dilations,
        _skip_regrouping,
        _put_constants_last,
    ):
        graph = graph.replacing(rewrite(graph))
    return graph


def _fold_identities(graph: Graph) -> Iterator[Node]:
    """Let every node read what lies behind the Identity nodes it reads."""
    for node in graph:
        inputs = tuple(_behind_identities(graph, reference) for reference in node.inputs)
        if inputs != node.inputs:
            yield replace(node, inputs=inputs)


def _behind_identities(graph: Graph, reference: str) -> str:
    passed: set[str] = set()
    while reference not in passed:
        passed.add(reference)
        node = graph.nodes.get(reference)
        if node is not None and node.op == "Identity" and node.data:
            reference = node.data[0]
    return reference


def _skip_resizing(graph: Graph) -> Iterator[Node]:
    """Take the loop that resizes the pictures away, but keep the scaling of their values."""
    for node in graph:
        if not _is_resizing(graph, node):
            inputs = tuple(_behind_resizing(graph, reference) for reference in node.inputs)
            if inputs != node.inputs:
                yield replace(node, inputs=inputs)


def _behind_resizing(graph: Graph, reference: str) -> str:
    """Return the nearest node behind the resizing that gives the whole picture."""
    source = None if reference.startswith("^") else graph.node(reference)
    if source is None or not _is_resizing(graph, source):
        return reference
    pending, seen = deque([source]), {source.name}
    while pending:
        node = pending.popleft()
        if node.op == "Placeholder" or _is_scaling(node):
            return node.name
        for behind in graph.inputs(node):
            if behind.name not in seen:
                seen.add(behind.name)
                pending.append(behind)
    return reference


def _is_resizing(graph: Graph, node: Node) -> bool:
    if node.op == "Cast":
        return any(source.op == "Placeholder" for source in graph.inputs(node))
    return node.name.startswith(_PREPROCESSOR) and node.op != "Const" and not _is_scaling(node)


def _is_scaling(node: Node) -> bool:
    scope, _, name = node.name.partition("/")
    return scope + "/" == _PREPROCESSOR and "/" not in name and node.op in _SCALING


def _fuse_batch_norms(graph: Graph) -> Iterator[Node]:
    """Fuse `x * scale + (beta - mean * scale)`, scale being `gamma / sqrt(variance + epsilon)`."""
    for node in graph:
        if node.op not in _ADDITIONS:
            continue
        match graph.inputs(node):
            case [Node(op="Mul", data=(batch, scale)), Node(op="Sub", data=(beta, shift))]:
                found, moved = _scale_of_batch_norm(graph, scale), graph.node(shift)
                if found is None or moved is None or moved.op != "Mul":
                    continue
                gamma, variance, epsilon = found
                if gamma is None:
                    gamma = f"{node.name}/gamma"
                    yield _ones_like(graph, beta, gamma)
                inputs = (batch, gamma, beta, moved.data[0], variance)
                yield Node(node.name, "FusedBatchNorm", inputs, {"epsilon": epsilon})


def _scale_of_batch_norm(graph: Graph, reference: str) -> tuple[str | None, str, float] | None:
    """Return gamma, the variance and epsilon that make a scale, if it is one."""
    node = graph.node(reference)
    gamma = None
    if node is not None and node.op == "Mul":
        gamma = node.data[1]
        node = graph.node(node.data[0])
    if node is None or node.op != "Rsqrt":
        return None
    total = graph.node(node.data[0])
    if total is None or total.op not in _ADDITIONS:
        return None
    epsilon = graph.constant(total.data[1])
    if epsilon is None or epsilon.size != 1:
        return None
    return gamma, total.data[0], float(epsilon.item())


def _ones_like(graph: Graph, reference: str, name: str) -> Node:
    like = graph.constant(reference)
    ones = np.ones(0 if like is None else like.shape, np.float32)
    return Node(name, "Const", (), {"value": Tensor.of(ones)})


def _fuse_flattening(graph: Graph) -> Iterator[Node]:
    """Fuse a reshape to (batch size, everything else) whose batch size is computed."""
    for node in graph:
        if node.op == "Reshape":
            shape = graph.node(node.data[1])
            if shape is not None and shape.op == "Pack" and len(shape.data) == 2:
                rest = graph.constant(shape.data[1])
                if rest is not None and rest.tolist() == -1:
                    yield Node(node.name, "Flatten", node.data[:1])


def _fuse_upsampling(graph: Graph) -> Iterator[Node]:
    """Fuse doubling by a product with ones of shape (1, 1, 2, 1, 2, 1), as feature pyramids do."""
    for node in graph:
        if node.op != "Reshape":
            continue
        match graph.inputs(node):
            case [Node(op="Mul", data=(spread, ones)), Node(op="Pack", data=(_, height, width, _))]:
                before, factors = graph.node(spread), graph.constant(ones)
                rows, columns = graph.constant(height), graph.constant(width)
                if before is None or before.op != "Reshape" or factors is None or factors.ndim != 6:
                    continue
                if rows is not None and columns is not None and rows.size == columns.size == 1:
                    name = f"{node.name}/size"
                    size = np.array([rows.item(), columns.item()], np.int32)
                    yield Node(name, "Const", (), {"value": Tensor.of(size)})
                    yield Node(node.name, "ResizeNearestNeighbor", (before.data[0], name))


def _fuse_dilations(graph: Graph) -> Iterator[Node]:
    """Fuse convolutions with holes, which regroup the picture before and after themselves.

    The feature extractors have them where a stride was taken out, and keep the size: their
    padding is SAME, though that of the convolution inside is VALID.
    """
    for node in graph:
        if node.op != "BatchToSpaceND":
            continue
        convolution = graph.node(node.data[0])
        if convolution is None or convolution.op != "Conv2D":
            continue
        regrouped = graph.node(convolution.data[0])
        if regrouped is None or regrouped.op != "SpaceToBatchND":
            continue
        block = graph.constant(regrouped.data[1])
        if block is not None and block.shape == (2,):
            dilations = (1, int(block[0]), int(block[1]), 1)
            attributes = {**convolution.attributes, "dilations": dilations, "padding": "SAME"}
            inputs = (regrouped.data[0], *convolution.data[1:])
            yield Node(node.name, "Conv2D", inputs, attributes)


def _skip_regrouping(graph: Graph) -> Iterator[Node]:
    """Let pooling read the crops themselves: for one picture, regrouping changes nothing."""
    for node in graph:
        if node.op == "MaxPool":
            _, *behind = graph.lineage(node.name)
            source = next((source for source in behind if source.op != "Reshape"), node)
            if source.op == "CropAndResize":
                yield replace(node, inputs=(source.name,))


def _put_constants_last(graph: Graph) -> Iterator[Node]:
    """Let the first input of a layer be the one that it changes."""
    for node in graph:
        match node:
            case Node(op="Mul", data=(first, second)):
                if _is_constant(graph, first) and not _is_constant(graph, second):
                    yield replace(node, inputs=(second, first))


def _is_constant(graph: Graph, reference: str) -> bool:
    node = graph.node(reference)
    return node is not None and node.op == "Const"
