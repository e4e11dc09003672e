"""`maskrcnn dataset preview`: annotated pictures on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maskrcnn.cli import console
from maskrcnn.cli.dataset_choice import DataChoice
from maskrcnn.cli.groups import grouped
from maskrcnn.cli.object_choice import OUTPUT
from maskrcnn.cli.refusals import Refusals
from maskrcnn.cli.results_choice import JsonOption


@grouped
def preview(
    chosen: DataChoice,
    count: Annotated[
        int, typer.Option("--count", help="Pictures, at most.", rich_help_panel=OUTPUT)
    ] = 24,
    seed: Annotated[
        int,
        typer.Option("--seed", help="Another number, other pictures.", rich_help_panel=OUTPUT),
    ] = 0,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="The page, a picture.", rich_help_panel=OUTPUT),
    ] = Path("preview.jpg"),
    as_json: JsonOption = False,
) -> None:
    """Show annotated pictures on a page, their masks drawn.

    DATA may also be a scene, such as `shapes`. With `--classes` only pictures that have some.
    """
    from maskrcnn.datasets import open_dataset
    from maskrcnn.datasets.preview import PreviewOptions
    from maskrcnn.datasets.preview import preview as page_of

    options = PreviewOptions(count, seed, chosen.classes)
    teller = console.Teller(as_json)
    refusals = Refusals(teller)
    with console.waiting(f"opening {chosen.data}"):
        dataset = open_dataset(chosen.data, chosen.kind, chosen.source)
    for note in getattr(dataset, "notes", ()):
        console.remark(note)
    with console.progress(min(count, len(dataset)), "drawing") as advance:
        page = page_of(dataset, options, refusals, advance)
    written = page.save(output)
    teller.say(f"preview  → {written}", written=str(written))
    refusals.settle()
