"""`maskrcnn dataset check`: what is wrong with annotated pictures, and what to do."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from maskrcnn.cli import console
from maskrcnn.cli.dataset_choice import DATA, FromOption
from maskrcnn.errors import UsageError

if TYPE_CHECKING:
    from maskrcnn.datasets.check import Finding, Report, Survey

ERRORS = 1
"""The exit code where there are some."""
SHOWN = 5
"""Findings of a kind that people are shown, unless they ask for all."""
ROWS = 20
STYLES = {"error": "bold red", "warning": "bold yellow", "hint": "bold cyan"}


def check(
    data: Annotated[
        list[Path],
        typer.Argument(
            help="Files or folders of COCO, LabelMe, VIA, YOLO, CVAT, VOC, …; several are parts "
            "that must not share pictures."
        ),
    ],
    kind: FromOption = None,
    source: Annotated[
        list[Path] | None,
        typer.Option(
            "--source",
            help="The folder of the pictures; once, or once for each DATA.  "
            "[default: where the file says]",
            show_default=False,
            rich_help_panel=DATA,
        ),
    ] = None,
    show_all: Annotated[
        bool, typer.Option("--all", help="Show every finding, not the first few of a kind.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="A line of JSON for each finding, and for each DATA.")
    ] = False,
) -> None:
    """Tell what is wrong with annotated pictures, and what to do. Exit code 1 if there are errors.

    Damaged records, missing pictures, crossed outlines, pictures that are there twice or in two
    parts, rare classes, and more.
    """
    from maskrcnn.datasets.check import check as check_all
    from maskrcnn.formats import open_collection

    if source and len(source) not in (1, len(data)):
        raise UsageError(f"--source: give one, or one for each of the {len(data)} DATA")
    folders: list[Path | None] = [*(source or (None,))]
    folders *= len(data) // len(folders)
    with console.waiting("opening"):
        collections = [
            open_collection(each, kind, folder) for each, folder in zip(data, folders, strict=True)
        ]
    with console.progress(sum(map(len, collections)), "checking") as advance:
        report = check_all(collections, advance)
    if as_json:
        lines = [each.to_json() for each in report.findings]
        for line in (*lines, *(each.to_json() for each in report.surveys)):
            console.out.print(json.dumps(line), markup=False)
    else:
        _tell(report, None if show_all else SHOWN)
    if report.counts["error"]:
        raise typer.Exit(ERRORS)


def _tell(report: Report, shown: int | None) -> None:
    from maskrcnn.writers.names import shortened

    names = [survey.name for survey in report.surveys]
    short = dict(zip(names, shortened(names), strict=True)) if len(names) > 1 else {}
    for survey in report.surveys:
        _tell_classes(survey)
    for kind, findings in groupby(report.findings, key=lambda each: each.kind):
        _tell_kind(kind, list(findings), shown, short)
    counts = (f"{count} {level}{'s' * (count != 1)}" for level, count in report.counts.items())
    console.out.print(", ".join(counts), markup=False)


def _tell_classes(survey: Survey) -> None:
    crowds = f", {survey.crowds:,} crowds" if survey.crowds else ""
    facts = f"{survey.pictures:,} pictures, {survey.objects:,} objects{crowds}"
    console.out.print(Text.assemble((survey.name, "bold"), f"  {facts}"))
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("class")
    for heading in ("objects", "pictures", "mean side"):
        table.add_column(heading, justify="right")
    for row in survey.classes[:ROWS]:
        counts = f"{row['objects']:,}", f"{row['pictures']:,}", f"{row['mean_side']:.0f} px"
        table.add_row(Text(row["class"]), *counts)
    console.out.print(table)
    if (more := len(survey.classes) - ROWS) > 0:
        console.out.print(f"and {more} more classes", style="dim")
    console.out.print()


def _tell_kind(
    kind: str, findings: list[Finding], shown: int | None, short: dict[str, str]
) -> None:
    from maskrcnn.datasets.check import KINDS

    level, title, remedy = KINDS[kind]
    console.out.print(Text.assemble((level, STYLES[level]), f"  {title}: {len(findings):,}"))
    for each in findings[:shown]:
        where = (short.get(each.data, ""), each.picture, each.record)
        line = ": ".join(part for part in (*where, each.words) if part)
        console.out.print(f"    {console.one_line(line)}", markup=False)
    if shown is not None and len(findings) > shown:
        console.out.print(f"    and {len(findings) - shown:,} more", style="dim")
    console.out.print(f"    → {remedy}\n", markup=False)
