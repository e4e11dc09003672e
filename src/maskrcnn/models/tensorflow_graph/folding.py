"""Constant folding: the numbers that follow from a graph's constants alone.

A frozen graph of the Object Detection API still computes its anchor sizes from scales and aspect
ratios each time it runs; here they are computed once. Everything is done in float64, so that what
is exact in the configuration stays exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod

import numpy as np

from maskrcnn.models.tensorflow_graph.graph import Graph, Node
from maskrcnn.models.tensorflow_graph.tensors import Array

_ELEMENT_LIMIT = 2**20
_DEPTH_LIMIT = 64


class Folder:
    """Computes inputs of nodes from constants, each node at most once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[str, Array | None] = {}
        self._depth = 0

    def __call__(self, reference: str) -> Array | None:
        """Return the numbers, float64 or int64, or None if they depend on the picture."""
        node = self._graph.node(reference)
        if node is None or ":" in reference or self._depth > _DEPTH_LIMIT:
            return None
        if node.name not in self._known:
            self._known[node.name] = None
            self._depth += 1
            self._known[node.name] = self._fold(node)
            self._depth -= 1
        return self._known[node.name]

    def _fold(self, node: Node) -> Array | None:
        if node.op == "Const":
            return _widened(self._graph.constant(node.name))
        operation = _OPERATIONS.get(node.op)
        if operation is None:
            return None
        operands = []
        for reference in node.data:
            operand = self(reference)
            if operand is None:
                return None
            operands.append(operand)
        try:
            with np.errstate(all="ignore"):
                return operation(node, *operands)
        except (ValueError, IndexError, TypeError):
            return None


def _widened(array: Array | None) -> Array | None:
    if array is None or array.size > _ELEMENT_LIMIT:
        return None
    return array.astype(np.float64 if array.dtype.kind == "f" else np.int64)


def _affordable(shape: Array) -> tuple[int, ...]:
    sizes = tuple(int(size) for size in np.atleast_1d(shape))
    if prod(sizes) > _ELEMENT_LIMIT:
        raise ValueError(sizes)
    return sizes


def _tile(_: Node, array: Array, multiples: Array) -> Array:
    _affordable(multiples * array.shape)
    return np.tile(array, _affordable(multiples))


def _slice(_: Node, array: Array, begin: Array, size: Array) -> Array:
    ends = [None if s < 0 else b + s for b, s in zip(begin, size, strict=True)]
    return array[tuple(slice(b, e) for b, e in zip(begin, ends, strict=True))]


def _strided_slice(node: Node, array: Array, begin: Array, end: Array, strides: Array) -> Array:
    index: list[slice | int] = []
    for axis, (first, last, step) in enumerate(zip(begin, end, strides, strict=True)):
        if _has_bit(node, "shrink_axis_mask", axis):
            index.append(int(first))
        else:
            start = None if _has_bit(node, "begin_mask", axis) else int(first)
            stop = None if _has_bit(node, "end_mask", axis) else int(last)
            index.append(slice(start, stop, int(step)))
    return np.asarray(array[tuple(index)])


def _has_bit(node: Node, mask: str, axis: int) -> bool:
    value = node.attributes.get(mask, 0)
    return isinstance(value, int) and bool(value >> axis & 1)


_OPERATIONS: Mapping[str, Callable[..., Array]] = {
    "Identity": lambda _, a: a,
    "Cast": lambda _, a: a,
    "Sqrt": lambda _, a: np.sqrt(a),
    "Add": lambda _, a, b: a + b,
    "AddV2": lambda _, a, b: a + b,
    "Sub": lambda _, a, b: a - b,
    "Mul": lambda _, a, b: a * b,
    "RealDiv": lambda _, a, b: a / b,
    "Minimum": lambda _, a, b: np.minimum(a, b),
    "Maximum": lambda _, a, b: np.maximum(a, b),
    "Shape": lambda _, a: np.array(a.shape, np.int64),
    "Rank": lambda _, a: np.array(a.ndim, np.int64),
    "Size": lambda _, a: np.array(a.size, np.int64),
    "ExpandDims": lambda _, a, axis: np.expand_dims(a, int(axis)),
    "Reshape": lambda _, a, shape: a.reshape(shape),
    "Pack": lambda _, *parts: np.stack(parts),
    "ConcatV2": lambda _, *parts: np.concatenate(parts[:-1], int(parts[-1])),
    "Fill": lambda _, shape, value: np.full(_affordable(shape), value),
    "Tile": _tile,
    "Slice": _slice,
    "StridedSlice": _strided_slice,
}
