"""Naming a model on the command line, what it gets to see and says: alike in all commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from maskrcnn.cli import console
from maskrcnn.errors import UsageError
from maskrcnn.options import EngineName, EngineOptions, NetworkOptions, Precision

if TYPE_CHECKING:
    from maskrcnn.cli.object_choice import ObjectChoice
    from maskrcnn.predictor import Predictor

MODEL = "Which model, and what runs it"

ModelOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="A name from `maskrcnn models`, a folder, or an .onnx, .pt, .pb or .maskrcnn file.",
        rich_help_panel=MODEL,
    ),
]
FolderOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "-m",
        "--mask-rcnn",
        help="The tutorial's folder of four files, or that of a model you trained.",
        rich_help_panel=MODEL,
    ),
]
InputSizeOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--input-size",
        help="What the network sees: `native`, or `800,1365` for the shorter side and the most "
        "for the longer, or `800`.  [default: the model's own]",
        show_default=False,
        rich_help_panel=MODEL,
    ),
]
ProposalsOption: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--proposals",
        help="How many boxes an R-CNN looks at more closely: fewer are faster.  "
        "[default: the model's own]",
        show_default=False,
        rich_help_panel=MODEL,
    ),
]
EngineOption: TypeAlias = Annotated[
    EngineName, typer.Option("--engine", help="What executes the network.", rich_help_panel=MODEL)
]
DeviceOption: TypeAlias = Annotated[
    str, typer.Option("--device", help="auto, cpu, gpu, …", rich_help_panel=MODEL)
]
PrecisionOption: TypeAlias = Annotated[
    Precision,
    typer.Option("--precision", help="auto, f32, bf16 or f16.", rich_help_panel=MODEL),
]


def chosen_model(model: str | None, folder: Path | None) -> str | Path | None:
    """Return the model that `--model` or `--mask-rcnn` names, None for the default.

    Raises
    ------
    UsageError
        If both name one, or there is no such folder.
    """
    if folder is None:
        return model
    if model is not None:
        raise UsageError("--model and --mask-rcnn both name a model: give one of them")
    if not folder.is_dir():
        raise UsageError(f"--mask-rcnn {folder}: there is no such folder")
    return folder


def read_engines(texts: list[str]) -> tuple[EngineOptions, ...]:
    """Read engines, several of them with commas, as in `openvino:f32,onnxruntime`.

    Raises
    ------
    UsageError
        If there is no such engine or precision.
    """
    return tuple(EngineOptions.of(part) for text in texts for part in text.split(","))


@dataclass(frozen=True)
class ModelChoice:
    """Which model, what it gets to see, and what executes it."""

    model: ModelOption = None
    mask_rcnn: FolderOption = None
    input_size: InputSizeOption = None
    proposals: ProposalsOption = None
    engine: EngineOption = "auto"
    device: DeviceOption = "auto"
    precision: PrecisionOption = "auto"

    def check(self) -> None:
        """Find the folder, if one is named.

        Raises
        ------
        UsageError
            As `chosen_model`.
        """
        chosen_model(self.model, self.mask_rcnn)

    def load(self, objects: ObjectChoice, *, throughput: bool = False, batch: int = 1) -> Predictor:
        """Load the model, to show some objects.

        Raises
        ------
        UsageError, ModelError, EngineError
            As `maskrcnn.load`.
        """
        from maskrcnn.predictor import load

        with console.waiting("loading the model; the first time takes a little longer"):
            return load(
                chosen_model(self.model, self.mask_rcnn),
                confidence=objects.confidence,
                classes=objects.classes,
                mask_threshold=objects.threshold,
                mask_interpolation=objects.mask_interpolation,
                engine=EngineOptions(self.engine, self.device, self.precision, throughput, batch),
                network=NetworkOptions(self.input_size, self.proposals),
            )
