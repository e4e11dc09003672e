"""ONNX files of a few nodes, made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def save(
    path: Path,
    nodes: Sequence[onnx.NodeProto],
    inputs: dict[str, tuple[int, ...]],
    outputs: dict[str, tuple[int, ...]],
    **constants: np.ndarray,
) -> Path:
    """Write a network; an output that is a constant's shadow has its type, others float32."""
    types = {
        name: helper.np_dtype_to_tensor_dtype(value.dtype) for name, value in constants.items()
    }
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in inputs.items()],
        [
            helper.make_tensor_value_info(n, types.get(f"the_{n}", TensorProto.FLOAT), s)
            for n, s in outputs.items()
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    opset = [helper.make_opsetid("", 13)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return path


def double_and_square(path: Path) -> Path:
    """`x (1, 4)` becomes `twice` and `square`."""
    nodes = [
        helper.make_node("Add", ["x", "x"], ["twice"]),
        helper.make_node("Mul", ["x", "x"], ["square"]),
    ]
    return save(path, nodes, {"x": (1, 4)}, {"twice": (1, 4), "square": (1, 4)})


def always(path: Path, rows: np.ndarray, prototypes: np.ndarray, names: str = "") -> Path:
    """A YOLO network that gives the same candidates and prototypes for every 64×64 picture."""
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Add", ["rows", "nothing"], ["output0"]),
        helper.make_node("Add", ["prototypes", "nothing"], ["output1"]),
    ]
    constants = {
        "rows": rows[None].astype(np.float32),
        "prototypes": prototypes[None].astype(np.float32),
        "zero": np.zeros(1, np.float32),
    }
    outputs = {"output0": (1, *rows.shape), "output1": (1, *prototypes.shape)}
    save(path, nodes, {"images": (1, 3, 64, 64)}, outputs, **constants)
    if names:
        model = onnx.load(path)
        helper.set_model_props(model, {"names": names})
        onnx.save(model, path)
    return path


def always_rcnn(path: Path, names: str = "", **outputs: np.ndarray) -> Path:
    """A Mask R-CNN that gives the same `boxes`, `labels`, `scores`, `masks` for any picture."""
    nodes = [
        node
        for name in outputs
        for node in (
            helper.make_node("Cast", ["nothing"], [f"{name}_nothing"], to=TensorProto.INT64)
            if name == "labels"
            else helper.make_node("Identity", ["nothing"], [f"{name}_nothing"]),
            helper.make_node("Add", [f"the_{name}", f"{name}_nothing"], [name]),
        )
    ]
    first = [
        helper.make_node("ReduceMean", ["image"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
    ]
    shapes = {name: value.shape for name, value in outputs.items()}
    constants = {f"the_{name}": value for name, value in outputs.items()}
    save(
        path,
        [*first, *nodes],
        {"image": (3, 0, 0)},
        shapes,
        zero=np.zeros(1, np.float32),
        **constants,
    )
    model = onnx.load(path)
    height, width = model.graph.input[0].type.tensor_type.shape.dim[1:]
    height.dim_param, width.dim_param = "height", "width"
    if names:
        helper.set_model_props(model, {"names": names})
    onnx.save(model, path)
    return path
