"""Reading what an ONNX file says of itself."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from maskrcnn.engines.network import NetworkFile
from maskrcnn.errors import ModelError
from maskrcnn.labels import Labels
from maskrcnn.masks import Size
from maskrcnn.models.spec import UNKNOWN_LICENCE, Licence, Model, Spec

DEFAULT_SIZE = (640, 640)
MASK_COEFFICIENTS = 32


def open_onnx(path: Path, name: str | None = None) -> Model:
    """Open a YOLO network with masks as Ultralytics' exporters and ours write it.

    Raises
    ------
    ModelError
        If the file is damaged or of another kind.
    """
    onnx = _load(path)
    inputs = {value.name: _shape(value) for value in onnx.graph.input}
    outputs = {value.name: _shape(value) for value in onnx.graph.output}
    if "images" not in inputs or not {"output0", "output1"} <= outputs.keys():
        raise ModelError(
            f"{path}: has inputs {_names(inputs)} and outputs {_names(outputs)}: a YOLO network "
            "with masks has images, output0 and output1"
        )
    metadata = {entry.key: entry.value for entry in onnx.metadata_props}
    names = _class_names(metadata.get("names", ""), outputs["output0"])
    licence = metadata.get("license", "")
    spec = Spec(
        name=name or path.stem,
        title=metadata.get("description", f"YOLO with masks from {path.name}"),
        kind="yolo-seg",
        labels=Labels(names),
        licence=Licence(licence) if licence else UNKNOWN_LICENCE,
        input_size=_input_size(inputs["images"]),
    )
    return Model(spec, NetworkFile(path))


def _load(path: Path) -> Any:
    import onnx
    from google.protobuf.message import DecodeError

    try:
        model = onnx.load(str(path), load_external_data=False)
    except (DecodeError, OSError) as error:
        raise ModelError(f"{path}: is not an ONNX file, or is damaged: {error}") from error
    if not model.graph.output:
        raise ModelError(f"{path}: is an ONNX file without outputs: it is damaged or empty")
    return model


def _shape(value: Any) -> tuple[int, ...]:
    """Return the dimensions of an input or output, 0 where they are not fixed."""
    return tuple(dimension.dim_value for dimension in value.type.tensor_type.shape.dim)


def _names(values: dict[str, tuple[int, ...]]) -> str:
    return ", ".join(values) or "none"


def _input_size(shape: tuple[int, ...]) -> Size:
    height, width = shape[2:] if len(shape) == 4 else (0, 0)
    return (height or DEFAULT_SIZE[0], width or DEFAULT_SIZE[1])


def _class_names(written: str, output: tuple[int, ...]) -> tuple[str, ...]:
    """Read names from a list or a dictionary written out, or number the classes."""
    try:
        names = ast.literal_eval(written)
        return tuple(str(name) for name in (names.values() if isinstance(names, dict) else names))
    except (ValueError, SyntaxError, TypeError):
        columns = min((side for side in output[1:] if side), default=0)
        offset = 5 if len(output) == 3 and output[2] == columns else 4
        return tuple(f"class {i}" for i in range(columns - offset - MASK_COEFFICIENTS))
