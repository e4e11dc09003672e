"""Naming a model on the command line, what it gets to see and says: alike in all commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from maskrcnn.errors import UsageError
from maskrcnn.options import EngineName, Precision

MODEL = "Which model, and what runs it"

ModelOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="A name from `maskrcnn models`, a folder, or an .onnx, .pt or .pb file.",
        rich_help_panel=MODEL,
    ),
]
FolderOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "-m", "--mask-rcnn", help="The tutorial's folder of four files.", rich_help_panel=MODEL
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
