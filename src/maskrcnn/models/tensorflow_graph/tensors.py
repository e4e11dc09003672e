"""TensorProto, the form in which a graph carries its numbers, to NumPy arrays and back.

Numbers lie either in `tensor_content`, little-endian and packed, or in a field of their type. A
typed field may be shorter than the tensor: its last number then stands for all the rest, and an
empty one means zeros.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph.schema import DataType, TensorProto

Array: TypeAlias = NDArray[Any]

ELEMENT_LIMIT = 2**28
"""Numbers in one tensor; the largest weight of the zoo's models has 2**25."""

_FIELDS: dict[DataType, tuple[str, np.dtype[Any]]] = {
    DataType.DT_FLOAT: ("float_val", np.dtype("<f4")),
    DataType.DT_DOUBLE: ("double_val", np.dtype("<f8")),
    DataType.DT_HALF: ("half_val", np.dtype("<f2")),
    DataType.DT_BFLOAT16: ("half_val", np.dtype("<u2")),
    DataType.DT_INT8: ("int_val", np.dtype("i1")),
    DataType.DT_UINT8: ("int_val", np.dtype("u1")),
    DataType.DT_INT16: ("int_val", np.dtype("<i2")),
    DataType.DT_UINT16: ("int_val", np.dtype("<u2")),
    DataType.DT_INT32: ("int_val", np.dtype("<i4")),
    DataType.DT_UINT32: ("uint32_val", np.dtype("<u4")),
    DataType.DT_INT64: ("int64_val", np.dtype("<i8")),
    DataType.DT_UINT64: ("uint64_val", np.dtype("<u8")),
    DataType.DT_BOOL: ("bool_val", np.dtype("?")),
}

_TYPES = {np.dtype("f4"): DataType.DT_FLOAT, np.dtype("i4"): DataType.DT_INT32}


@dataclass(frozen=True, eq=False)
class Tensor:
    """A tensor as the graph holds it, decoded when asked for."""

    message: Any

    @classmethod
    def of(cls, array: Array) -> Tensor:
        """Make a small tensor from float32 or int32 numbers, each written out.

        OpenCV reads the constants of a text graph from the typed field only.
        """
        data_type = _TYPES[array.dtype]
        message = TensorProto(dtype=data_type)
        message.tensor_shape.SetInParent()
        for size in array.shape:
            message.tensor_shape.dim.add(size=size)
        getattr(message, _FIELDS[data_type][0]).extend(array.ravel().tolist())
        return cls(message)

    @classmethod
    def packed(cls, array: Array) -> Tensor:
        """Make a tensor of any size from float32 or int32 numbers."""
        message = TensorProto(dtype=_TYPES[array.dtype])
        for size in array.shape:
            message.tensor_shape.dim.add(size=size)
        message.tensor_content = np.ascontiguousarray(array).tobytes()
        return cls(message)

    def array(self) -> Array:
        """Decode the numbers; those of bfloat16 come as float32.

        Raises
        ------
        ModelError
            If the type holds no numbers, or there are fewer or more than the shape says.
        """
        try:
            field, dtype = _FIELDS[self.message.dtype]
        except KeyError:
            name = DataType(self.message.dtype).name
            raise ModelError(f"a tensor of type {name} holds no numbers that can be read") from None
        shape = tuple(dim.size for dim in self.message.tensor_shape.dim)
        if min(shape, default=0) < 0 or prod(shape) > ELEMENT_LIMIT:
            raise ModelError(f"a tensor of shape {shape} cannot be: the file is damaged")
        content = self.message.tensor_content
        if content:
            numbers = _unpack(content, dtype, shape)
        else:
            numbers = _fill(getattr(self.message, field), dtype, shape)
        if self.message.dtype == DataType.DT_BFLOAT16:
            numbers = (numbers.astype(np.uint32) << 16).view(np.float32)
        return numbers.reshape(shape)


def _unpack(content: bytes, dtype: np.dtype[Any], shape: tuple[int, ...]) -> Array:
    if len(content) != prod(shape) * dtype.itemsize:
        raise ModelError(
            f"a tensor of shape {shape} and type {dtype} has {len(content)} bytes: "
            "the file is damaged"
        )
    return np.frombuffer(content, dtype)


def _fill(values: Any, dtype: np.dtype[Any], shape: tuple[int, ...]) -> Array:
    count = prod(shape)
    if len(values) > count:
        raise ModelError(
            f"a tensor of shape {shape} has {len(values)} numbers: the file is damaged"
        )
    bits = np.dtype("<u2") if dtype == np.dtype("<f2") else dtype
    given = np.array(values, np.int64 if bits.kind in "iu" and bits.itemsize < 8 else bits)
    numbers = np.empty(count, dtype)
    numbers.view(bits)[: len(given)] = given
    numbers[len(given) :] = numbers[len(given) - 1] if len(given) else 0
    return numbers
