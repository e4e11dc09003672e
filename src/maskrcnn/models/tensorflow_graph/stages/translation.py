"""From TensorFlow's layers to ONNX: which value of the new graph stands for which of the old.

TensorFlow keeps channels last, `(N, H, W, C)`; ONNX has them second, `(N, C, H, W)`. A frozen
graph's four-dimensional values are turned so, the weights with them, and the rest stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeAlias

import numpy as np

from maskrcnn.errors import ModelError
from maskrcnn.models.onnx_graph import GraphBuilder
from maskrcnn.models.tensorflow_graph.graph import Graph, Node, producer_of
from maskrcnn.models.tensorflow_graph.tensors import Array


class Translation:
    """Translates nodes of a simplified graph, each at most once.

    Parameters
    ----------
    graph : Graph
    onnx : GraphBuilder
        What the nodes are added to.
    known : mapping of str to str
        Nodes that are there already, by their values in `onnx`: where to turn round.
    layers : mapping of str to function
        For each operation, what adds it and returns the name of its value.
    """

    def __init__(
        self, graph: Graph, onnx: GraphBuilder, known: Mapping[str, str], layers: Layers
    ) -> None:
        self.graph = graph
        self.onnx = onnx
        self._values = dict(known)
        self._layers = layers
        self._flat: set[str] = set()

    def __call__(self, reference: str) -> str:
        """Return the value of a node, adding whatever it needs.

        Raises
        ------
        ModelError
            If it needs an operation that no detector of the zoo has.
        """
        name = producer_of(reference)
        if name not in self._values:
            for node in self.graph.upstream([name], stops=self._values):
                if node.op != "Const":
                    self._values[node.name] = self._add(node)
        return self._values[name]

    def _add(self, node: Node) -> str:
        layer = self._layers.get(node.op)
        if layer is None:
            raise ModelError(
                f"{self.graph.source}: {node.name!r} is a {node.op}, which is not known as a part "
                "of a Faster R-CNN or Mask R-CNN: use --engine opencv"
            )
        return layer(self, node)

    def constant(self, reference: str) -> Array:
        """Return the numbers that a node reads.

        Raises
        ------
        ModelError
            If they are computed.
        """
        numbers = self.graph.constant(reference)
        if numbers is None:
            raise ModelError(
                f"{self.graph.source}: {producer_of(reference)!r} is no constant: give a frozen "
                "graph"
            )
        return numbers

    def is_constant(self, reference: str) -> bool:
        """Tell whether a node reads plain numbers."""
        node = self.graph.node(reference)
        return node is not None and node.op == "Const"

    def weight(self, reference: str, axes: Collection[int] = ()) -> str:
        """Add numbers that a node reads, with their axes in another order."""
        numbers = self.constant(reference)
        name = producer_of(reference)
        return self.onnx.weight(name, numbers.transpose(tuple(axes)) if axes else numbers)

    def along_channels(self, name: str, numbers: Array, value: str) -> str:
        """Add numbers, one a channel or one for all, so that they meet the channels of a value."""
        numbers = np.squeeze(numbers)
        spread = numbers.reshape(-1, 1, 1) if numbers.ndim and not self.is_flat(value) else numbers
        return self.onnx.weight(name, spread)

    def flatten(self, value: str) -> str:
        """Remember that a value is `(N, C)`, without height and width; return it."""
        self._flat.add(value)
        return value

    def is_flat(self, value: str) -> bool:
        """Tell whether a value is `(N, C)`."""
        return value in self._flat

    def like(self, value: str, result: str) -> str:
        """Remember that a result has the axes of a value; return it."""
        return self.flatten(result) if self.is_flat(value) else result


Layer: TypeAlias = Callable[[Translation, Node], str]
Layers: TypeAlias = Mapping[str, Layer]
