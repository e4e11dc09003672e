"""The layers and operations that networks are built of, each written as ONNX nodes.

What all engines take alike: paddings and sizes are written out, nothing is inferred.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx
import torch
from torch import nn

from maskrcnn.errors import ModelError
from maskrcnn.training.export.spot import Spot
from maskrcnn.training.network.layers import Norm

Layer = Callable[[Spot, Any, str], str]
"""Adds a layer that reads a value, and returns the name of its own."""

COLORS = 3


def _convolution(at: Spot, layer: nn.Conv2d, value: str) -> str:
    at.require(layer, padding_mode="zeros")
    return at.node(
        "Conv",
        value,
        *at.weights(layer),
        kernel_shape=layer.kernel_size,
        strides=layer.stride,
        pads=_pair(layer.padding) * 2,
        dilations=layer.dilation,
        group=layer.groups,
    )


def _transposed_convolution(at: Spot, layer: nn.ConvTranspose2d, value: str) -> str:
    at.require(layer, output_padding=(0, 0))
    return at.node(
        "ConvTranspose",
        value,
        *at.weights(layer),
        kernel_shape=layer.kernel_size,
        strides=layer.stride,
        pads=_pair(layer.padding) * 2,
        dilations=layer.dilation,
        group=layer.groups,
    )


def _normalisation(at: Spot, layer: Norm, value: str) -> str:
    at.require(layer, affine=True, track_running_stats=True)
    names = ("weight", "bias", "running_mean", "running_var")
    weights = [at.weight(name, getattr(layer, name)) for name in names]
    return at.node("BatchNormalization", value, *weights, epsilon=layer.eps)


def _linear(at: Spot, layer: nn.Linear, value: str) -> str:
    return at.node("Gemm", value, *at.weights(layer), transB=1)


def _largest(at: Spot, layer: nn.MaxPool2d, value: str) -> str:
    at.require(layer, ceil_mode=False, dilation=1)
    return at.node(
        "MaxPool",
        value,
        kernel_shape=_pair(layer.kernel_size),
        strides=_pair(layer.stride),
        pads=_pair(layer.padding) * 2,
    )


def _averaged(at: Spot, layer: nn.AvgPool2d, value: str) -> str:
    at.require(layer, ceil_mode=False, padding=0)
    window = _pair(layer.kernel_size)
    return at.node("AveragePool", value, kernel_shape=window, strides=_pair(layer.stride))


def _enlarged(at: Spot, layer: nn.Upsample, value: str) -> str:
    at.require(layer, scale_factor=2)
    if layer.mode == "bilinear":
        at.require(layer, align_corners=False)
        how = {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}
    else:
        at.require(layer, mode="nearest")
        how = {
            "mode": "nearest",
            "coordinate_transformation_mode": "asymmetric",
            "nearest_mode": "floor",
        }
    twice = at.graph.weight("twice", np.array([1.0, 1.0, 2.0, 2.0]))
    return at.node("Resize", value, "", twice, **how)


def _rectified(at: Spot, layer: nn.ReLU, value: str) -> str:  # noqa: ARG001 (as all layers)
    return at.node("Relu", value)


def _leaky(at: Spot, layer: nn.LeakyReLU, value: str) -> str:
    return at.node("LeakyRelu", value, alpha=layer.negative_slope)


def _rectified_to_six(at: Spot, layer: nn.ReLU6, value: str) -> str:  # noqa: ARG001
    limits = (at.graph.weight(f"limit/{limit}", np.array(float(limit))) for limit in (0, 6))
    return at.node("Clip", value, *limits)


def _gated(at: Spot, layer: nn.SiLU, value: str) -> str:  # noqa: ARG001
    """Write SiLU as x · sigmoid(x), which engines know to fuse into a convolution before it."""
    return at.node("Mul", value, at.node("Sigmoid", value, part="gate"))


def _flat(at: Spot, layer: nn.Flatten, value: str) -> str:
    return _flattened(at, value, layer.start_dim, layer.end_dim)


def _unflat(at: Spot, layer: nn.Unflatten, value: str) -> str:
    """Split the second and last axis: of what a `Flatten` gave, or a concatenation of those."""
    at.require(layer, dim=1)
    return at.node("Reshape", value, at.wholes("shape", 0, *layer.unflattened_size))


LAYERS: dict[type[nn.Module], Layer] = {
    Norm: _normalisation,
    nn.AvgPool2d: _averaged,
    nn.Conv2d: _convolution,
    nn.ConvTranspose2d: _transposed_convolution,
    nn.Flatten: _flat,
    nn.LeakyReLU: _leaky,
    nn.Linear: _linear,
    nn.MaxPool2d: _largest,
    nn.ReLU: _rectified,
    nn.ReLU6: _rectified_to_six,
    nn.SiLU: _gated,
    nn.Unflatten: _unflat,
    nn.Upsample: _enlarged,
}
"""What adds a layer, by its class."""


def _flattened(at: Spot, value: str, start: int = 0, end: int = -1) -> str:
    if (start, end) != (1, -1):
        raise ModelError(f"{at.path}: flattens from axis {start} to {end}, not from 1 to the last")
    return at.node("Flatten", value, axis=1)


def _turned(at: Spot, value: str, *axes: int) -> str:
    return at.node("Transpose", value, perm=axes)


def _reshaped(at: Spot, value: str, *lengths: int) -> str:
    return at.node("Reshape", value, at.wholes("shape", *lengths))


def _colors_reversed(at: Spot, value: str, axis: int) -> str:
    """Write a flip, which in these networks is of three colours."""
    return at.node("Gather", value, at.wholes("order", *reversed(range(COLORS))), axis=axis)


def _as_it_is(at: Spot, value: str) -> str:
    """Write what changes no number, but where numbers lie in memory."""
    return at.node("Identity", value)


def _as_float(at: Spot, value: str) -> str:
    return at.node("Cast", value, to=onnx.TensorProto.FLOAT)


def _narrowed(at: Spot, value: str, axis: int, start: int, length: int) -> str:
    limits = (at.wholes(name, place) for name, place in (("start", start), ("end", start + length)))
    return at.node("Slice", value, *limits, at.wholes("axis", axis))


def _concatenated(at: Spot, values: Sequence[str], dim: int = 0) -> str:
    return at.node("Concat", *values, axis=dim)


def _arithmetic(operation: str) -> Callable[[Spot, str, str], str]:
    return lambda at, one, other: at.node(operation, one, other)


OPERATIONS: dict[Callable[..., Any] | str, Callable[..., str]] = {
    operator.add: _arithmetic("Add"),
    operator.sub: _arithmetic("Sub"),
    operator.mul: _arithmetic("Mul"),
    operator.truediv: _arithmetic("Div"),
    torch.cat: _concatenated,
    "contiguous": _as_it_is,
    "flatten": _flattened,
    "flip": _colors_reversed,
    "float": _as_float,
    "narrow": _narrowed,
    "permute": _turned,
    "reshape": _reshaped,
}
"""What adds an operation, by the function or the name of the tensor's method."""


def _pair(value: int | str | tuple[int, ...]) -> tuple[int, ...]:
    """Return a setting of both axes, for which one number may stand."""
    if isinstance(value, str):
        raise ModelError(f"padding {value!r} is not exported: write it in numbers")
    return value if isinstance(value, tuple) else (value, value)
