"""The arithmetic in a network: multiply-accumulates of its convolutions and matrix products.

Shapes come from ONNX's own shape inference, once the sides that the file leaves open are filled in.
Everything else in such networks (activations, pooling, sums) is small beside it and is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from pathlib import Path
from typing import Any, TypeAlias

import onnx
from google.protobuf.message import DecodeError

from maskrcnn.errors import ModelError

Shape: TypeAlias = tuple[int, ...]
Shapes: TypeAlias = dict[str, Shape]


def multiply_accumulates(path: Path, inputs: Mapping[str, Shape]) -> int:
    """Count the multiply-accumulates of one run of an ONNX file.

    Parameters
    ----------
    path : Path
    inputs : mapping of input name to shape
        Of every input that the file leaves open.

    Raises
    ------
    ModelError
        If the file cannot be read, has no such input, or leaves a shape open that is needed.
    """
    model = _load(path)
    _fill_in(model.graph, inputs, path)
    try:
        inferred = onnx.shape_inference.infer_shapes(model, data_prop=True)
    except (onnx.shape_inference.InferenceError, RuntimeError) as error:
        raise ModelError(f"{path}: its shapes do not fit together: {error}") from error
    shapes = _shapes_of(inferred.graph)
    counted = (node for node in inferred.graph.node if node.op_type in _COUNTS)
    return sum(_of_node(node, shapes, path) for node in counted)


def _load(path: Path) -> onnx.ModelProto:
    try:
        return onnx.load(str(path), load_external_data=False)
    except (DecodeError, OSError) as error:
        raise ModelError(f"{path}: is not an ONNX file, or is damaged: {error}") from error


def _fill_in(graph: onnx.GraphProto, inputs: Mapping[str, Shape], path: Path) -> None:
    declared = {value.name: value for value in graph.input}
    for name, shape in inputs.items():
        if name not in declared:
            raise ModelError(f"{path}: has no input {name!r}, but {', '.join(declared)}")
        dimensions = declared[name].type.tensor_type.shape.dim
        if len(dimensions) != len(shape):
            raise ModelError(f"{path}: input {name!r} has {len(dimensions)} sides, not {shape}")
        for dimension, side in zip(dimensions, shape, strict=True):
            dimension.dim_value = side
    # What the file says of its own insides was true for another size.
    del graph.value_info[:]
    for value in graph.output:
        value.type.tensor_type.ClearField("shape")


def _shapes_of(graph: onnx.GraphProto) -> Shapes:
    shapes = {weight.name: tuple(weight.dims) for weight in graph.initializer}
    for value in (*graph.input, *graph.value_info, *graph.output):
        sides = tuple(side.dim_value for side in value.type.tensor_type.shape.dim)
        if value.type.tensor_type.HasField("shape") and all(sides):
            shapes[value.name] = sides
    return shapes


def _of_node(node: onnx.NodeProto, shapes: Shapes, path: Path) -> int:
    names = (node.input[0], node.input[1], node.output[0])
    if open_names := [name for name in names if name not in shapes]:
        raise ModelError(
            f"{path}: the shape of {open_names[0]!r} does not follow from the inputs: "
            "give the shapes of all of them"
        )
    first, second, result = (shapes[name] for name in names)
    return _COUNTS[node.op_type](node, first, second, result)


def _convolution(_: Any, __: Shape, weights: Shape, result: Shape) -> int:
    return prod(result) * prod(weights[1:])


def _transposed_convolution(_: Any, image: Shape, weights: Shape, __: Shape) -> int:
    return prod(image) * prod(weights[1:])


def _matrix_product(_: Any, first: Shape, __: Shape, result: Shape) -> int:
    return prod(result) * first[-1]


def _gemm(node: onnx.NodeProto, first: Shape, _: Shape, result: Shape) -> int:
    transposed = any(field.name == "transA" and field.i for field in node.attribute)
    return prod(result) * first[0 if transposed else 1]


_COUNTS: dict[str, Callable[[Any, Shape, Shape, Shape], int]] = {
    "Conv": _convolution,
    "ConvTranspose": _transposed_convolution,
    "MatMul": _matrix_product,
    "Gemm": _gemm,
}
