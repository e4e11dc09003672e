"""Reading what an ONNX file says of itself: which kind of network it is, and its class names."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maskrcnn.engines.network import NetworkFile
from maskrcnn.errors import ModelError
from maskrcnn.input_size import FixedSize, InputSize, NativeSize
from maskrcnn.labels import Labels, read_labels
from maskrcnn.models.spec import UNKNOWN_LICENCE, YOLO_SIZE, Kind, Licence, Model, Spec

MASK_COEFFICIENTS = 32
YOLO_OUTPUTS = {"output0", "output1"}
RCNN_OUTPUTS = {"boxes", "labels", "scores", "masks"}
RCNN_INPUT = "image"


@dataclass(frozen=True)
class Signature:
    """The inputs and outputs of a network, with their shapes; 0 where a side is not fixed."""

    inputs: dict[str, tuple[int, ...]]
    outputs: dict[str, tuple[int, ...]]
    metadata: dict[str, str]


def open_onnx(path: Path, name: str | None = None) -> Model:
    """Open a YOLO network with masks as Ultralytics exports it, or a Mask R-CNN as torchvision.

    Class names come from the file's metadata, or from a text file of the same name beside it, a
    class a line.

    Raises
    ------
    ModelError
        If the file is damaged or of another kind, or its classes have no names.
    """
    signature = _read(path)
    if "images" in signature.inputs and signature.outputs.keys() >= YOLO_OUTPUTS:
        return _yolo(path, signature, name or path.stem)
    if signature.inputs.keys() == {RCNN_INPUT} and signature.outputs.keys() >= RCNN_OUTPUTS:
        return _rcnn(path, signature, name or path.stem)
    raise ModelError(
        f"{path}: has inputs {_listed(signature.inputs)} and outputs {_listed(signature.outputs)}: "
        "a YOLO network with masks has images, output0, output1, and a Mask R-CNN image, boxes, "
        "labels, scores, masks"
    )


def _yolo(path: Path, signature: Signature, name: str) -> Model:
    names = _class_names(path, signature) or _numbered(signature.outputs["output0"])
    size = _input_size(signature.inputs["images"], YOLO_SIZE)
    spec = _spec(name, f"YOLO with masks, {path.name}", "yolo-seg", names, signature, size)
    return Model(spec, NetworkFile(path))


def _rcnn(path: Path, signature: Signature, name: str) -> Model:
    names = _class_names(path, signature)
    if not names:
        raise ModelError(
            f"{path}: does not name its classes: write {path.with_suffix('.txt').name} beside it, "
            "a class a line, without the background"
        )
    size = _input_size(signature.inputs[RCNN_INPUT], NativeSize())
    title = f"Mask R-CNN, {path.name}"
    spec = _spec(name, title, "exported-rcnn", names, signature, size, label_offset=1)
    return Model(spec, NetworkFile(path, outputs=tuple(sorted(RCNN_OUTPUTS))))


def _spec(
    name: str,
    title: str,
    kind: Kind,
    names: tuple[str, ...],
    signature: Signature,
    size: InputSize,
    label_offset: int = 0,
) -> Spec:
    licence = signature.metadata.get("license", "")
    return Spec(
        name=name,
        title=title,
        kind=kind,
        labels=Labels(names),
        label_offset=label_offset,
        licence=Licence(licence) if licence else UNKNOWN_LICENCE,
        input_size=size,
    )


def _read(path: Path) -> Signature:
    import onnx
    from google.protobuf.message import DecodeError

    try:
        model = onnx.load(str(path), load_external_data=False)
    except (DecodeError, OSError) as error:
        raise ModelError(f"{path}: is not an ONNX file, or is damaged: {error}") from error
    if not model.graph.output:
        raise ModelError(f"{path}: is an ONNX file without outputs: it is damaged or empty")
    weights = {weight.name for weight in model.graph.initializer}
    return Signature(
        {value.name: _shape(value) for value in model.graph.input if value.name not in weights},
        {value.name: _shape(value) for value in model.graph.output},
        {entry.key: entry.value for entry in model.metadata_props},
    )


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(dimension.dim_value for dimension in value.type.tensor_type.shape.dim)


def _listed(values: dict[str, tuple[int, ...]]) -> str:
    return ", ".join(values) or "none"


def _input_size(shape: tuple[int, ...], otherwise: InputSize) -> InputSize:
    """Return height and width of an input (…, 3, H, W), something else unless both are fixed."""
    height, width = shape[-2:] if len(shape) >= 3 else (0, 0)
    return FixedSize(height, width) if height and width else otherwise


def _class_names(path: Path, signature: Signature) -> tuple[str, ...]:
    """Read names from a list or dictionary in the metadata, or from a file beside the network."""
    beside = path.with_suffix(".txt")
    if beside.is_file():
        return read_labels(beside).names
    try:
        names = ast.literal_eval(signature.metadata.get("names", ""))
        return tuple(str(name) for name in (names.values() if isinstance(names, dict) else names))
    except (ValueError, SyntaxError, TypeError):
        return ()


def _numbered(output: tuple[int, ...]) -> tuple[str, ...]:
    """Give the classes of a YOLO network numbers; its output has a column for each."""
    columns = min((side for side in output[1:] if side), default=0)
    offset = 5 if len(output) == 3 and output[2] == columns else 4
    return tuple(f"class {i}" for i in range(columns - offset - MASK_COEFFICIENTS))
