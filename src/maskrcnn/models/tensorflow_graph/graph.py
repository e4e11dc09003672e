"""A graph of named operations in plain Python values."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from maskrcnn.errors import ModelError
from maskrcnn.files import sha256_of
from maskrcnn.models.tensorflow_graph.schema import DataType
from maskrcnn.models.tensorflow_graph.tensors import Array, Tensor


@dataclass(frozen=True)
class Shape:
    """The shape of a tensor; -1 is a size that only the run tells, None any number of sizes."""

    sizes: tuple[int, ...] | None


Attribute: TypeAlias = (
    "bool | int | float | str | DataType | Shape | Tensor | tuple[Attribute, ...]"
)


@dataclass(frozen=True)
class Node:
    """One operation.

    Attributes
    ----------
    name : str
        Unique in its graph.
    op : str
        The operation in TensorFlow's words, `"Conv2D"`.
    inputs : tuple of str
        Where its tensors come from: `"name"`, `"name:1"` for a second output of a node, and
        `"^name"` for a node that merely has to run before.
    attributes : mapping of str to value
        What TensorFlow calls attrs, by name.
    """

    name: str
    op: str
    inputs: tuple[str, ...] = ()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)

    @property
    def data(self) -> tuple[str, ...]:
        """The inputs that are tensors."""
        return tuple(name for name in self.inputs if not name.startswith("^"))

    def spatial(self, attribute: str) -> tuple[int, int]:
        """Return rows and columns of a window, of its `strides` for instance, or (1, 1)."""
        match self.attributes.get(attribute):
            case (_, int(rows), int(columns), _):
                return rows, columns
        return 1, 1


def producer_of(reference: str) -> str:
    """Return the name of the node that an input refers to."""
    return reference.removeprefix("^").partition(":")[0]


@dataclass(frozen=True)
class Graph:
    """Nodes by name, in the order of the file.

    Attributes
    ----------
    source : Path
        The file, for messages.
    nodes : mapping of str to Node
    """

    source: Path
    nodes: Mapping[str, Node]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    def __contains__(self, name: str) -> bool:
        return name in self.nodes

    def __getitem__(self, name: str) -> Node:
        return self.nodes[name]

    def node(self, reference: str) -> Node | None:
        """Return the node that an input refers to, None where the graph has no such node."""
        return self.nodes.get(producer_of(reference))

    def inputs(self, node: Node) -> list[Node]:
        """Return the nodes whose tensors a node takes, as far as the graph has them."""
        found = (self.node(reference) for reference in node.data)
        return [source for source in found if source is not None]

    def consumers(self, name: str) -> tuple[Node, ...]:
        """Return the nodes that take a tensor of this one."""
        return tuple(self.nodes[consumer] for consumer in self._consumers.get(name, ()))

    @cached_property
    def _consumers(self) -> Mapping[str, list[str]]:
        consumers = defaultdict(list)
        for node in self:
            for reference in node.data:
                consumers[producer_of(reference)].append(node.name)
        return consumers

    @cached_property
    def digest(self) -> str:
        """The sha256 of the file."""
        return sha256_of(self.source)

    def lineage(self, name: str) -> Iterator[Node]:
        """Walk back from a node along first inputs, the node itself first."""
        passed: set[str] = set()
        node = self.nodes.get(name)
        while node is not None and node.name not in passed:
            passed.add(node.name)
            yield node
            node = self.node(node.data[0]) if node.data else None

    def constant(self, reference: str) -> Array | None:
        """Return the numbers of a Const node, None where the input is something else.

        Raises
        ------
        ModelError
            If the constant is damaged.
        """
        node = self.node(reference)
        value = node.attributes.get("value") if node is not None and node.op == "Const" else None
        if not isinstance(value, Tensor):
            return None
        try:
            return value.array()
        except ModelError as error:
            raise ModelError(f"{self.source}: {producer_of(reference)!r}: {error}") from None

    def replacing(self, nodes: Iterable[Node]) -> Graph:
        """Return the graph with these nodes in place of those of the same names, or added."""
        return Graph(self.source, {**self.nodes, **{node.name: node for node in nodes}})

    def upstream(self, heads: Iterable[str], stops: Collection[str] = ()) -> list[Node]:
        """Return what the heads need, each node after its inputs, else in the file's order.

        Parameters
        ----------
        heads : iterable of str
            Names of nodes, which are part of the result.
        stops : collection of str
            Names of nodes at which to turn round, which are not.

        Raises
        ------
        ModelError
            If the nodes form a loop.
        """
        needed = self._reached(heads, stops)
        place = {name: index for index, name in enumerate(self.nodes)}
        waiting = {}
        for name in needed:
            sources = {producer_of(reference) for reference in self[name].data}
            waiting[name] = len(sources & needed)
        ready = [(place[name], name) for name, count in waiting.items() if count == 0]
        heapq.heapify(ready)
        ordered = []
        while ready:
            _, name = heapq.heappop(ready)
            ordered.append(self[name])
            for consumer in dict.fromkeys(self._consumers.get(name, ())):
                if consumer in waiting:
                    waiting[consumer] -= 1
                    if waiting[consumer] == 0:
                        heapq.heappush(ready, (place[consumer], consumer))
        if len(ordered) < len(needed):
            looping = next(name for name, count in waiting.items() if count)
            raise ModelError(
                f"{self.source}: {looping!r} is part of a loop, which no layer of a detector is"
            )
        return ordered

    def _reached(self, heads: Iterable[str], stops: Collection[str]) -> set[str]:
        reached: set[str] = set()
        pending = [name for name in heads if name in self]
        while pending:
            name = pending.pop()
            if name not in reached and name not in stops:
                reached.add(name)
                pending += (source.name for source in self.inputs(self[name]))
        return reached
