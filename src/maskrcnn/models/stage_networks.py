"""The three networks of `maskrcnn.rcnn.stages` before they are files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnx


@dataclass(frozen=True)
class StageNetworks:
    """The three networks; Faster R-CNN has no third."""

    first: onnx.ModelProto
    second: onnx.ModelProto
    third: onnx.ModelProto | None
