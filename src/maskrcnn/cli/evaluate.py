"""`maskrcnn evaluate`: how well what a model finds agrees with what people marked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maskrcnn.cli import console
from maskrcnn.cli.console import Teller
from maskrcnn.cli.evaluate_choice import ContenderChoice, MarkedChoice, RulesChoice
from maskrcnn.cli.groups import grouped
from maskrcnn.cli.object_choice import OUTPUT
from maskrcnn.cli.refusals import Refusals
from maskrcnn.options import probability

if TYPE_CHECKING:
    from maskrcnn.datasets import Dataset
    from maskrcnn.evaluation import Evaluation

NOT_GOOD_ENOUGH = 1


@grouped
def evaluate(
    marked: MarkedChoice,
    who: ContenderChoice,
    rules: RulesChoice,
    precision_wanted: Annotated[
        float | None,
        typer.Option(
            help="Tell which confidence each class needs for that precision, and its recall then.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            help="A page with curves, confusions and the worst pictures.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    worst: Annotated[
        int,
        typer.Option(help="Pictures that are told of as the worst.", rich_help_panel=OUTPUT),
    ] = 12,
    at_least: Annotated[
        float | None,
        typer.Option(
            help="End with code 1 if the average precision of anyone is lower.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="A line of JSON for each model.", rich_help_panel=OUTPUT),
    ] = False,
) -> None:
    """Measure models, engines or results against annotated pictures, by COCO's rules."""
    from maskrcnn.webpage import check_page

    if html is not None:
        check_page(html)
    wanted = None if precision_wanted is None else probability(precision_wanted)
    bar = None if at_least is None else probability(at_least)
    contenders = who.contenders(rules.options(worst))
    dataset = marked.open()
    refusals = Refusals(Teller(as_json))
    judged = [contender(dataset, refusals) for contender in contenders]
    _tell(judged, wanted, as_json)
    if html is not None:
        _write(judged, dataset, html, refusals, as_json)
    reached = [bar is None or _reaches(each, bar) for each in judged]
    refusals.settle()
    if not all(reached):
        raise typer.Exit(NOT_GOOD_ENOUGH)


def _tell(judged: list[Evaluation], wanted: float | None, as_json: bool) -> None:
    """Print the figures: a line of JSON each, or tables."""
    from maskrcnn.cli import evaluate_report
    from maskrcnn.evaluation import Advised
    from maskrcnn.machine import machine

    advice = [None if wanted is None else Advised.of(each, wanted) for each in judged]
    if as_json:
        facts = {"machine": machine()}
        for each, advised in zip(judged, advice, strict=True):
            told = {"advice": None if advised is None else advised.to_json()}
            console.out.print(json.dumps(each.to_json() | told | facts), markup=False)
        return
    evaluate_report.tell(judged, machine())
    for each, advised in zip(judged, advice, strict=True):
        if advised is not None:
            evaluate_report.tell_advice(each, advised)


def _write(
    judged: list[Evaluation], dataset: Dataset, path: Path, refusals: Refusals, as_json: bool
) -> None:
    """Write the page, and say where."""
    from maskrcnn.evaluation import write_page
    from maskrcnn.machine import machine

    with console.waiting("writing the page"):
        write_page(judged, dataset, path, machine(), refusals)
    Teller(as_json).say(f"→ {path}", page=str(path))


def _reaches(one: Evaluation, bar: float) -> bool:
    """Tell whether average precision is as good as was asked for; if not, say so."""
    from maskrcnn.cli.evaluate_report import name_of

    if one.ap >= bar:
        return True
    console.complain(f"{name_of(one)}: average precision {one.ap:.3f} is below {bar:g}")
    return False
