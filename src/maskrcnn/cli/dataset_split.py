"""`maskrcnn dataset split`: a part to learn from, and others to judge by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maskrcnn.cli import console
from maskrcnn.cli.dataset_choice import DataChoice, WritingChoice
from maskrcnn.cli.groups import grouped
from maskrcnn.cli.object_choice import OUTPUT
from maskrcnn.cli.refusals import Refusals
from maskrcnn.cli.results_choice import JsonOption

if TYPE_CHECKING:
    from maskrcnn.datasets.split import Split, SplitOptions
    from maskrcnn.formats import Collection

HOW = "How it is split"


@dataclass(frozen=True)
class SplitChoice:
    """How annotated pictures are split."""

    val: Annotated[
        float, typer.Option("--val", help="The part to judge by, of 1.", rich_help_panel=HOW)
    ] = 0.2
    test: Annotated[
        float,
        typer.Option("--test", help="A part for a last test besides.", rich_help_panel=HOW),
    ] = 0.0
    seed: Annotated[
        int, typer.Option("--seed", help="Another number, another split.", rich_help_panel=HOW)
    ] = 0
    together: Annotated[
        str | None,
        typer.Option(
            "--together",
            help="Regular expression: pictures in whose names it finds the same stay together, "
            "such as `^[^_]+` or `patient(\\d+)`.",
            show_default=False,
            rich_help_panel=HOW,
        ),
    ] = None
    apart: Annotated[
        bool,
        typer.Option(
            "--apart",
            help="Let pictures that look alike, and frames of one video, come apart.",
            rich_help_panel=HOW,
        ),
    ] = False

    @property
    def options(self) -> SplitOptions:
        """What was asked for.

        Raises
        ------
        UsageError
            If a share makes no sense.
        """
        from maskrcnn.datasets.split import Shares, SplitOptions

        shares = Shares(self.val, self.test)
        return SplitOptions(shares, self.seed, not self.apart, self.together)


@grouped
def split(
    chosen: DataChoice,
    writing: WritingChoice,
    how: SplitChoice,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Folder of the parts.  [default: beside DATA]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Split annotated pictures into a part to learn from and others to judge by.

    Pictures that look alike stay together, and each part gets its share of every class.
    """
    from maskrcnn.datasets.split import split as split_up
    from maskrcnn.formats import Export, export
    from maskrcnn.formats.exporting import beside

    options = how.options
    kind, folder = writing.format, output or beside(chosen.data, "split", "")
    collection, teller = chosen.open(), console.Teller(as_json)
    refusals = Refusals(teller)
    with console.progress(len(collection), "looking at pictures") as advance:
        parts = split_up(collection, options, refusals, advance)
    if parts.together:
        console.remark(f"{parts.together} pictures look alike or belong together, and stay so")
    with console.progress(len(collection), "writing") as advance:
        for name, places in parts.places.items():
            own = folder / name if writing.with_pictures and kind.suffix else folder
            wanted = Export(kind, own / f"{name}{kind.suffix}")
            notes = export(collection.at(places), [wanted], writing.options, refusals, advance)
            for note in notes:
                console.remark(note)
            _tell(teller, name, wanted.place, collection, parts)
    refusals.settle()


def _tell(
    teller: console.Teller, name: str, place: Path, collection: Collection, parts: Split
) -> None:
    counts = parts.objects[name]
    classes = dict(zip(collection.labels.names, counts.tolist(), strict=True))
    pictures, objects = len(parts.places[name]), int(counts.sum())
    words = f"{name}  → {place}: {pictures:,} pictures, {objects:,} objects"
    facts = {"part": name, "written": str(place), "pictures": pictures, "objects": objects}
    teller.say(words, **facts, classes=classes)
