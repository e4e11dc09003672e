"""`maskrcnn dataset convert`: annotated pictures in another tool's format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maskrcnn.cli import console
from maskrcnn.cli.dataset_choice import DataChoice, WritingChoice
from maskrcnn.cli.export_choice import write_exports
from maskrcnn.cli.groups import grouped
from maskrcnn.cli.object_choice import OUTPUT
from maskrcnn.cli.refusals import Refusals
from maskrcnn.cli.results_choice import JsonOption


@grouped
def convert(
    chosen: DataChoice,
    writing: WritingChoice,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="File or folder.  [default: beside DATA]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write annotated pictures in another format, with the pictures or without."""
    from maskrcnn.formats import Export
    from maskrcnn.formats.exporting import beside

    kind = writing.format
    place = output or beside(chosen.data, kind.name, kind.suffix)
    collection, teller = chosen.open(), console.Teller(as_json)
    refusals = Refusals(teller)
    write_exports(collection, [Export(kind, place)], writing.options, refusals, teller)
    refusals.settle()
