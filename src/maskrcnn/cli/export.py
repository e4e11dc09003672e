"""`maskrcnn export`: what was found, in the formats of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from maskrcnn.cli import console
from maskrcnn.cli.export_choice import EXPORT, ExportDetails, write_exports
from maskrcnn.cli.groups import grouped
from maskrcnn.cli.object_choice import OUTPUT
from maskrcnn.cli.refusals import Refusals
from maskrcnn.cli.results_choice import JsonOption, ResultsChoice
from maskrcnn.cli.scene_choice import TrackOption
from maskrcnn.errors import UsageError


def _list(wanted: bool) -> None:
    if not wanted:
        return
    from maskrcnn.formats import FORMATS

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("--to", "what it is", "a", "--from"):
        table.add_column(heading)
    for each in FORMATS.values():
        back = "yes" if each.read is not None else "–"
        table.add_row(each.name, each.summary, each.suffix or "folder", back)
    console.out.print(table)
    raise typer.Exit


@grouped
def export(
    chosen: ResultsChoice,
    to: Annotated[
        list[str],
        typer.Option(
            "--to",
            help="The format, as `--list` names it, or `coco=PLACE`; repeatable.",
            rich_help_panel=EXPORT,
        ),
    ],
    details: ExportDetails,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="File or folder, where one format is asked for.  [default: beside the results]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    track: TrackOption = False,
    as_json: JsonOption = False,
    _listed: Annotated[
        bool,
        typer.Option(
            "--list",
            callback=_list,
            is_eager=True,
            help="List the formats.",
            rich_help_panel=EXPORT,
        ),
    ] = False,
) -> None:
    """Write what was found in other tools' formats, as cut-outs or mattes; no network is run."""
    from maskrcnn.formats import Export, format_named

    if output is not None and (len(to) != 1 or "=" in to[0]):
        raise UsageError("-o names one place: with several formats write --to coco=PLACE")
    collection = chosen.open(track=track)
    if output is None:
        exports = [Export.of(text, chosen.results) for text in to]
    else:
        exports = [Export(format_named(to[0].strip().lower()), output)]
    details.check_heeded(exports)
    teller = console.Teller(as_json)
    refusals = Refusals(teller)
    write_exports(collection, exports, details.options, refusals, teller)
    refusals.settle()
