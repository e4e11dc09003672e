"""`maskrcnn train`: a Mask R-CNN of one's own, from annotated pictures."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from maskrcnn.cli.console import Teller
from maskrcnn.cli.groups import grouped
from maskrcnn.cli.object_choice import OUTPUT
from maskrcnn.cli.results_choice import JsonOption
from maskrcnn.cli.scene_choice import StartChoice
from maskrcnn.cli.train_choice import DataChoice, NetworkChoice, RecipeChoice
from maskrcnn.errors import UsageError


@grouped
def train(
    pictures: DataChoice,
    network: NetworkChoice,
    recipe: RecipeChoice,
    starts: StartChoice,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="The model: a folder, or one file NAME.maskrcnn.  [default: named as the data]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            help="What the model is called.  [default: as its folder]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option(
            help="The terms of the model, kept in it.  [default: those of the weights it begins "
            "with, or none]",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Train a Mask R-CNN on annotated pictures; the model works with every other command.

    Beside it, a page shows the curves and what the network finds, round by round. A training that
    was stopped goes on with `--resume`.
    """
    if find_spec("torch") is None or find_spec("safetensors") is None:
        raise UsageError("training needs PyTorch: pip install 'maskrcnn[train]'")
    from maskrcnn.cli.train_report import Narrator
    from maskrcnn.training.train import train as run

    place = output or pictures.default_place()
    learned = pictures.open(recipe.seed)
    plan = recipe.plan(
        name=name or place.name.removesuffix(".maskrcnn"),
        pictures=learned,
        network=network,
        licence=licence,
    )
    with Narrator(plan, learned, Teller(as_json)) as narrator:
        narrator.close(run(plan, learned, place, narrator, starts.start))
