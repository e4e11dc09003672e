"""MobileNet v1 (Howard et al., arXiv:1704.04861), thin, and the maps that SSD puts on it."""

import numpy as np

from tests.support.tensorflow_builder import FLOAT, WIDTH, BatchNorm, GraphBuilder, Window
from tests.support.tensorflow_layers import Scope
from tests.support.tensorflow_plumbing import assertion

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
    layer = graph.batch_norm(name, source, variables, BatchNorm(fused=not spelled))
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
