"""Choosing objects and the look of their masks on the command line: alike in all commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

import typer

OBJECTS = "Which objects"
OUTPUT = "What comes out"

ConfidenceOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "-c",
        "--confidence",
        help="Score to exceed: `0.5`, or by class: `person=0.7,*=0.5`.",
        rich_help_panel=OBJECTS,
    ),
]
ThresholdOption: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "-t",
        "--threshold",
        help="Probability over which a pixel is the object's.  [default: the model's own]",
        show_default=False,
        rich_help_panel=OBJECTS,
    ),
]
ClassesOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--classes", help="Only these, for instance `person,dog`.", rich_help_panel=OBJECTS
    ),
]
InterpolationOption: TypeAlias = Annotated[
    Literal["linear", "nearest"],
    typer.Option(
        "--mask-interpolation",
        help="`nearest` repeats the tutorial's jagged masks exactly.",
        rich_help_panel=OUTPUT,
    ),
]


@dataclass(frozen=True)
class ObjectChoice:
    """Which objects a network shows, and how their masks become pixels."""

    confidence: ConfidenceOption = "0.5"
    threshold: ThresholdOption = None
    classes: ClassesOption = None
    mask_interpolation: InterpolationOption = "linear"
