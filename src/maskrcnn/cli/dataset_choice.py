"""Naming annotated pictures on the command line: alike in all commands for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from maskrcnn.cli import console
from maskrcnn.cli.export_choice import ExportDetails
from maskrcnn.cli.object_choice import OUTPUT, ClassesOption

if TYPE_CHECKING:
    from maskrcnn.formats import Collection, ExportOptions, Format

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


@dataclass(frozen=True)
class WritingChoice:
    """In which format annotated pictures are written."""

    to: Annotated[
        str,
        typer.Option(
            "--to",
            help="The format, as `maskrcnn export --list` names it.",
            rich_help_panel=OUTPUT,
        ),
    ] = "coco"
    outlines: Annotated[
        Literal["rle", "polygons"] | None,
        typer.Option(
            "--outlines",
            help="Masks as run lengths or polygons, in formats that know both.  "
            "[default: the usual one]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None
    with_pictures: Annotated[
        bool,
        typer.Option(
            "--with-pictures",
            help="Write the pictures beside; else they stay where they are. Frames become photos.",
            rich_help_panel=OUTPUT,
        ),
    ] = False

    @property
    def format(self) -> Format:
        """The format.

        Raises
        ------
        UsageError
            If there is none of that name, or it does not heed an option that was given.
        """
        from maskrcnn.formats import Export, format_named

        kind = format_named(self.to.strip().lower())
        details = ExportDetails(self.outlines, self.with_pictures)
        details.check_heeded([Export(kind, Path(kind.name))])
        return kind

    @property
    def options(self) -> ExportOptions:
        """How it is written."""
        from maskrcnn.formats import ExportOptions

        return ExportOptions(self.outlines, self.with_pictures, as_photos=self.with_pictures)
