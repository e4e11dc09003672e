"""ONNX files brought into a form that OpenCV's DNN module runs rightly.

It has no RoiAlign, so that a network may have to begin behind it; it takes an unknown number of
inputs for a fault in some networks; and OpenCV 5.0 misplaces the padding of `auto_pad` where a
convolution strides, so that padding is written out, which takes the size of the input.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, shape_inference
from onnx.utils import Extractor

from maskrcnn.errors import ModelError

Shape = tuple[int, ...]


class OnnxForOpenCV:
    """An ONNX file, from the beginning or from a value in it.

    Parameters
    ----------
    path : Path
    cut : str
        The value that becomes an input in place of those it follows from; empty for none.

    Raises
    ------
    ModelError
        If the file is no ONNX.
    """

    def __init__(self, path: Path, cut: str) -> None:
        try:
            model = onnx.load(path)
            self._model = _beginning_at(model, cut) if cut else model
        except Exception as error:  # protobuf's and onnx's errors share no base
            raise ModelError(f"{path}: is no ONNX file: {error}") from error
        if not self._model.graph.output:
            raise ModelError(f"{path}: holds no network: get the file again")
        self.depends_on_size = bool(cut) or any(map(_needs_size, self._model.graph.node))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of what goes in."""
        weights = {weight.name for weight in self._model.graph.initializer}
        return tuple(each.name for each in self._model.graph.input if each.name not in weights)

    def sized(self, shapes: Mapping[str, Shape]) -> NDArray[np.uint8]:
        """Return the file for inputs of some shapes; their first lengths may change later."""
        model = onnx.ModelProto()
        model.CopyFrom(self._model)
        for each in model.graph.input:
            if each.name in shapes:
                lengths = each.type.tensor_type.shape.dim
                for length, known in zip(lengths, shapes[each.name], strict=True):
                    length.dim_value = known
        del model.graph.value_info[:]
        written = shape_inference.infer_shapes(model)
        _write_padding(written)
        return np.frombuffer(written.SerializeToString(), np.uint8)


def _beginning_at(model: onnx.ModelProto, cut: str) -> onnx.ModelProto:
    """Return the part of a model that follows from one value, and from inputs besides."""
    makers = {output: node for node in model.graph.node for output in node.output}
    outputs = [output.name for output in model.graph.output]
    reached: set[str] = set()
    pending = list(outputs)
    while pending:
        value = pending.pop()
        if value not in reached:
            reached.add(value)
            if value != cut and value in makers:
                pending += makers[value].input
    known = shape_inference.infer_shapes(model)
    others = [each.name for each in model.graph.input if each.name in reached]
    return Extractor(known).extract_model([cut, *others], outputs)


def _needs_size(node: onnx.NodeProto) -> bool:
    """Tell whether a node can be read only when the size of what comes in is known.

    OpenCV 4.14 takes lengths that it does not know for 1, of which no mean of 2 can be taken.
    """
    return _keeps_size(node) or node.op_type == "AveragePool"


def _keeps_size(node: onnx.NodeProto) -> bool:
    return any(each.name == "auto_pad" and each.s == b"SAME_UPPER" for each in node.attribute)


def _write_padding(model: onnx.ModelProto) -> None:
    """Write out, in place, the padding of layers that say only that a size is to be kept."""
    known = [*model.graph.value_info, *model.graph.input]
    shapes = {
        value.name: [length.dim_value for length in value.type.tensor_type.shape.dim]
        for value in known
    }
    for node in model.graph.node:
        if not _keeps_size(node):
            continue
        settings = {each.name: helper.get_attribute_value(each) for each in node.attribute}
        kernel, strides = settings["kernel_shape"], settings.get("strides", (1, 1))
        before, after = [], []
        for length, size, step in zip(shapes[node.input[0]][2:], kernel, strides, strict=True):
            total = max(size - (length % step or step), 0)
            before.append(total // 2)
            after.append(total - total // 2)
        kept = [each for each in node.attribute if each.name != "auto_pad"]
        del node.attribute[:]
        node.attribute.extend([*kept, helper.make_attribute("pads", before + after)])
