"""Numbers in a graph, in every form that TensorFlow writes them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph.schema import DataType, TensorProto
from maskrcnn.models.tensorflow_graph.tensors import Tensor

PACKED = {
    "float32": DataType.DT_FLOAT,
    "float64": DataType.DT_DOUBLE,
    "float16": DataType.DT_HALF,
    "int8": DataType.DT_INT8,
    "uint8": DataType.DT_UINT8,
    "int16": DataType.DT_INT16,
    "uint16": DataType.DT_UINT16,
    "int32": DataType.DT_INT32,
    "uint32": DataType.DT_UINT32,
    "int64": DataType.DT_INT64,
    "uint64": DataType.DT_UINT64,
    "bool": DataType.DT_BOOL,
}
arrays = st.sampled_from(sorted(PACKED)).flatmap(
    lambda name: hnp.arrays(name, hnp.array_shapes(min_dims=0, max_dims=4, max_side=4))
)


def tensor(data_type: DataType, shape: tuple[int, ...], **fields: object) -> Tensor:
    message = TensorProto(dtype=data_type, **fields)
    message.tensor_shape.SetInParent()
    for size in shape:
        message.tensor_shape.dim.add(size=size)
    return Tensor(message)


@given(arrays)
def test_packed_numbers_come_back(array: np.ndarray) -> None:
    read = tensor(PACKED[array.dtype.name], array.shape, tensor_content=array.tobytes()).array()
    assert (read.dtype, read.shape) == (array.dtype, array.shape)
    assert read.tobytes() == array.tobytes()


@given(hnp.arrays(st.sampled_from(["float32", "int32"]), hnp.array_shapes(max_side=4)))
def test_numbers_that_we_write_come_back(array: np.ndarray) -> None:
    read = Tensor.of(array).array()
    assert read.shape == array.shape
    assert np.array_equal(read, array, equal_nan=array.dtype.kind == "f")


@pytest.mark.parametrize(
    ("data_type", "fields", "expected"),
    [
        (DataType.DT_FLOAT, {"float_val": [1.5, 2, 3, 4]}, [1.5, 2, 3, 4]),
        (DataType.DT_FLOAT, {"float_val": [1.5, 2]}, [1.5, 2, 2, 2]),
        (DataType.DT_FLOAT, {"float_val": [0.25]}, [0.25] * 4),
        (DataType.DT_FLOAT, {}, [0] * 4),
        (DataType.DT_DOUBLE, {"double_val": [1e300]}, [1e300] * 4),
        (DataType.DT_INT32, {"int_val": [-7]}, [-7] * 4),
        (DataType.DT_UINT8, {"int_val": [255, 0]}, [255, 0, 0, 0]),
        (DataType.DT_INT8, {"int_val": [-128]}, [-128] * 4),
        (DataType.DT_INT64, {"int64_val": [2**40]}, [2**40] * 4),
        (DataType.DT_UINT64, {"uint64_val": [2**63]}, [2**63] * 4),
        (DataType.DT_BOOL, {"bool_val": [True, False]}, [True, False, False, False]),
        (DataType.DT_HALF, {"half_val": [0x3C00, 0xC000]}, [1, -2, -2, -2]),
        (DataType.DT_BFLOAT16, {"half_val": [0x3F80, 0xC040]}, [1, -3, -3, -3]),
    ],
)
def test_a_short_list_ends_in_its_last_number(
    data_type: DataType, fields: dict[str, object], expected: list[float]
) -> None:
    assert tensor(data_type, (2, 2), **fields).array().tolist() == [expected[:2], expected[2:]]


def test_a_scalar_has_no_sizes() -> None:
    scalar = tensor(DataType.DT_INT32, (), int_val=[3]).array()
    assert (scalar.shape, scalar.item()) == ((), 3)


@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        (tensor(DataType.DT_FLOAT, (3,), tensor_content=bytes(8)), "has 8 bytes"),
        (tensor(DataType.DT_FLOAT, (1,), float_val=[1, 2]), "has 2 numbers"),
        (tensor(DataType.DT_FLOAT, (-1,)), "cannot be"),
        (tensor(DataType.DT_FLOAT, (2**20, 2**20), float_val=[1]), "cannot be"),
        (tensor(DataType.DT_FLOAT, (2**62, 2**62)), "cannot be"),
        (tensor(DataType.DT_STRING, (), string_val=[b"x"]), "type DT_STRING holds no numbers"),
    ],
)
def test_damaged_tensors_are_refused_before_memory_is_taken(damaged: Tensor, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        damaged.array()
