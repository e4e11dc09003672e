"""Naming results on the command line, and choosing among their objects: alike in all commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from maskrcnn.cli import console
from maskrcnn.cli.object_choice import OBJECTS, OUTPUT, ClassesOption

if TYPE_CHECKING:
    from maskrcnn.formats import Collection

RESULTS = "Which results"

JsonOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--json", help="A line of JSON for each thing that is written.", rich_help_panel=OUTPUT
    ),
]


@dataclass(frozen=True)
class ResultsChoice:
    """Which results, and which of their objects."""

    results: Annotated[
        Path,
        typer.Argument(help="A results file; or a file or folder of COCO, YOLO, LabelMe, CVAT, …"),
    ]
    kind: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="What it is, where that cannot be told from the file.",
            show_default=False,
            rich_help_panel=RESULTS,
        ),
    ] = None
    source: Annotated[
        Path | None,
        typer.Option(
            "--source",
            help="The folder of the pictures, or the picture or video.  [default: where they were]",
            show_default=False,
            rich_help_panel=RESULTS,
        ),
    ] = None
    confidence: Annotated[
        str | None,
        typer.Option(
            "-c",
            "--confidence",
            help="Score to exceed: `0.5`, or by class: `person=0.7,*=0.5`.  [default: all]",
            show_default=False,
            rich_help_panel=OBJECTS,
        ),
    ] = None
    classes: ClassesOption = None
    threshold: Annotated[
        float | None,
        typer.Option(
            "-t",
            "--threshold",
            help="Probability over which a pixel is the object's.  [default: as it was]",
            show_default=False,
            rich_help_panel=OBJECTS,
        ),
    ] = None
    mask_interpolation: Annotated[
        Literal["linear", "nearest"] | None,
        typer.Option(
            "--mask-interpolation",
            help="`nearest` repeats the tutorial's jagged masks.  [default: as it was]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None

    def open(self, *, track: bool = False) -> Collection:
        """Open them; with tracks where they are asked for and there are none yet.

        Raises
        ------
        UsageError, ResultsError
            If they cannot be opened, or a choice makes no sense.
        """
        from maskrcnn.formats import open_collection

        with console.waiting(f"opening {self.results}"):
            opened = open_collection(self.results, self.kind, self.source)
        for note in opened.notes:
            console.remark(note)
        if self.confidence is not None or self.classes is not None:
            opened = opened.select(self.confidence, self.classes)
        if self.threshold is not None or self.mask_interpolation is not None:
            opened = opened.with_masks(self.threshold, self.mask_interpolation)
        return opened.tracked() if track else opened
