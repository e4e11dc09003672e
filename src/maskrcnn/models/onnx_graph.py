"""Write an ONNX graph node by node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import DTypeLike, NDArray
from onnx import helper, numpy_helper

from maskrcnn.errors import ModelError

OPSET = 16
IR_VERSION = 8
"""Those of 2022, which every engine reads."""

NODE_LIMIT = 20_000
WEIGHT_LIMIT = 2**28
"""Nodes and numbers in a graph: more than thrice what the largest networks here have.

A model is a stranger's file, in which one layer may occur over and over.
"""

Lengths = tuple[int | str, ...]
"""The shape of a value; a name in place of a length leaves it open."""


@dataclass(frozen=True)
class Tensor:
    """What an input or output of a network is."""

    shape: Lengths
    dtype: DTypeLike = np.float32


class GraphBuilder:
    """A graph under construction, in which a value has the name of the node that makes it."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._weights: dict[str, onnx.TensorProto] = {}
        self._numbers = 0

    def weight(self, name: str, values: NDArray[Any]) -> str:
        """Add constant numbers, as `float32` or, where they are integers, as `int64`.

        Raises
        ------
        ModelError
            If one of them is not finite, or they are too many.
        """
        kind = np.float32 if values.dtype.kind == "f" else np.int64
        if name not in self._weights and not self._keep(name, values, kind):
            raise ModelError(f"{name} is not finite: the file is damaged")
        return name

    def half_weight(self, name: str, values: NDArray[Any]) -> str:
        """Add constant numbers that the file holds as `float16`, and return their `float32` value.

        Raises
        ------
        ModelError
            If one of them is not finite or too large, or they are too many.
        """
        value = f"{name}/float32"
        if name not in self._weights:
            if not self._keep(name, values, np.float16):
                raise ModelError(f"{name} has numbers that float16 cannot hold")
            self.node(value, "Cast", name, to=onnx.TensorProto.FLOAT)
        return value

    def _keep(self, name: str, values: NDArray[Any], kind: DTypeLike) -> bool:
        """Keep constant numbers, and tell whether all are finite."""
        self._numbers += values.size
        if self._numbers > WEIGHT_LIMIT:
            raise ModelError(f"has more than {WEIGHT_LIMIT} weights, which no known network has")
        with np.errstate(over="ignore"):
            constant = np.ascontiguousarray(values, kind)
        self._weights[name] = numpy_helper.from_array(constant, name)
        return bool(np.isfinite(constant).all())

    def node(self, name: str, operation: str, *inputs: str, **attributes: Any) -> str:
        """Add a node and return the name of its one output, which is the node's own.

        Raises
        ------
        ModelError
            If there are too many nodes.
        """
        return self.nodes([name], operation, *inputs, **attributes)[0]

    def nodes(
        self, outputs: list[str], operation: str, *inputs: str, **attributes: Any
    ) -> list[str]:
        """Add a node with several outputs and return their names."""
        if len(self._nodes) == NODE_LIMIT:
            raise ModelError(f"has more than {NODE_LIMIT} layers, which no known network has")
        self._nodes.append(
            helper.make_node(operation, list(inputs), outputs, name=outputs[0], **attributes)
        )
        return outputs

    def shape_of(self, value: str, inputs: Mapping[str, Tensor]) -> Lengths:
        """Return the shape of a value in the graph so far; an unknown length is empty text.

        Raises
        ------
        ModelError
            If the shapes of the layers do not fit each other.
        """
        output = onnx.ValueInfoProto(name=value)
        model = self._proto(inputs, [output])
        try:
            inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True)
        except onnx.shape_inference.InferenceError as error:
            raise ModelError(f"its layers do not fit each other: {_first_line(error)}") from error
        lengths = inferred.graph.output[0].type.tensor_type.shape.dim
        return tuple(each.dim_value if each.dim_value else each.dim_param for each in lengths)

    def model(
        self,
        inputs: Mapping[str, Tensor],
        outputs: Mapping[str, Tensor],
        metadata: dict[str, str],
    ) -> onnx.ModelProto:
        """Finish the graph.

        Raises
        ------
        ModelError
            If the shapes of the layers do not fit each other.
        """
        model = self._proto(inputs, [_declare(*each) for each in outputs.items()])
        helper.set_model_props(model, metadata)
        try:
            onnx.checker.check_model(model, full_check=True)
        except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
            raise ModelError(f"its layers do not fit each other: {_first_line(error)}") from error
        return model

    def _proto(
        self, inputs: Mapping[str, Tensor], outputs: list[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        declared = [_declare(*each) for each in inputs.items()]
        weights = list(self._weights.values())
        return helper.make_model(
            helper.make_graph(self._nodes, "network", declared, outputs, weights),
            producer_name="maskrcnn",
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
        )


def _declare(name: str, tensor: Tensor) -> onnx.ValueInfoProto:
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(tensor.dtype))
    return helper.make_tensor_value_info(name, kind, tensor.shape)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
