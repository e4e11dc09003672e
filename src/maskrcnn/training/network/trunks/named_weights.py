"""Weights by name, in whichever of its forms a checkpoint holds them."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ModelError
from maskrcnn.models.torch_checkpoint import Record
from maskrcnn.models.yolo_onnx.module import Module

WRAPPERS = ("ema", "model", "state_dict")
"""Under which the weights lie where a checkpoint holds the state of a training too."""


class NamedWeights(Protocol):
    """What weights can be asked for."""

    def tensor(self, name: str, shape: tuple[int, ...]) -> NDArray[Any]:
        """Return the weights of a name.

        Raises
        ------
        ModelError
            If there are none, or they are of another shape.
        """


def named_weights(checkpoint: object, first: str) -> NamedWeights:
    """Find the weights in a checkpoint.

    Parameters
    ----------
    checkpoint : object
        What `read_checkpoint` returned: a table of weights by name or a whole network, or a
        dictionary with one of them.
    first : str
        The name of one of the weights; others may come before it in all names alike, such as
        `backbone.body.`, and are left out.

    Raises
    ------
    ModelError
        If it holds neither.
    """
    if isinstance(checkpoint, dict):
        inside = (checkpoint.get(name) for name in WRAPPERS)
        checkpoint = next((each for each in inside if isinstance(each, (dict, Record))), checkpoint)
    if isinstance(checkpoint, Record):
        return _Network(checkpoint)
    if isinstance(checkpoint, dict):
        return _Table(checkpoint, first)
    raise ModelError("holds neither weights by name nor a network")


class _Table:
    """Weights by name, as `state_dict` gives them."""

    def __init__(self, table: dict[Any, Any], first: str) -> None:
        ends = [str(name) for name in table if f".{name}".endswith(f".{first}")]
        self._before = min(ends, key=len, default=first).removesuffix(first)
        self._table = table

    def tensor(self, name: str, shape: tuple[int, ...]) -> NDArray[Any]:
        values = self._table.get(self._before + name)
        if not isinstance(values, np.ndarray) or values.dtype.kind not in "fiu":
            raise ModelError(f"lacks {name}")
        if values.shape != shape:
            raise ModelError(f"{name} is of shape {values.shape} in place of {shape}")
        return values


class _Network:
    """A network that was saved with all its layers."""

    def __init__(self, network: Record) -> None:
        self._network = Module("", network)

    def tensor(self, name: str, shape: tuple[int, ...]) -> NDArray[Any]:
        *places, last = name.split(".")
        layer = self._network
        for place in places:
            layer = layer.child(place)
        return layer.tensor(last, *shape)
