"""The page about a training, put together."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from maskrcnn.training.page.words import choices, facts, heading, maker
from maskrcnn.training.plan import Plan
from maskrcnn.webpage import assembled, safe, shared, terms

SCRIPTS = ("data", "progress", "chart", "curves", "pictures", "table", "page")
"""In the order in which they build on each other, and on those that all pages share."""


def page(plan: Plan, is_done: bool, data: Any) -> str:
    """Return the page about a training, as the text of one file.

    Parameters
    ----------
    plan : Plan
    is_done : bool
        Whether it was carried out wholly.
    data : anything for JSON
        What its scripts draw.
    """
    script = "\n".join(_all([shared("elements.js"), shared("numbers.js")], SCRIPTS, "js"))
    return assembled(
        _template("page.html"),
        "\n".join(_all([shared("figures.css")], ("page",), "css")),
        f'"use strict";\n{{\n{script}}}\n',
        data,
        title=safe(heading(plan, is_done)),
        facts=terms(facts(plan)),
        choices="".join(
            f'<div class="choice"><h3>{safe(title)}</h3><dl>{terms(values)}</dl></div>'
            for title, values in choices(plan)
        ),
        maker=safe(maker()),
    )


def _all(first: list[str], names: Sequence[str], kind: str) -> list[str]:
    return [*first, *(_template(f"{name}.{kind}") for name in names)]


def _template(name: str) -> str:
    return (files("maskrcnn.training.page") / "template" / name).read_text(encoding="utf-8")
