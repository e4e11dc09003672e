"""`maskrcnn models`: which models there are, whose, how good, and how to get one."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.text import Text

from maskrcnn.cli import console
from maskrcnn.errors import ModelError, UsageError

app = typer.Typer(rich_markup_mode="markdown")


@app.callback(invoke_without_command=True)
def models(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """List the models: name, licence of the weights, accuracy, and whether they are here."""
    if context.invoked_subcommand is not None:
        return
    rows = _rows()
    if as_json:
        console.out.print(json.dumps(rows), markup=False)
        return
    for row in rows:
        default = "  (default)" if row["default"] else ""
        console.out.print(Text.assemble((str(row["name"]), "bold"), f"{default}  {row['title']}"))
        console.out.print(f"    weights {row['licence']}; {row['accuracy']}", markup=False)
        where = row["where"] or f"not here: maskrcnn models get {row['name']}"
        console.out.print(f"    {where}", style="dim", markup=False)


def _rows() -> list[dict[str, object]]:
    from maskrcnn.models.zoo import DEFAULT, ZOO

    return [
        {
            "name": name,
            "title": entry.spec.title,
            "default": name == DEFAULT,
            "licence": entry.spec.licence.name,
            "licence_url": entry.spec.licence.url,
            "accuracy": entry.spec.accuracy,
            "where": None if (where := entry.where()) is None else str(where),
        }
        for name, entry in ZOO.items()
    ]


@app.command("get")
def get(name: Annotated[str, typer.Argument(help="A name from `maskrcnn models`.")]) -> None:
    """Download a model, check its sums, and put it where `--model` finds it."""
    from maskrcnn.models.wheel import REMEDY
    from maskrcnn.models.zoo import ZOO

    if name not in ZOO:
        raise UsageError(f"there is no model {name!r}: known are {', '.join(ZOO)}")
    entry = ZOO[name]
    if (where := entry.where()) is not None:
        console.remark(f"{name} is here already: {where}")
    elif entry.get is None:
        raise ModelError(f"{name} comes with a package: {REMEDY}")
    else:
        with _DownloadBar() as bar:
            where = entry.get(bar)
        console.out.print(f"{name} is in {where}", markup=False)
    console.out.print(f"licence of its weights: {entry.spec.licence.name}", markup=False)


class _DownloadBar:
    """A progress bar of the form that pooch drives: `total`, `update`, `reset`, `close`."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("downloading"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            console=console.err,
            transient=True,
        )
        self._task = self._progress.add_task("downloading", total=None)
        self._total = 0.0

    @property
    def total(self) -> float:
        """Bytes in all."""
        return self._total

    @total.setter
    def total(self, count: float) -> None:
        self._total = count
        self._progress.update(self._task, total=count)

    def update(self, count: float) -> None:
        """Count further bytes."""
        self._progress.advance(self._task, count)

    def reset(self) -> None:
        """Start from nothing."""
        self._progress.reset(self._task, total=self._total)

    def close(self) -> None:
        """Do nothing: the bar goes away with its context."""

    def __enter__(self) -> _DownloadBar:
        if console.err.is_terminal:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if console.err.is_terminal:
            self._progress.stop()
