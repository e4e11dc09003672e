"""ResNet-50 and -101, of fewer units a block, with the last stride replaced by holes.

He et al., arXiv:1512.03385, in the zoo's form: the last unit of a block has its stride, and where
the stride of block2 was taken out, all of block3 has holes.
"""

from tests.support.tensorflow_builder import BatchNorm, GraphBuilder, Window
from tests.support.tensorflow_layers import Scope, padded, residual, unit
from tests.support.tensorflow_plumbing import assertion

_FIRST, _SECOND = "FirstStageFeatureExtractor", "SecondStageFeatureExtractor"
_NORM = BatchNorm(epsilon=1e-5)
_UNITS = 2
_VARIANCE_OF_PIXELS = 8000.0
_VARIANCE_OF_RESIDUAL = 4.0
"""Residuals are made smaller than they are, or activations would grow from unit to unit."""


def first_stage(graph: GraphBuilder, image: str, name: str = "resnet_v1_50") -> str:
    """Add the layers up to block3, which has a cell for 8 pixels."""
    asserted = assertion(graph, _FIRST, image)
    scope = Scope(f"{_FIRST}/{name}/{name}", f"{_FIRST}/{name}", _NORM)
    layer = padded(graph, f"{scope.nodes}/Pad", image, 3, asserted)
    layer = unit(
        graph, scope.within("conv1"), layer, Window(7, 2, "VALID"), variance=_VARIANCE_OF_PIXELS
    )
    layer = graph.pool(f"{scope.nodes}/pool1/MaxPool", layer, "MaxPool", Window(3, 2))
    layer = _block(graph, scope.within("block1"), layer, last_stride=2)
    layer = _block(graph, scope.within("block2"), layer)
    return _block(graph, scope.within("block3"), layer, rate=2)


def second_stage(
    graph: GraphBuilder, crops: str, suffix: str = "", name: str = "resnet_v1_50"
) -> str:
    """Add block4; the mask branch has it once more, with the same weights."""
    scope = Scope(f"{_SECOND}{suffix}/{name}", f"{_SECOND}/{name}", _NORM)
    return _block(graph, scope.within("block4"), crops)


def _block(
    graph: GraphBuilder, scope: Scope, source: str, *, last_stride: int = 1, rate: int = 1
) -> str:
    for number in range(1, _UNITS + 1):
        bottleneck = scope.within(f"unit_{number}/bottleneck_v1")
        window = Window(3, last_stride if number == _UNITS else 1, rate=rate)
        source = _bottleneck(graph, bottleneck, source, window, projected=number == 1)
    return source


def _bottleneck(
    graph: GraphBuilder, scope: Scope, source: str, window: Window, *, projected: bool
) -> str:
    """Add 1x1, 3x3 and 1x1 convolutions beside a shortcut, which the first unit projects."""
    shortcut, one = source, Window(1)
    if projected:
        shortcut = unit(graph, scope.within("shortcut"), source, one, active=False)
    elif window.stride > 1:
        every = Window(1, window.stride)
        shortcut = graph.pool(f"{scope.nodes}/shortcut/MaxPool", source, "MaxPool", every)
    layer = unit(graph, scope.within("conv1"), source, one)
    if window.stride > 1:
        layer = padded(graph, f"{scope.nodes}/Pad", layer, 1)
        window = Window(3, window.stride, "VALID")
    layer = unit(graph, scope.within("conv2"), layer, window)
    layer = unit(
        graph, scope.within("conv3"), layer, one, active=False, variance=_VARIANCE_OF_RESIDUAL
    )
    total = residual(graph, scope.nodes, shortcut, layer)
    return graph.rectifier(f"{scope.nodes}/Relu", total)
