"""Kinds of network: each turns a picture into instances with the help of an engine."""

from __future__ import annotations

from dataclasses import replace

from maskrcnn.engines import NetworkFile, candidates, compile_network
from maskrcnn.errors import EngineError, ModelError, UsageError
from maskrcnn.input_size import FixedSize, KeepAspectRatio, NativeSize, read_input_size
from maskrcnn.models.spec import Kind, Model, Spec
from maskrcnn.networks.exported_rcnn import ExportedRCNN
from maskrcnn.networks.segmenter import OneNetwork, Segmenter
from maskrcnn.networks.three_stage import ThreeStage
from maskrcnn.networks.whole_graph import WholeGraph
from maskrcnn.networks.yolo_seg import YoloSeg
from maskrcnn.options import EngineName, EngineOptions, NetworkOptions
from maskrcnn.rcnn.stages import StageFiles, Stages

KINDS: dict[Kind, type[OneNetwork]] = {
    "exported-rcnn": ExportedRCNN,
    "whole-graph": WholeGraph,
    "yolo-seg": YoloSeg,
}
"""The class of each kind of network that is one file."""

STAGED: dict[EngineName, EngineName] = {"opencv": "opencv-stages"}
"""What an engine is called when it runs stages, where it could run the whole as well."""


def engines_of(model: Model) -> list[EngineName]:
    """Return the installed engines that may run a model, the fastest first."""
    if isinstance(model.file, NetworkFile):
        return candidates(model.file)
    engines = candidates(model.file.first)
    if model.whole is None:
        return engines
    return [*(STAGED.get(name, name) for name in engines), "opencv"]


def build(
    model: Model, options: EngineOptions, network: NetworkOptions = NetworkOptions()
) -> Segmenter:
    """Compile a model's networks and wrap them in the class that reads their outputs.

    Raises
    ------
    EngineError, ModelError
        As `maskrcnn.engines.compile_network` does.
    UsageError
        If the model cannot take pictures of another size, or has no proposals.
    """
    spec, files, kind = model.spec, model.file, model.spec.kind
    if network.input_size is not None:
        spec = _resized(spec, read_input_size(network.input_size))
    if isinstance(files, StageFiles):
        if model.whole is None or options.engine != "opencv":
            return ThreeStage(spec, _stages(model, files, options), network.proposals)
        files, kind = model.whole, "whole-graph"
    if network.proposals is not None:
        raise UsageError(
            f"{spec.name} does not run in stages here, so that it has no number of proposals to "
            "set: leave it out"
        )
    if options.engine == "opencv-stages":
        raise EngineError(f"{spec.name} has no stages: use --engine opencv")
    return KINDS[kind](spec, compile_network(files, options))


def _resized(spec: Spec, size: KeepAspectRatio | NativeSize) -> Spec:
    if isinstance(spec.input_size, FixedSize):
        raise UsageError(
            f"{spec.name} takes pictures of {spec.input_size.width}x{spec.input_size.height} only: "
            "leave the input size out"
        )
    return replace(spec, input_size=replace(size, multiple=spec.input_size.multiple))


def _stages(model: Model, files: StageFiles, options: EngineOptions) -> Stages:
    if options.engine == "opencv-stages":
        options = replace(options, engine="opencv")
    try:
        third = None if files.third is None else compile_network(files.third, options)
        first, second = (compile_network(file, options) for file in (files.first, files.second))
    except ModelError as error:
        if model.whole is None:
            raise
        message = str(error).partition("\n")[0]
        raise ModelError(f"{message}: remove it, and it is made anew") from error
    return Stages(files.settings, first, second, third)


__all__ = ["KINDS", "Segmenter", "ThreeStage", "build", "engines_of"]
