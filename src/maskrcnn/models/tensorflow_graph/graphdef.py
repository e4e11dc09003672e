"""Frozen graphs (`frozen_inference_graph.pb`) and text graphs (`.pbtxt`), read without TensorFlow.

Both hold one GraphDef message, in protobuf's binary and in its text form. Nothing in such a file
is code: operations are words, weights are numbers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from google.protobuf import text_format
from google.protobuf.message import DecodeError

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph.graph import Attribute, Graph, Node, Shape
from maskrcnn.models.tensorflow_graph.schema import AttrValue, DataType, GraphDef
from maskrcnn.models.tensorflow_graph.tensors import Tensor

_BYTE_LIMIT = 2**31 - 1
"""The size of the largest message that protobuf reads."""

_TEXT_BYTE_LIMIT = 8 * 2**20
"""The largest text graph; those of the zoo's models have less than a megabyte."""

_STARTS = (
    (b"\x1f\x8b", "a gzip archive: unpack it, and give the frozen_inference_graph.pb inside"),
    (b"PK\x03\x04", "a zip archive: unpack it, and give the frozen_inference_graph.pb inside"),
    (b"version https://git-lfs", "a git-lfs pointer in place of the file: run git lfs pull"),
    (b"<", "a web page, as a failed download leaves it: get the file again"),
    (b"\x08", "a SavedModel: give the frozen_inference_graph.pb that comes with it"),
    (b"\x89HDF", "a Keras file: freeze its graph first"),
)
"""First bytes of what people give in place of a graph, and what to tell them."""

_FEWEST_INPUTS = {
    **dict.fromkeys(("Identity", "MaxPool", "Rsqrt", "Sqrt"), 1),
    **dict.fromkeys(("Add", "AddV2", "Mul", "RealDiv", "Sub"), 2),
    **dict.fromkeys(("BatchToSpaceND", "BiasAdd", "Conv2D", "CropAndResize", "MatMul"), 2),
    **dict.fromkeys(("Reshape", "ResizeBilinear", "ResizeNearestNeighbor", "Transpose"), 2),
    **dict.fromkeys(("SpaceToBatchND",), 2),
}
"""How many tensors operations read at least, as far as anything here counts on it."""


def read_graph(path: Path) -> Graph:
    """Read a frozen graph, or a text graph if the name ends in `.pbtxt`.

    Raises
    ------
    ModelError
        If the file is missing, cut off, or something else than its name says.
    """
    is_text = path.suffix == ".pbtxt"
    data = _read(path, _TEXT_BYTE_LIMIT if is_text else _BYTE_LIMIT)
    for start, what in _STARTS:
        if data.startswith(start):
            raise ModelError(f"{path}: is {what}")
    if is_text:
        return parse_text_graph(data, path)
    if data[:64].lstrip().startswith((b"node {", b"node{")):
        raise ModelError(
            f"{path}: is a text graph without weights: give the frozen_inference_graph.pb"
        )
    try:
        graph = _graph(GraphDef.FromString(data), path)
    except (DecodeError, UnicodeDecodeError):
        raise ModelError(f"{path}: is damaged or cut off: get the file again") from None
    _check_inputs(graph)
    return graph


def parse_text_graph(data: bytes, source: Path) -> Graph:
    """Read a text graph from memory; `source` is the name for messages.

    Raises
    ------
    ModelError
        If it is not a text graph.
    """
    try:
        text = data.decode()
        return _graph(text_format.Parse(text, GraphDef(), allow_unknown_field=True), source)
    except UnicodeDecodeError:
        raise ModelError(f"{source}: is not text: was a binary graph renamed?") from None
    except (text_format.ParseError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ModelError(
            f"{source}: is not a text graph ({reason}): remove it and one is written"
        ) from None


def format_text_graph(nodes: list[Node]) -> str:
    """Write nodes as a text graph, in their order."""
    message = GraphDef()
    for node in nodes:
        entry = message.node.add(name=node.name.encode(), op=node.op.encode())
        entry.input.extend(reference.encode() for reference in node.inputs)
        for key in sorted(node.attributes):
            entry.attr.add(key=key.encode(), value=_attr_value(node.attributes[key]))
    text: str = text_format.MessageToString(message)
    return text


def _read(path: Path, limit: int) -> bytes:
    try:
        if path.stat().st_size > limit:
            raise ModelError(f"{path}: has more than {limit} bytes, so it is no such graph")
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from error
    if not data:
        raise ModelError(f"{path}: is empty: get the file again")
    return data


def _graph(message: Any, source: Path) -> Graph:
    nodes: dict[str, Node] = {}
    for entry in message.node:
        name = entry.name.decode()
        if name in nodes:
            raise ModelError(f"{source}: has two nodes named {name!r}: get the file again")
        values = ((attr.key.decode(), _value(attr.value)) for attr in entry.attr)
        attributes = {key: value for key, value in values if value is not None}
        inputs = tuple(reference.decode().removesuffix(":0") for reference in entry.input)
        nodes[name] = Node(name, entry.op.decode(), inputs, attributes)
    if not nodes:
        raise ModelError(f"{source}: holds no graph: give a frozen_inference_graph.pb")
    return Graph(source, nodes)


def _check_inputs(graph: Graph) -> None:
    for node in graph:
        if len(node.data) < _FEWEST_INPUTS.get(node.op, 0):
            raise ModelError(f"{graph.source}: {node.name!r} lacks an input: get the file again")
        for reference in node.data:
            if graph.node(reference) is None:
                raise ModelError(
                    f"{graph.source}: {node.name!r} reads {reference!r}, which is missing: get the "
                    "file again"
                )


def _value(message: Any) -> Attribute | None:
    """Return an AttrValue in Python's words, None for what an inference graph never uses."""
    for field, value in message.ListFields():
        if field.name != "list":
            return _item(field.name, value)
        parts = value.ListFields()
        return tuple(_item(part.name, item) for part, items in parts for item in items)
    return None


def _item(kind: str, value: Any) -> Attribute:
    match kind:
        case "s":
            return bytes(value).decode(errors="replace")
        case "type":
            return DataType(value)
        case "shape":
            return Shape(None if value.unknown_rank else tuple(dim.size for dim in value.dim))
        case "tensor":
            return Tensor(value)
    return value  # type: ignore[no-any-return]


def _attr_value(value: Attribute) -> Any:
    """Return the AttrValue of what `_value` makes, short of lists of other things than numbers."""
    message = AttrValue()
    match value:
        case bool():
            message.b = value
        case DataType():
            message.type = value
        case int():
            message.i = value
        case float():
            message.f = value
        case str():
            message.s = value.encode()
        case Tensor():
            message.tensor.CopyFrom(value.message)
        case Shape():
            message.shape.SetInParent()
            message.shape.unknown_rank = value.sizes is None
            for size in value.sizes or ():
                message.shape.dim.add(size=size)
        case tuple():
            message.list.SetInParent()
            message.list.i.extend(value)
    return message
