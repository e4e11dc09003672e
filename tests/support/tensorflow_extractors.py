"""Feature extractors of the zoo, thin: Inception v2, ResNet and MobileNet v1, layer by layer."""

from dataclasses import dataclass

import numpy as np

from tests.support.tensorflow_builder import FLOAT, INT32, GraphBuilder, Window
from tests.support.tensorflow_plumbing import assertion

WIDTH = 8
"""Channels of every layer, of every branch in Inception."""

_VARIANCE_OF_PIXELS = 8000.0

_MIXED = (("0a_1x1",), ("0a_1x1", "0b_3x3"), ("0a_1x1", "0b_3x3", "0c_3x3"))
_REDUCING = (("0a_1x1", "1a_3x3"), ("0a_1x1", "0b_3x3", "1a_3x3"))


@dataclass(frozen=True)
class Scope:
    """Where the nodes of an extractor are named, and where its weights."""

    nodes: str
    variables: str


FIRST_INCEPTION = Scope(
    "FirstStageFeatureExtractor/InceptionV2/InceptionV2", "FirstStageFeatureExtractor/InceptionV2"
)


def inception_first_stage(graph: GraphBuilder, image: str) -> str:
    """Add the layers up to Mixed_4e, which has a cell for 16 pixels."""
    scope = FIRST_INCEPTION
    asserted = assertion(graph, "FirstStageFeatureExtractor", image)
    name = f"{scope.nodes}/Conv2d_1a_7x7/separable_conv2d"
    variables = f"{scope.variables}/Conv2d_1a_7x7"
    wide = graph.depthwise(
        f"{name}/depthwise", image, f"{variables}/depthwise_weights", 8, Window(7, 2), asserted
    )
    thin = graph.convolution(
        name, wide, f"{variables}/pointwise_weights", WIDTH, Window(1, padding="VALID")
    )
    layer = _normalised(graph, scope, "Conv2d_1a_7x7", thin)
    layer = graph.pool(f"{scope.nodes}/MaxPool_2a_3x3/MaxPool", layer, "MaxPool", Window(3, 2))
    layer = _unit(graph, scope, "Conv2d_2b_1x1", layer)
    layer = _unit(graph, scope, "Conv2d_2c_3x3", layer)
    layer = graph.pool(f"{scope.nodes}/MaxPool_3a_3x3/MaxPool", layer, "MaxPool", Window(3, 2))
    for block in ("3b", "3c"):
        layer = _mixed(graph, scope, f"Mixed_{block}", layer, "AvgPool")
    layer = _reducing(graph, scope, "Mixed_4a", layer)
    for block in ("4b", "4c", "4d", "4e"):
        layer = _mixed(graph, scope, f"Mixed_{block}", layer, "AvgPool")
    return layer


def inception_second_stage(graph: GraphBuilder, crops: str, suffix: str = "") -> str:
    """Add Mixed_5a to Mixed_5c; the mask branch has them once more, with the same weights."""
    stage = "SecondStageFeatureExtractor"
    scope = Scope(f"{stage}{suffix}/InceptionV2", f"{stage}/InceptionV2")
    layer = _reducing(graph, scope, "Mixed_5a", crops)
    layer = _mixed(graph, scope, "Mixed_5b", layer, "AvgPool")
    return _mixed(graph, scope, "Mixed_5c", layer, "MaxPool")


def _mixed(graph: GraphBuilder, scope: Scope, block: str, source: str, pooling: str) -> str:
    ends = [
        _branch(graph, scope, f"{block}/Branch_{n}", source, units)
        for n, units in enumerate(_MIXED)
    ]
    branch = f"{block}/Branch_3"
    pool = f"{scope.nodes}/{branch}/{pooling}_0a_3x3/{pooling}"
    pooled = graph.pool(pool, source, pooling, Window(3))
    ends.append(_unit(graph, scope, f"{branch}/Conv2d_0b_1x1", pooled))
    return graph.concatenation(f"{scope.nodes}/{block}/concat", *ends)


def _reducing(graph: GraphBuilder, scope: Scope, block: str, source: str) -> str:
    ends = [
        _branch(graph, scope, f"{block}/Branch_{n}", source, units)
        for n, units in enumerate(_REDUCING)
    ]
    pool = f"{scope.nodes}/{block}/Branch_2/MaxPool_1a_3x3/MaxPool"
    ends.append(graph.pool(pool, source, "MaxPool", Window(3, 2)))
    return graph.concatenation(f"{scope.nodes}/{block}/concat", *ends)


def _branch(
    graph: GraphBuilder, scope: Scope, branch: str, source: str, units: tuple[str, ...]
) -> str:
    for unit in units:
        source = _unit(graph, scope, f"{branch}/Conv2d_{unit}", source)
    return source


def _unit(graph: GraphBuilder, scope: Scope, unit: str, source: str) -> str:
    """Add a convolution whose name ends in its size; those named 1a have stride 2."""
    window = Window(int(unit[-1]), 2 if "_1a_" in unit else 1)
    weights = f"{scope.variables}/{unit}/weights"
    layer = graph.convolution(f"{scope.nodes}/{unit}/Conv2D", source, weights, WIDTH, window)
    return _normalised(graph, scope, unit, layer)


def _normalised(graph: GraphBuilder, scope: Scope, unit: str, source: str) -> str:
    layer = graph.batch_norm(f"{scope.nodes}/{unit}", source, f"{scope.variables}/{unit}")
    return graph.rectifier(f"{scope.nodes}/{unit}/Relu", layer)


def resnet_first_stage(graph: GraphBuilder, image: str) -> str:
    """Add a ResNet of one unit a block whose last stride is replaced by holes: 8 pixels a cell."""
    stage = "FirstStageFeatureExtractor"
    asserted = assertion(graph, stage, image)
    scope = Scope(f"{stage}/resnet_v1_50/resnet_v1_50", f"{stage}/resnet_v1_50")
    padded = _padded(graph, f"{scope.nodes}/Pad", image, 3, after=asserted)
    layer = _resnet_unit(graph, scope, "conv1", padded, Window(7, 2, "VALID"))
    layer = graph.pool(f"{scope.nodes}/pool1/MaxPool", layer, "MaxPool", Window(3, 2))
    layer = _bottleneck(graph, scope, "block1/unit_1/bottleneck_v1", layer, stride=2)
    return _bottleneck(graph, scope, "block2/unit_1/bottleneck_v1", layer, rate=2)


def resnet_second_stage(graph: GraphBuilder, crops: str) -> str:
    stage = "SecondStageFeatureExtractor"
    scope = Scope(f"{stage}/resnet_v1_50", f"{stage}/resnet_v1_50")
    return _bottleneck(graph, scope, "block4/unit_1/bottleneck_v1", crops)


def _bottleneck(
    graph: GraphBuilder, scope: Scope, unit: str, source: str, *, stride: int = 1, rate: int = 1
) -> str:
    shortcut = _resnet_unit(graph, scope, f"{unit}/shortcut", source, Window(1), active=False)
    if stride > 1:
        window = Window(1, stride)
        shortcut = graph.pool(f"{scope.nodes}/{unit}/shortcut/MaxPool", shortcut, "MaxPool", window)
    layer = _resnet_unit(graph, scope, f"{unit}/conv1", source, Window(1))
    if stride > 1:
        layer = _padded(graph, f"{scope.nodes}/{unit}/Pad", layer, 1)
        layer = _resnet_unit(graph, scope, f"{unit}/conv2", layer, Window(3, stride, "VALID"))
    else:
        layer = _resnet_unit(graph, scope, f"{unit}/conv2", layer, Window(3), rate=rate)
    layer = _resnet_unit(graph, scope, f"{unit}/conv3", layer, Window(1), active=False)
    graph.widths[f"{scope.nodes}/{unit}/add"] = graph.widths[layer]
    total = graph.node(f"{scope.nodes}/{unit}/add", "Add", shortcut, layer, T=FLOAT)
    return graph.rectifier(f"{scope.nodes}/{unit}/Relu", total)


def _resnet_unit(
    graph: GraphBuilder,
    scope: Scope,
    unit: str,
    source: str,
    window: Window,
    *,
    rate: int = 1,
    active: bool = True,
) -> str:
    name, weights = f"{scope.nodes}/{unit}/Conv2D", f"{scope.variables}/{unit}/weights"
    if rate > 1:
        layer = atrous(graph, f"{scope.nodes}/{unit}/convolution", source, weights, rate)
    else:
        layer = graph.convolution(name, source, weights, WIDTH, window)
    variance = _VARIANCE_OF_PIXELS if unit == "conv1" else 1.0
    layer = graph.batch_norm(
        f"{scope.nodes}/{unit}", layer, f"{scope.variables}/{unit}", variance=variance
    )
    return graph.rectifier(f"{scope.nodes}/{unit}/Relu", layer) if active else layer


def atrous(graph: GraphBuilder, name: str, source: str, weights: str, rate: int) -> str:
    """Add a 3x3 convolution with holes as `tf.nn.convolution` does, which regroups the picture."""
    block = graph.const(f"{name}/SpaceToBatchND/block_shape", [rate, rate])
    shape = graph.node(f"{name}/Shape", "Shape", source, T=FLOAT, out_type=INT32)
    ends = [
        graph.node(
            f"{name}/mod_{side}", "FloorMod", graph.item(f"{name}/size_{side}", shape, axis), block
        )
        for axis, side in ((1, "rows"), (2, "columns"))
    ]
    margin = graph.const(f"{name}/base_paddings", rate)
    rows = [
        graph.node(f"{name}/paddings/{n}", "Pack", margin, end, N=2) for n, end in enumerate(ends)
    ]
    paddings = graph.node(f"{name}/paddings", "Pack", *rows, N=2, axis=0)
    grouped = graph.node(f"{name}/SpaceToBatchND", "SpaceToBatchND", source, block, paddings)
    graph.widths[grouped] = graph.widths[source]
    convolved = graph.convolution(name, grouped, weights, WIDTH, Window(3, padding="VALID"))
    joined = graph.node(f"{name}/BatchToSpaceND", "BatchToSpaceND", convolved, block, paddings)
    graph.widths[joined] = graph.widths[convolved]
    return joined


def _padded(graph: GraphBuilder, name: str, source: str, margin: int, after: str = "") -> str:
    sides = [[0, 0], [margin, margin], [margin, margin], [0, 0]]
    inputs = [source, graph.const(f"{name}/paddings", sides), *([after] if after else [])]
    graph.widths[name] = graph.widths[source]
    return graph.node(name, "Pad", *inputs, T=FLOAT, Tpaddings=INT32)


_MOBILENET_STRIDES = (2, 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
"""Of the first convolution and the thirteen pairs after it."""


def mobilenet(graph: GraphBuilder, image: str, *, spelled: bool) -> dict[int, str]:
    """Add MobileNet v1; return its layers by number. `spelled` writes batch norms out in full."""
    stage = "FeatureExtractor"
    asserted = assertion(graph, stage, image)
    scope = Scope(f"{stage}/MobilenetV1/MobilenetV1", f"{stage}/MobilenetV1")
    name, layers = f"{scope.nodes}/Conv2d_0", {}
    window = Window(3, _MOBILENET_STRIDES[0])
    layer = graph.convolution(
        f"{name}/convolution", image, f"{scope.variables}/Conv2d_0/weights", WIDTH, window, asserted
    )
    layer = relu6_unit(graph, scope, "Conv2d_0", layer, spelled=spelled)
    for number, stride in enumerate(_MOBILENET_STRIDES[1:], start=1):
        unit = f"Conv2d_{number}_depthwise"
        layer = graph.depthwise(
            f"{scope.nodes}/{unit}/depthwise",
            layer,
            f"{scope.variables}/{unit}/depthwise_weights",
            1,
            Window(3, stride),
        )
        layer = relu6_unit(graph, scope, unit, layer, spelled=spelled)
        unit = f"Conv2d_{number}_pointwise"
        layer = graph.convolution(
            f"{scope.nodes}/{unit}/convolution",
            layer,
            f"{scope.variables}/{unit}/weights",
            WIDTH,
            Window(1),
        )
        layers[number] = layer = relu6_unit(graph, scope, unit, layer, spelled=spelled)
    return layers


def relu6_unit(graph: GraphBuilder, scope: Scope, unit: str, source: str, *, spelled: bool) -> str:
    name, variables = f"{scope.nodes}/{unit}", f"{scope.variables}/{unit}"
    layer = graph.batch_norm(name, source, variables, fused=not spelled)
    return graph.rectifier(f"{name}/Relu6", layer, "Relu6")


def coarser_maps(graph: GraphBuilder, source: str, count: int, *, spelled: bool) -> list[str]:
    """Add SSD's further maps, each with cells twice as large as the one before."""
    scope = Scope("FeatureExtractor/MobilenetV1", "FeatureExtractor/MobilenetV1")
    maps = []
    for number in range(2, 2 + count):
        for step, kernel, stride in ((1, 1, 1), (2, 3, 2)):
            unit = f"Conv2d_13_pointwise_{step}_Conv2d_{number}_{kernel}x{kernel}"
            weights = f"{scope.variables}/{unit}/weights"
            source = graph.convolution(
                f"{scope.nodes}/{unit}/convolution", source, weights, WIDTH, Window(kernel, stride)
            )
            source = relu6_unit(graph, scope, unit, source, spelled=spelled)
        maps.append(source)
    return maps


def pyramid(graph: GraphBuilder, layers: list[str], side: int) -> list[str]:
    """Add a feature pyramid on three maps, the finest `side` cells wide, and two coarser ones."""
    scope = "FeatureExtractor/MobilenetV1/fpn"
    maps = [
        graph.convolution(
            f"{scope}/projection_{n}/Conv2D",
            layer,
            f"{scope}/projection_{n}/weights",
            WIDTH,
            Window(1),
        )
        for n, layer in enumerate(layers, start=1)
    ]
    for level in (1, 0):
        name = f"{scope}/top_down/level_{level}"
        size = side >> level
        doubled = _doubled(graph, f"{name}/nearest_neighbor_upsampling", maps[level + 1], size // 2)
        maps[level] = graph.node(f"{name}/add", "Add", doubled, maps[level], T=FLOAT)
        graph.widths[maps[level]] = WIDTH
    for level in (3, 4):
        unit = f"{scope}/bottom_up_Conv2d_{level}"
        maps.append(
            graph.convolution(f"{unit}/Conv2D", maps[-1], f"{unit}/weights", WIDTH, Window(3, 2))
        )
    return maps


def _doubled(graph: GraphBuilder, name: str, source: str, side: int) -> str:
    batch = graph.item(f"{name}/strided_slice", graph.node(f"{name}/Shape", "Shape", source), 0)
    sizes = {n: graph.const(f"{name}/size_{n}", n) for n in {1, side, 2 * side, WIDTH}}
    spread = [batch, *(sizes[n] for n in (side, 1, side, 1, WIDTH))]
    shape = graph.node(f"{name}/Reshape/shape", "Pack", *spread, N=6)
    apart = graph.node(f"{name}/Reshape", "Reshape", source, shape, T=FLOAT)
    ones = graph.const(f"{name}/ones", np.ones((1, 1, 2, 1, 2, 1)))
    repeated = graph.node(f"{name}/mul", "Mul", apart, ones, T=FLOAT)
    whole = [batch, *(sizes[n] for n in (2 * side, 2 * side, WIDTH))]
    shape = graph.node(f"{name}/Reshape_1/shape", "Pack", *whole, N=4)
    return graph.node(f"{name}/Reshape_1", "Reshape", repeated, shape, T=FLOAT)
