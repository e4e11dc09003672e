"""Write an ONNX graph node by node."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from maskrcnn.errors import ModelError

OPSET = 13
IR_VERSION = 8
"""Those of 2021, which every engine reads."""

NODE_LIMIT = 20_000
WEIGHT_LIMIT = 2**28
"""Nodes and numbers in a graph: more than thrice what the largest YOLO networks have.

A checkpoint is a stranger's file, in which one layer may occur over and over.
"""


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
        if name in self._weights:
            return name
        self._numbers += values.size
        if self._numbers > WEIGHT_LIMIT:
            raise ModelError(f"has more than {WEIGHT_LIMIT} weights, which no YOLO network has")
        kind = np.float32 if values.dtype.kind == "f" else np.int64
        constant = np.ascontiguousarray(values, kind)
        if not np.isfinite(constant).all():
            raise ModelError(f"{name} is not finite: the checkpoint is damaged")
        self._weights[name] = numpy_helper.from_array(constant, name)
        return name

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
            raise ModelError(f"has more than {NODE_LIMIT} layers, which no YOLO network has")
        self._nodes.append(
            helper.make_node(operation, list(inputs), outputs, name=outputs[0], **attributes)
        )
        return outputs

    def model(
        self,
        inputs: dict[str, tuple[int | str, ...]],
        outputs: dict[str, tuple[int | str, ...]],
        metadata: dict[str, str],
    ) -> onnx.ModelProto:
        """Finish the graph.

        Parameters
        ----------
        inputs, outputs : dict of name to shape
            All are of type `float32`; a name in place of a length leaves it open.
        metadata : dict of str to str

        Raises
        ------
        ModelError
            If the shapes of the layers do not fit each other.
        """
        graph = helper.make_graph(
            self._nodes,
            "yolo",
            [_declare(*each) for each in inputs.items()],
            [_declare(*each) for each in outputs.items()],
            list(self._weights.values()),
        )
        model = helper.make_model(
            graph,
            producer_name="maskrcnn",
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
        )
        helper.set_model_props(model, metadata)
        try:
            onnx.checker.check_model(model, full_check=True)
        except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
            raise ModelError(f"its layers do not fit each other: {_first_line(error)}") from error
        return model


def _declare(name: str, shape: tuple[int | str, ...]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
