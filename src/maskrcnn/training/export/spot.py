"""Where in an ONNX graph a layer of a network goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from maskrcnn.errors import ModelError
from maskrcnn.models.onnx_graph import GraphBuilder


@dataclass(frozen=True)
class Spot:
    """A place in a graph for one layer.

    Attributes
    ----------
    graph : GraphBuilder
    value : str
        The name of what the layer gives.
    path : str
        The layer's name in the network, with which the state dict names its weights.
    """

    graph: GraphBuilder
    value: str
    path: str

    def node(self, operation: str, *inputs: str, part: str = "", **attributes: Any) -> str:
        """Add a node: the layer's last, or `part` of it."""
        name = f"{self.value}/{part}" if part else self.value
        return self.graph.node(name, operation, *inputs, **attributes)

    def wholes(self, part: str, *numbers: int) -> str:
        """Add whole numbers that a node reads."""
        return self.graph.weight(f"{self.value}/{part}", np.array(numbers, np.int64))

    def weight(self, name: str, tensor: torch.Tensor) -> str:
        """Add weights of the layer in full precision."""
        return self.graph.weight(f"{self.path}.{name}", _numbers(tensor))

    def weights(self, layer: Any) -> list[str]:
        """Add a kernel or matrix in half precision, and the bias, if there is one, in full."""
        kernel, bias = layer.weight, layer.bias
        half = self.graph.half_weight(f"{self.path}.weight", _numbers(kernel))
        return [half] if bias is None else [half, self.weight("bias", bias)]

    def require(self, layer: nn.Module, **settings: object) -> None:
        """Refuse a layer unless its settings are the only ones that can be written.

        Raises
        ------
        ModelError
        """
        for name, wanted in settings.items():
            found = getattr(layer, name)
            if found != wanted:
                raise ModelError(
                    f"{self.path}: a {type(layer).__name__} is exported with {name} {wanted!r} "
                    f"only, not {found!r}"
                )


def _numbers(tensor: torch.Tensor) -> np.ndarray[Any, Any]:
    numbers: np.ndarray[Any, Any] = tensor.detach().float().cpu().numpy()
    return numbers
