"""Kinds of network: each turns a picture into instances with the help of an engine."""

from __future__ import annotations

from maskrcnn.engines import compile_network
from maskrcnn.models.spec import Kind, Model
from maskrcnn.networks.exported_rcnn import ExportedRCNN
from maskrcnn.networks.segmenter import Segmenter
from maskrcnn.networks.whole_graph import WholeGraph
from maskrcnn.networks.yolo_seg import YoloSeg
from maskrcnn.options import EngineOptions

KINDS: dict[Kind, type[Segmenter]] = {
    "exported-rcnn": ExportedRCNN,
    "whole-graph": WholeGraph,
    "yolo-seg": YoloSeg,
}


def build(model: Model, options: EngineOptions) -> Segmenter:
    """Compile a model's network and wrap it in the class that reads its outputs.

    Raises
    ------
    EngineError, ModelError
        As `maskrcnn.engines.compile_network` does.
    """
    return KINDS[model.spec.kind](model.spec, compile_network(model.file, options))


__all__ = ["KINDS", "Segmenter", "build"]
