"""Naming annotated pictures on the command line: alike in all commands for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from maskrcnn.cli import console
from maskrcnn.cli.object_choice import ClassesOption

if TYPE_CHECKING:
    from maskrcnn.formats import Collection

DATA = "Which pictures"

FromOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--from",
        help="What it is, where that cannot be told from the file.",
        show_default=False,
        rich_help_panel=DATA,
    ),
]


@dataclass(frozen=True)
class DataChoice:
    """Which annotated pictures, and which of their objects."""

    data: Annotated[
        Path,
        typer.Argument(help="A file or folder of COCO, LabelMe, VIA, YOLO, CVAT, VOC, …"),
    ]
    kind: FromOption = None
    source: Annotated[
        Path | None,
        typer.Option(
            "--source",
            help="The folder of the pictures.  [default: where the file says]",
            show_default=False,
            rich_help_panel=DATA,
        ),
    ] = None
    classes: ClassesOption = None

    def open(self) -> Collection:
        """Open them, and say what was left out.

        Raises
        ------
        UsageError, ResultsError
            If they cannot be opened, or there is no such class.
        """
        from maskrcnn.formats import open_collection

        with console.waiting(f"opening {self.data}"):
            opened = open_collection(self.data, self.kind, self.source)
        for note in opened.notes:
            console.remark(note)
        return opened if self.classes is None else opened.select(classes=self.classes)
