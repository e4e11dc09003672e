"""`maskrcnn dataset make`: annotated pictures of drawn scenes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maskrcnn.cli import console
from maskrcnn.cli.console import Teller
from maskrcnn.cli.object_choice import OUTPUT
from maskrcnn.cli.results_choice import JsonOption

SCENE = "What is drawn"


def make(
    scene: Annotated[str, typer.Argument(help="`shapes`, `pills` or `lesions`.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="A folder.", rich_help_panel=OUTPUT)
    ],
    count: Annotated[
        int, typer.Option("-n", "--count", help="How many pictures.", min=1, rich_help_panel=SCENE)
    ] = 20,
    seed: Annotated[
        int, typer.Option("--seed", help="Another one, other pictures.", rich_help_panel=SCENE)
    ] = 0,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help="The format, as `maskrcnn export --list` names it.",
            rich_help_panel=OUTPUT,
        ),
    ] = "coco",
    size: Annotated[
        int | None,
        typer.Option(
            "--size",
            help="How long their longer sides are, in pixels.  [default: about 300]",
            show_default=False,
            rich_help_panel=SCENE,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Draw annotated pictures: scenes in which every pixel's object is known."""
    from maskrcnn.datasets.scenes import open_scene
    from maskrcnn.datasets.scenes.writing import write_scene
    from maskrcnn.formats import format_named

    drawn, kind = open_scene(scene, count, seed, size), format_named(to.strip().lower())
    with console.progress(count, "drawing") as advance:
        place = write_scene(drawn, output, kind, advance)
    words = f"{count:,} pictures of {', '.join(drawn.labels.names)}  → {place}"
    Teller(as_json).say(words, pictures=count, written=str(place))
