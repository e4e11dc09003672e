"""Inception-ResNet v2 with holes instead of its last stride, of fewer residual blocks a row.

Szegedy et al., arXiv:1602.07261, in the zoo's form: up to PreAuxLogits for the picture, from
Mixed_7a on for the crops. Its batch normalisation has no scale of its own.
"""

from collections.abc import Sequence

from tests.support.tensorflow_builder import FLOAT, BatchNorm, GraphBuilder, Window
from tests.support.tensorflow_layers import (
    Scope,
    chain,
    convolved,
    named_unit,
    residual,
)
from tests.support.tensorflow_plumbing import assertion

Chains = Sequence[Sequence[str]]

_FIRST, _SECOND = "FirstStageFeatureExtractor", "SecondStageFeatureExtractor"
_NORM = BatchNorm(scaled=False)
_REPEATS = 2
_RATE = 2
"""Of all convolutions in block17, the 1x1 ones too, as `slim` lets them have it."""

_MIXED_5B = (
    ("Conv2d_1x1",),
    ("Conv2d_0a_1x1", "Conv2d_0b_5x5"),
    ("Conv2d_0a_1x1", "Conv2d_0b_3x3", "Conv2d_0c_3x3"),
)
_MIXED_6A = ((), ("Conv2d_0a_1x1", "Conv2d_0b_3x3"))
_MIXED_7A = (("Conv2d_0a_1x1",), ("Conv2d_0a_1x1",), ("Conv2d_0a_1x1", "Conv2d_0b_3x3"))

_BLOCK35 = (
    ("Conv2d_1x1",),
    ("Conv2d_0a_1x1", "Conv2d_0b_3x3"),
    ("Conv2d_0a_1x1", "Conv2d_0b_3x3", "Conv2d_0c_3x3"),
)
_BLOCK17 = (("Conv2d_1x1",), ("Conv2d_0a_1x1", "Conv2d_0b_1x7", "Conv2d_0c_7x1"))
_BLOCK8 = (("Conv2d_1x1",), ("Conv2d_0a_1x1", "Conv2d_0b_1x3", "Conv2d_0c_3x1"))


def first_stage(graph: GraphBuilder, image: str) -> str:
    """Add the layers up to the last block17, which has a cell for 8 pixels."""
    variables = f"{_FIRST}/InceptionResnetV2"
    scope = Scope(f"{variables}/InceptionResnetV2", variables, _NORM)
    layer = _stem(graph, scope, image)
    layer = _mixed_5b(graph, scope.within("Mixed_5b"), layer)
    for number in range(1, _REPEATS + 1):
        layer = _block(graph, scope.within(f"Repeat/block35_{number}"), layer, _BLOCK35, 0.17)
    layer = _reducing(graph, scope.within("Mixed_6a"), layer, _MIXED_6A, Window(3))
    for number in range(1, _REPEATS + 1):
        block = scope.within(f"Repeat_1/block17_{number}")
        layer = _block(graph, block, layer, _BLOCK17, 0.10, rate=_RATE)
    return layer


def second_stage(graph: GraphBuilder, crops: str, suffix: str = "") -> str:
    """Add Mixed_7a to Conv2d_7b; the mask branch has them once more, with the same weights."""
    scope = Scope(f"{_SECOND}{suffix}/InceptionResnetV2", f"{_SECOND}/InceptionResnetV2", _NORM)
    window = Window(3, 2, "VALID")
    layer = _reducing(graph, scope.within("Mixed_7a"), crops, _MIXED_7A, window)
    for number in range(1, _REPEATS + 1):
        layer = _block(graph, scope.within(f"Repeat/block8_{number}"), layer, _BLOCK8, 0.20)
    layer = _block(graph, scope.within("Block8"), layer, _BLOCK8, 1.0, active=False)
    return named_unit(graph, scope.within("Conv2d_7b_1x1"), layer, Window(1))


def _stem(graph: GraphBuilder, scope: Scope, image: str) -> str:
    asserted = assertion(graph, _FIRST, image)
    layer = named_unit(graph, scope.within("Conv2d_1a_3x3"), image, Window(3, 2), asserted)
    layer = chain(graph, scope, layer, ("Conv2d_2a_3x3", "Conv2d_2b_3x3"))
    layer = graph.pool(f"{scope.nodes}/MaxPool_3a_3x3/MaxPool", layer, "MaxPool", Window(3, 2))
    layer = chain(graph, scope, layer, ("Conv2d_3b_1x1", "Conv2d_4a_3x3"))
    return graph.pool(f"{scope.nodes}/MaxPool_5a_3x3/MaxPool", layer, "MaxPool", Window(3, 2))


def _mixed_5b(graph: GraphBuilder, scope: Scope, source: str) -> str:
    ends = _branches(graph, scope, source, _MIXED_5B)
    branch = scope.within("Branch_3")
    pooled = graph.pool(f"{branch.nodes}/AvgPool_0a_3x3/AvgPool", source, "AvgPool", Window(3))
    ends.append(named_unit(graph, branch.within("Conv2d_0b_1x1"), pooled, Window(1)))
    return graph.concatenation(f"{scope.nodes}/concat", *ends)


def _reducing(
    graph: GraphBuilder, scope: Scope, source: str, chains: Chains, window: Window
) -> str:
    """Add a block that makes the map smaller, unless its stride was taken out."""
    ends = []
    for number, units in enumerate(chains):
        branch = scope.within(f"Branch_{number}")
        layer = chain(graph, branch, source, units)
        ends.append(named_unit(graph, branch.within("Conv2d_1a_3x3"), layer, window))
    pool = f"{scope.nodes}/Branch_{len(chains)}/MaxPool_1a_3x3/MaxPool"
    ends.append(graph.pool(pool, source, "MaxPool", window))
    return graph.concatenation(f"{scope.nodes}/concat", *ends)


def _block(
    graph: GraphBuilder,
    scope: Scope,
    source: str,
    chains: Chains,
    scale: float,
    *,
    rate: int = 1,
    active: bool = True,
) -> str:
    """Add branches beside a shortcut, to which they are added on a smaller scale."""
    ends = _branches(graph, scope, source, chains, rate)
    mixed = graph.concatenation(f"{scope.nodes}/concat", *ends)
    up = scope.within("Conv2d_1x1")
    layer = convolved(graph, up, mixed, graph.widths[source], Window(1, rate=rate))
    layer = graph.bias(f"{up.nodes}/BiasAdd", layer, f"{up.variables}/biases")
    factor = graph.const(f"{scope.nodes}/mul/y", scale)
    scaled = graph.node(f"{scope.nodes}/mul", "Mul", layer, factor, T=FLOAT)
    graph.widths[scaled] = graph.widths[layer]
    total = residual(graph, scope.nodes, source, scaled)
    return graph.rectifier(f"{scope.nodes}/Relu", total) if active else total


def _branches(
    graph: GraphBuilder, scope: Scope, source: str, chains: Chains, rate: int = 1
) -> list[str]:
    return [
        chain(graph, scope.within(f"Branch_{number}"), source, units, rate)
        for number, units in enumerate(chains)
    ]
