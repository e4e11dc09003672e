"""Convolutions with all that can be folded into them, and the activations that follow.

Batch normalisation is a scale and a shift for each channel, and so is part of the convolution
before it once training is over (Ioffe and Szegedy, 2015). All folding is done in `float64`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ModelError
from maskrcnn.models.onnx_graph import GraphBuilder
from maskrcnn.models.yolo_onnx.module import Module


@dataclass(frozen=True)
class Weights:
    """What a convolution computes with.

    Attributes
    ----------
    kernel : float64 (out, in, height, width)
    bias : float64 (out,)
    """

    kernel: NDArray[np.float64]
    bias: NDArray[np.float64]

    def scaled(self, scale: NDArray[np.float64], shift: NDArray[np.float64]) -> Weights:
        """Fold in a scale and a shift of the output, each (out,)."""
        return Weights(self.kernel * scale[:, None, None, None], self.bias * scale + shift)


def plain_weights(convolution: Module) -> Weights:
    """Return the weights of a `Conv2d`."""
    kernel = convolution.tensor("weight", None, None, None, None)
    if not convolution.has_tensor("bias"):
        return Weights(kernel, np.zeros(len(kernel)))
    return Weights(kernel, convolution.tensor("bias", len(kernel)))


def normalised_weights(block: Module) -> Weights:
    """Return the weights of a `Conv` block, with its batch normalisation if it still has one."""
    weights = plain_weights(block.child("conv"))
    if not block.has("bn"):
        return weights
    norm, channels = block.child("bn"), len(weights.bias)
    variance = np.maximum(norm.tensor("running_var", channels), 0)
    scale = norm.tensor("weight", channels) / np.sqrt(variance + norm.number("eps"))
    shift = norm.tensor("bias", channels) - norm.tensor("running_mean", channels) * scale
    return weights.scaled(scale, shift)


def add_convolution(graph: GraphBuilder, module: Module, value: str, weights: Weights) -> str:
    """Add a convolution with the settings of a `Conv2d` and weights made from its own."""
    module.require(padding_mode="zeros")
    return graph.node(
        module.name,
        "Conv",
        value,
        graph.weight(f"{module.name}.weight", weights.kernel),
        graph.weight(f"{module.name}.bias", weights.bias),
        kernel_shape=weights.kernel.shape[2:],
        strides=module.pair("stride"),
        pads=module.pair("padding", least=0) * 2,
        dilations=module.pair("dilation"),
        group=module.integer("groups"),
    )


def add_activation(graph: GraphBuilder, module: Module, value: str) -> str:
    """Add an activation.

    SiLU is written as x · sigmoid(x), which engines know to fuse into the convolution before it.

    Raises
    ------
    ModelError
        If its kind is unknown.
    """
    match module.kind:
        case "torch.nn.modules.activation.SiLU":
            gate = graph.node(f"{module.name}.gate", "Sigmoid", value)
            return graph.node(module.name, "Mul", value, gate)
        case "torch.nn.modules.activation.ReLU":
            return graph.node(module.name, "Relu", value)
        case "torch.nn.modules.activation.LeakyReLU":
            slope = module.number("negative_slope")
            return graph.node(module.name, "LeakyRelu", value, alpha=slope)
        case "torch.nn.modules.linear.Identity":
            return value
    raise ModelError(f"activation {module.name} is a {module.kind}, which cannot be converted")
