"""`maskrcnn report`: a page that shows what was found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maskrcnn.cli.console import Teller
from maskrcnn.cli.export_choice import make_report
from maskrcnn.cli.groups import grouped
from maskrcnn.cli.object_choice import OUTPUT
from maskrcnn.cli.refusals import Refusals
from maskrcnn.cli.results_choice import JsonOption, ResultsChoice
from maskrcnn.cli.scene_choice import LineOption, SceneChoice, TrackOption, ZoneOption
from maskrcnn.errors import UsageError


@grouped
def report(
    chosen: ResultsChoice,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="The page.  [default: beside the results, results-report.html]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    title: Annotated[
        str,
        typer.Option(help="Its heading.  [default: what was found]", show_default=False),
    ] = "",
    scale: Annotated[
        str | None,
        typer.Option(
            help="Sizes in real units: how wide a pixel is, `0.5mm`, or `100px=25mm`.",
            show_default=False,
        ),
    ] = None,
    photos: Annotated[
        int | None,
        typer.Option(
            help="Photos that are shown, at most, evenly spread.  [default: 240]",
            show_default=False,
        ),
    ] = None,
    frames: Annotated[
        int | None,
        typer.Option(
            help="Frames of a video that are shown, at most.  [default: 60]", show_default=False
        ),
    ] = None,
    track: TrackOption = False,
    line: LineOption = None,
    zone: ZoneOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make one page that shows what was found, and needs neither network nor internet."""
    from maskrcnn.formats.exporting import beside
    from maskrcnn.report import ReportOptions, Scale

    scene = SceneChoice(track, line, zone)
    most = {"photos": photos, "frames": frames}
    options = ReportOptions(
        title=title,
        scale=None if scale is None else Scale.of(scale),
        lines=scene.lines,
        zones=scene.zones,
        **{what: count for what, count in most.items() if count is not None},
    )
    collection = chosen.open(track=track or bool(line or zone))
    other = "photos" if collection.is_video else "frames"
    if most[other] is not None:
        raise UsageError(f"--{other}: there are none in {collection.name}")
    page = output or beside(chosen.results, "report", ".html")
    teller = Teller(as_json)
    refusals = Refusals(teller)
    make_report(collection, page, options, refusals, teller)
    refusals.settle()
