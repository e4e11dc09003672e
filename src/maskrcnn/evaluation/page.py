"""The page of one evaluation, or of several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path, PurePath

from maskrcnn import __version__
from maskrcnn.datasets import Dataset
from maskrcnn.evaluation.evaluation import Evaluation
from maskrcnn.evaluation.page_data import drawn
from maskrcnn.files import written_whole
from maskrcnn.formats.collection import Refusal, raise_refusal
from maskrcnn.webpage import assembled, check_page, safe, shared, terms

SCRIPTS = (
    "data",
    "state",
    "summary",
    "lines",
    "confidence",
    "recall",
    "sizes",
    "classes",
    "confusion",
    "worst",
    "page",
)
"""In the order in which they build on each other, and on those that all pages share."""


def write_page(
    judged: Sequence[Evaluation],
    dataset: Dataset,
    path: Path,
    machine: Mapping[str, str],
    refuse: Refusal = raise_refusal,
) -> None:
    """Write the page of evaluations of one dataset, whole or not at all.

    It holds all that it shows and asks nothing of any other machine.

    Parameters
    ----------
    judged : sequence of Evaluation
        At least one.
    dataset : Dataset
        Where the worst pictures are read from.
    path : Path
    machine : mapping of name to value
        What the figures depend on, as `maskrcnn.machine.machine` tells.
    refuse : callable (name, error)
        Hears of each picture that cannot be read; by default the error is raised.

    Raises
    ------
    UsageError
        If the file is not named like a page.
    PictureError
        If a picture cannot be read.
    OutputError
        If the page cannot be written.
    """
    check_page(path)
    text = page(judged, dataset, machine, refuse)
    with written_whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def page(
    judged: Sequence[Evaluation], dataset: Dataset, machine: Mapping[str, str], refuse: Refusal
) -> str:
    """Return the page as the text of one file."""
    style = shared("figures.css") + _template("page.css")
    helpers = shared("elements.js"), shared("numbers.js")
    script = "\n".join([*helpers, *(_template(f"{name}.js") for name in SCRIPTS)])
    first = judged[0]
    kinds = sum(each.sweep.marked > 0 for each in first.classes)
    return assembled(
        _template("page.html"),
        style,
        f'"use strict";\n{{\n{script}}}\n',
        drawn(judged, dataset, machine, refuse),
        title=safe(_title(judged)),
        lede=safe(
            f"Measured on {first.pictures:,} pictures with {first.together.marked:,} objects of "
            f"{kinds:,} classes."
        ),
        facts=terms(
            [
                ("Marked in", PurePath(dataset.name).name),
                ("Processor", f"{machine['processor']}, {machine['cores']} cores"),
            ]
        ),
        iou=f"{first.options.iou:g}",
        maker=safe(f"maskrcnn {__version__}"),
    )


def _title(judged: Sequence[Evaluation]) -> str:
    *others, last = dict.fromkeys(each.model for each in judged)
    return f"How good are {', '.join(others)} and {last}?" if others else f"How good is {last}?"


def _template(name: str) -> str:
    return (files("maskrcnn.evaluation") / "template" / name).read_text(encoding="utf-8")
