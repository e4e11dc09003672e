"""Inception v2 as the Object Detection API cuts it in two (Ioffe & Szegedy, arXiv:1502.03167)."""

from tests.support.tensorflow_builder import GraphBuilder, Window
from tests.support.tensorflow_layers import Scope, chain, named_unit
from tests.support.tensorflow_plumbing import assertion

_FIRST, _SECOND = "FirstStageFeatureExtractor", "SecondStageFeatureExtractor"
_DEPTH_MULTIPLIER = 8

_MIXED = (
    ("Conv2d_0a_1x1",),
    ("Conv2d_0a_1x1", "Conv2d_0b_3x3"),
    ("Conv2d_0a_1x1", "Conv2d_0b_3x3", "Conv2d_0c_3x3"),
)
_REDUCING = (("Conv2d_0a_1x1",), ("Conv2d_0a_1x1", "Conv2d_0b_3x3"))


def first_stage(graph: GraphBuilder, image: str) -> str:
    """Add the layers up to Mixed_4e, which has a cell for 16 pixels."""
    scope = Scope(f"{_FIRST}/InceptionV2/InceptionV2", f"{_FIRST}/InceptionV2")
    layer = _stem(graph, scope.within("Conv2d_1a_7x7"), image)
    layer = graph.pool(f"{scope.nodes}/MaxPool_2a_3x3/MaxPool", layer, "MaxPool", Window(3, 2))
    layer = chain(graph, scope, layer, ("Conv2d_2b_1x1", "Conv2d_2c_3x3"))
    layer = graph.pool(f"{scope.nodes}/MaxPool_3a_3x3/MaxPool", layer, "MaxPool", Window(3, 2))
    for block in ("3b", "3c"):
        layer = _mixed(graph, scope.within(f"Mixed_{block}"), layer, "AvgPool")
    layer = _reducing(graph, scope.within("Mixed_4a"), layer)
    for block in ("4b", "4c", "4d", "4e"):
        layer = _mixed(graph, scope.within(f"Mixed_{block}"), layer, "AvgPool")
    return layer


def second_stage(graph: GraphBuilder, crops: str, suffix: str = "") -> str:
    """Add Mixed_5a to Mixed_5c; the mask branch has them once more, with the same weights."""
    scope = Scope(f"{_SECOND}{suffix}/InceptionV2", f"{_SECOND}/InceptionV2")
    layer = _reducing(graph, scope.within("Mixed_5a"), crops)
    layer = _mixed(graph, scope.within("Mixed_5b"), layer, "AvgPool")
    return _mixed(graph, scope.within("Mixed_5c"), layer, "MaxPool")


def _stem(graph: GraphBuilder, scope: Scope, image: str) -> str:
    """Add the first convolution: each colour by itself, then all together."""
    asserted = assertion(graph, _FIRST, image)
    name, width = f"{scope.nodes}/separable_conv2d", graph.channels(scope.variables)
    layer = graph.depthwise(
        f"{name}/depthwise",
        image,
        f"{scope.variables}/depthwise_weights",
        _DEPTH_MULTIPLIER,
        Window(7, 2),
        asserted,
    )
    pointwise = f"{scope.variables}/pointwise_weights"
    layer = graph.convolution(name, layer, pointwise, width, Window(1, padding="VALID"))
    layer = graph.batch_norm(scope.nodes, layer, scope.variables)
    return graph.rectifier(f"{scope.nodes}/Relu", layer)


def _mixed(graph: GraphBuilder, scope: Scope, source: str, pooling: str) -> str:
    ends = [
        chain(graph, scope.within(f"Branch_{n}"), source, units) for n, units in enumerate(_MIXED)
    ]
    branch = scope.within("Branch_3")
    pool = f"{branch.nodes}/{pooling}_0a_3x3/{pooling}"
    pooled = graph.pool(pool, source, pooling, Window(3))
    ends.append(named_unit(graph, branch.within("Conv2d_0b_1x1"), pooled, Window(1)))
    return graph.concatenation(f"{scope.nodes}/concat", *ends)


def _reducing(graph: GraphBuilder, scope: Scope, source: str) -> str:
    """Add a block that halves the map."""
    ends = []
    for number, units in enumerate(_REDUCING):
        branch = scope.within(f"Branch_{number}")
        layer = chain(graph, branch, source, units)
        ends.append(named_unit(graph, branch.within("Conv2d_1a_3x3"), layer, Window(3, 2)))
    pool = f"{scope.nodes}/Branch_2/MaxPool_1a_3x3/MaxPool"
    ends.append(graph.pool(pool, source, "MaxPool", Window(3, 2)))
    return graph.concatenation(f"{scope.nodes}/concat", *ends)
