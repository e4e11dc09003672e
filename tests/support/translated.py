"""Nodes of a TensorFlow graph, translated to ONNX and run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from maskrcnn.engines import NetworkFile, compile_network
from maskrcnn.models.onnx_graph import GraphBuilder, Lengths, Tensor
from maskrcnn.models.tensorflow_graph import tensors
from maskrcnn.models.tensorflow_graph.graph import Graph, Node
from maskrcnn.models.tensorflow_graph.stages.layers import LAYERS
from maskrcnn.models.tensorflow_graph.stages.translation import Translation
from maskrcnn.options import EngineName, EngineOptions

PICTURE = "picture"
"""The name of the node that the others are computed from."""


def constant(name: str, values: Any) -> Node:
    """Return a node of numbers, as float32 or, where they are whole, as int32."""
    array = np.asarray(values)
    kind = np.float32 if array.dtype.kind == "f" else np.int32
    return Node(name, "Const", (), {"value": tensors.Tensor.packed(array.astype(kind))})


def graph_of(nodes: Sequence[Node]) -> Graph:
    """Return a graph of nodes, and of the picture."""
    picture = Node(PICTURE, "Placeholder")
    return Graph(Path("graph.pb"), {node.name: node for node in (picture, *nodes)})


def translate(path: Path, nodes: Sequence[Node], shape: Lengths) -> Path:
    """Write the nodes as ONNX for pictures of a shape, channels second; `out` is the last one."""
    network = GraphBuilder()
    value_of = Translation(graph_of(nodes), network, {PICTURE: PICTURE}, LAYERS)
    network.node("out", "Identity", value_of(nodes[-1].name))
    inputs = {PICTURE: Tensor(shape)}
    lengths = network.shape_of("out", inputs)
    names = (f"out{place}" for place in range(len(lengths)))
    known = tuple(n if isinstance(n, int) else name for n, name in zip(lengths, names, strict=True))
    path.write_bytes(network.model(inputs, {"out": Tensor(known)}, {}).SerializeToString())
    return path


def run(path: Path, engine: EngineName, picture: np.ndarray) -> np.ndarray:
    """Return what a file of `translate` gives for `(N, H, W, C)`, channels last again."""
    file = NetworkFile(path, outputs=("out",))
    network = compile_network(file, EngineOptions(engine, precision="f32"))
    planes = picture.transpose(0, 3, 1, 2)
    out = network.run({PICTURE: planes})["out"]
    return out.transpose(0, 2, 3, 1) if out.ndim == 4 else out


def node(op: str, *inputs: str, **attributes: Any) -> Node:
    """Return a node named `out/<op>`."""
    return Node(f"layers/{op}", op, inputs, attributes)


def window(
    size: tuple[int, int], strides: tuple[int, int], padding: str, holes: int = 1
) -> dict[str, Any]:
    """Return the attributes of a convolution or, with its kernel as `ksize`, of a pooling."""
    return {
        "ksize": (1, *size, 1),
        "strides": (1, *strides, 1),
        "padding": padding,
        "dilations": (1, holes, holes, 1),
        "data_format": "NHWC",
    }
