"""Storages and tensors: how PyTorch keeps numbers, and NumPy arrays made from that.

A *storage* is a flat run of numbers of one type; a tensor is a view of one, given by an offset, a
shape and strides, all counted in numbers. Several tensors may share a storage. The pickle names
a storage by a persistent id, and the file holds its bytes elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ModelError
from maskrcnn.models.torch_checkpoint.brief import brief
from maskrcnn.models.torch_checkpoint.pickle_machine import Symbol

Array: TypeAlias = NDArray[Any]
ByteOrder: TypeAlias = Literal["<", ">"]

DIMENSION_LIMIT = 32
REPEAT_LIMIT = 2**24
"""Numbers in a tensor that is larger than its storage because it repeats some, when expanded."""

BFLOAT16 = "torch.BFloat16Storage"
BOOL = "torch.BoolStorage"

STORED_TYPES: dict[str, np.dtype[Any]] = {
    "torch.DoubleStorage": np.dtype("f8"),
    "torch.FloatStorage": np.dtype("f4"),
    "torch.HalfStorage": np.dtype("f2"),
    BFLOAT16: np.dtype("u2"),
    "torch.LongStorage": np.dtype("i8"),
    "torch.IntStorage": np.dtype("i4"),
    "torch.ShortStorage": np.dtype("i2"),
    "torch.CharStorage": np.dtype("i1"),
    "torch.ByteStorage": np.dtype("u1"),
    BOOL: np.dtype("u1"),
    "torch.ComplexFloatStorage": np.dtype("c8"),
    "torch.ComplexDoubleStorage": np.dtype("c16"),
    "torch.UntypedStorage": np.dtype("u1"),
    "torch.storage.UntypedStorage": np.dtype("u1"),
}
"""What each class of storage writes; a `bfloat16` is the upper half of a `float32`'s bits."""

_VALUE_TYPES = STORED_TYPES | {BFLOAT16: np.dtype("f4"), BOOL: np.dtype("?")}


@dataclass(eq=False, slots=True)
class Storage:
    """A flat run of numbers.

    Attributes
    ----------
    type : str
        The name of PyTorch's class, a key of `STORED_TYPES`.
    values : array (n,)
        The older form of the file fills them after the tensors were made.
    """

    type: str
    values: Array

    @property
    def stored_bytes(self) -> int:
        """The size of the numbers in the file."""
        return len(self.values) * STORED_TYPES[self.type].itemsize

    def fill(self, raw: bytes, byte_order: ByteOrder) -> None:
        """Set all values from the file's bytes, as many as `stored_bytes`."""
        stored = np.frombuffer(raw, STORED_TYPES[self.type].newbyteorder(byte_order))
        if self.type == BFLOAT16:
            stored = (stored.astype(np.uint32) << 16).view(np.float32)
        self.values[:] = stored


class StorageTable(dict[str, Storage]):
    """The storages of one file by key.

    Parameters
    ----------
    byte_limit : int
        How many bytes all storages together may take in the file.
    load : callable
        Called with the key of each new storage and the storage, which holds zeros.
    """

    def __init__(self, byte_limit: int, load: Callable[[str, Storage], None]) -> None:
        super().__init__()
        self._bytes_left = byte_limit
        self._load = load

    def resolve(self, persistent_id: object) -> Storage | Symbol:
        """Give the storage, or the class whose source was saved, that a persistent id stands for.

        Raises
        ------
        ModelError
            If the id is of another form, its type is unknown, or the storages are too large.
        """
        match persistent_id:
            case ("storage", Symbol(name=kind), str(key), _, int(count)) | (
                "storage", Symbol(name=kind), str(key), _, int(count), None
            ):  # fmt: skip
                return self._storage(kind, key, count)
            case ("module", Symbol() as container, _, _):
                return container
        raise ModelError("its pickle has a persistent id that stands for no storage")

    def _storage(self, kind: str, key: str, count: int) -> Storage:
        if key not in self:
            self[key] = self._new_storage(kind, count)
            self._load(key, self[key])
        storage = self[key]
        if storage.type != kind or len(storage.values) != count:
            raise ModelError(f"storage {brief(key)} is used with two types or sizes")
        return storage

    def _new_storage(self, kind: str, count: int) -> Storage:
        if kind not in STORED_TYPES:
            raise ModelError(f"cannot read numbers of type {brief(kind)}")
        self._bytes_left -= count * STORED_TYPES[kind].itemsize
        if count < 0 or self._bytes_left < 0:
            raise ModelError(
                f"claims a storage of {brief(count)} numbers, more than the file can hold"
            )
        return Storage(kind, np.zeros(count, _VALUE_TYPES[kind]))


def rebuild_tensor(
    storage: object, offset: object, shape: object, strides: object, *metadata: object
) -> Array:
    """Make the view of a storage that a tensor is.

    Parameters
    ----------
    storage : Storage
    offset : int
        Index of the tensor's first number.
    shape, strides : tuple of int
        As many as the tensor has dimensions.
    metadata : tuple
        Whether a gradient is wanted and its hooks, which are ignored, and after them the marks of
        a lazy conjugate or negative, which are refused.

    Returns
    -------
    array
        Read-only.

    Raises
    ------
    ModelError
        If the tensor would reach outside its storage, or the arguments are no tensor's.
    """
    if not isinstance(storage, Storage) or any(metadata[2:]):
        raise ModelError("holds a tensor of a kind that cannot be read")
    shape, strides = _counts(shape), _counts(strides)
    (offset,) = _counts((offset,))
    if len(shape) != len(strides) or len(shape) > DIMENSION_LIMIT:
        raise ModelError(f"holds a tensor of shape {brief(shape)} with strides {brief(strides)}")
    end = offset + sum((n - 1) * step for n, step in zip(shape, strides, strict=True)) + 1
    available = len(storage.values)
    if prod(shape) and (end > available or prod(shape) > max(available, REPEAT_LIMIT)):
        raise ModelError(
            f"holds a tensor of shape {brief(shape)} that exceeds its {available} numbers"
        )
    if not prod(shape):
        return np.zeros(shape, storage.values.dtype)
    byte_strides = [step * storage.values.itemsize for step in strides]
    return np.lib.stride_tricks.as_strided(
        storage.values[offset:], shape, byte_strides, writeable=False
    )


def _counts(values: object) -> tuple[int, ...]:
    if isinstance(values, tuple) and all(type(n) is int and n >= 0 for n in values):
        return values
    raise ModelError("holds a tensor whose offset, shape or strides are no counts")


def rebuild_parameter(tensor: object, *_: object) -> Array:
    """Give the tensor that a parameter wraps."""
    if not isinstance(tensor, np.ndarray):
        raise ModelError("holds a parameter that is no tensor")
    return tensor
