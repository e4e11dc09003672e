"""What feature extractors are built of: convolutions, with holes or not, and what follows them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.support.tensorflow_builder import FLOAT, INT32, BatchNorm, GraphBuilder, Window


@dataclass(frozen=True)
class Scope:
    """Where nodes are named, where their weights, and how batch normalisation is written there."""

    nodes: str
    variables: str
    norm: BatchNorm = BatchNorm()  # noqa: RUF009 (it is frozen)

    def within(self, name: str) -> "Scope":
        return replace(self, nodes=f"{self.nodes}/{name}", variables=f"{self.variables}/{name}")


def unit(
    graph: GraphBuilder,
    scope: Scope,
    source: str,
    window: Window,
    *after: str,
    active: bool = True,
    variance: float = 1.0,
) -> str:
    """Add a convolution, batch normalisation, and a rectifier where it is active."""
    width = graph.channels(scope.variables)
    layer = convolved(graph, scope, source, width, window, *after)
    layer = graph.batch_norm(scope.nodes, layer, scope.variables, scope.norm, variance=variance)
    return graph.rectifier(f"{scope.nodes}/Relu", layer) if active else layer


def named_unit(graph: GraphBuilder, scope: Scope, source: str, window: Window, *after: str) -> str:
    """Add a unit of Inception; its name ends in its kernel, Conv2d_0b_1x7, not the window's."""
    rows, columns = map(int, scope.nodes.rpartition("_")[2].split("x"))
    return unit(graph, scope, source, replace(window, kernel=(rows, columns)), *after)


def chain(
    graph: GraphBuilder, scope: Scope, source: str, units: Sequence[str], rate: int = 1
) -> str:
    """Add units of Inception one after the other."""
    for name in units:
        source = named_unit(graph, scope.within(name), source, Window(1, rate=rate))
    return source


def convolved(
    graph: GraphBuilder, scope: Scope, source: str, width: int, window: Window, *after: str
) -> str:
    """Add a convolution, spelled out where it has holes."""
    if window.rate > 1:
        return atrous(graph, scope, source, width, window)
    weights = f"{scope.variables}/weights"
    return graph.convolution(f"{scope.nodes}/Conv2D", source, weights, width, window, *after)


def atrous(graph: GraphBuilder, scope: Scope, source: str, width: int, window: Window) -> str:
    """Add a convolution with holes as `tf.nn.convolution` does, which regroups the picture."""
    name, rate = scope.nodes, window.rate
    margins = [rate * (size - 1) // 2 for size in window.shape]
    block = graph.const(f"{name}/SpaceToBatchND/block_shape", [rate, rate])
    paddings, crops = _regrouping(graph, name, source, block, margins)
    grouped = graph.node(f"{name}/SpaceToBatchND", "SpaceToBatchND", source, block, paddings)
    graph.widths[grouped] = graph.widths[source]
    inside = replace(window, rate=1, padding="VALID")
    layer = convolved(graph, scope, grouped, width, inside)
    joined = graph.node(f"{name}/BatchToSpaceND", "BatchToSpaceND", layer, block, crops)
    graph.widths[joined] = width
    return joined


def _regrouping(
    graph: GraphBuilder, name: str, source: str, block: str, margins: Sequence[int]
) -> tuple[str, str]:
    """Add what is put around the picture, so that blocks divide it, and what is cut off again."""
    shape = graph.node(f"{name}/Shape", "Shape", source, T=FLOAT, out_type=INT32)
    sides = [
        graph.item(f"{name}/strided_slice{suffix}", shape, axis)
        for axis, suffix in ((1, ""), (2, "_1"))
    ]
    size = graph.node(f"{name}/stack", "Pack", *sides, T=INT32, N=2, axis=0)
    scope = f"{name}/required_space_to_batch_paddings"
    starts = graph.const(f"{scope}/starts", margins)
    ends = graph.const(f"{scope}/ends", margins)
    whole = graph.node(f"{scope}/add", "Add", size, starts, T=INT32)
    whole = graph.node(f"{scope}/add_1", "Add", whole, ends, T=INT32)
    over = graph.node(f"{scope}/mod", "FloorMod", whole, block, T=INT32)
    missing = graph.node(f"{scope}/sub", "Sub", block, over, T=INT32)
    extra = graph.node(f"{scope}/mod_1", "FloorMod", missing, block, T=INT32)
    ends = graph.node(f"{scope}/add_2", "Add", ends, extra, T=INT32)
    nothing = graph.const(f"{scope}/nothing", [0, 0])
    return (
        _pairs(graph, f"{scope}/paddings", starts, ends),
        _pairs(graph, f"{scope}/crops", nothing, extra),
    )


def _pairs(graph: GraphBuilder, name: str, starts: str, ends: str) -> str:
    """Add start and end of each side in a row of its own."""
    rows = []
    for axis in (0, 1):
        row = f"{name}/{axis}"
        pair = [
            graph.item(f"{row}/{end}", values, axis)
            for end, values in (("start", starts), ("end", ends))
        ]
        rows.append(graph.node(row, "Pack", *pair, T=INT32, N=2, axis=0))
    return graph.node(name, "Pack", *rows, T=INT32, N=2, axis=0)


def padded(graph: GraphBuilder, name: str, source: str, margin: int, *after: str) -> str:
    """Add a margin of zeros."""
    sides = [[0, 0], [margin, margin], [margin, margin], [0, 0]]
    paddings = graph.const(f"{name}/paddings", sides)
    graph.widths[name] = graph.widths[source]
    return graph.node(name, "Pad", source, paddings, *after, T=FLOAT, Tpaddings=INT32)


def residual(graph: GraphBuilder, scope: str, shortcut: str, layer: str) -> str:
    """Add the sum of a layer and of what goes round it."""
    graph.widths[f"{scope}/add"] = graph.widths[layer]
    return graph.node(f"{scope}/add", "Add", shortcut, layer, T=FLOAT)


def reshaped(graph: GraphBuilder, name: str, source: str, shape: list[int]) -> str:
    """Add a reshape to a constant shape."""
    sizes = graph.const(f"{name}/shape", shape)
    return graph.node(name, "Reshape", source, sizes, T=FLOAT, Tshape=INT32)


def head(
    graph: GraphBuilder, scope: Scope, source: str, width: int, *, bias: float = 0, gain: float = 2
) -> str:
    """Add a 1x1 convolution with biases, which predicts."""
    weights = f"{scope.variables}/weights"
    layer = graph.convolution(f"{scope.nodes}/Conv2D", source, weights, width, Window(1), gain=gain)
    return graph.bias(f"{scope.nodes}/BiasAdd", layer, f"{scope.variables}/biases", bias)
