"""The mask prototypes, on which a small YOLO network would spend a quarter of its time.

They come from a convolution of 3x3 on a feature map that was doubled by repeating every value.
Of the nine values under the kernel only four then differ, and which four depends on whether row
and column are even or odd. So the doubled map is never made: four convolutions of 2x2 on the
small map, one for each parity, give the same sums with 16 products where there were 36, and
their results are interleaved at the end (Shi et al., "Is the deconvolution layer the same as a
convolutional layer?", 2016).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ModelError
from maskrcnn.models.onnx_graph import GraphBuilder
from maskrcnn.models.yolo_onnx.convolution import Weights, add_activation, normalised_weights
from maskrcnn.models.yolo_onnx.layers import add_children, add_layer
from maskrcnn.models.yolo_onnx.module import Module

MERGED_TAPS = np.array([[[1, 0, 0], [0, 1, 1]], [[1, 1, 0], [0, 0, 1]]], np.float64)
"""For even and odd rows (or columns): which of 3 kernel rows fall on each of 2 small rows."""


def add_prototypes(graph: GraphBuilder, module: Module, value: str, output: str) -> None:
    """Add the branch that makes prototypes from the finest feature map.

    Parameters
    ----------
    graph : GraphBuilder
    module : Module
        A `Proto`: a block, doubling, a block of 3x3, a block of 1x1.
    value : str
        The feature map, (N, C, h, w).
    output : str
        The name of the prototypes, (N, M, 2h, 2w).
    """
    module.child("upsample").require(mode="nearest", scale_factor=2)
    value = add_children(graph, module, "cv1", value)
    parities = [
        _add_parity(graph, module, value, row, column) for row in (0, 1) for column in (0, 1)
    ]
    stacked = graph.node(f"{module.name}.parities", "Concat", *parities, axis=1)
    graph.node(output, "DepthToSpace", stacked, blocksize=2, mode="DCR")


def _add_parity(graph: GraphBuilder, module: Module, value: str, row: int, column: int) -> str:
    parity = f"{row}{column}"
    block = module.child("cv2")
    block.child("conv").require(
        stride=(1, 1), padding=(1, 1), dilation=(1, 1), groups=1, padding_mode="zeros"
    )
    weights = _merged(normalised_weights(block), row, column)
    name = block.child("conv").renamed(parity).name
    value = graph.node(
        name,
        "Conv",
        value,
        graph.weight(f"{name}.weight", weights.kernel),
        graph.weight(f"{name}.bias", weights.bias),
        kernel_shape=(2, 2),
        pads=(1 - row, 1 - column, row, column),
    )
    value = add_activation(graph, block.child("act").renamed(parity), value)
    return add_layer(graph, module.child("cv3").renamed(parity), [value])


def _merged(weights: Weights, row: int, column: int) -> Weights:
    if weights.kernel.shape[2:] != (3, 3):
        raise ModelError(f"has prototypes from a kernel of {weights.kernel.shape}, not of 3x3")
    taps: NDArray[np.float64] = np.einsum(
        "oihw,yh,xw->oiyx", weights.kernel, MERGED_TAPS[row], MERGED_TAPS[column]
    )
    return Weights(taps, weights.bias)
