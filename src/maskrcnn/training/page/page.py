"""The page about a training, put together."""

from __future__ import annotations

from functools import cache
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
    return assembled(
        _template("page.html"),
        _style(),
        _script(),
        data,
        title=safe(heading(plan, is_done)),
        facts=terms(facts(plan)),
        choices="".join(
            f'<div class="choice"><h3>{safe(title)}</h3><dl>{terms(values)}</dl></div>'
            for title, values in choices(plan)
        ),
        maker=safe(maker()),
    )


@cache
def _style() -> str:
    return shared("figures.css") + _template("page.css")


@cache
def _script() -> str:
    helpers = shared("elements.js"), shared("numbers.js")
    script = "\n".join([*helpers, *(_template(f"{name}.js") for name in SCRIPTS)])
    return f'"use strict";\n{{\n{script}}}\n'


@cache
def _template(name: str) -> str:
    """Read a file once, so that all is of one version however long the training takes."""
    return (files("maskrcnn.training.page") / "template" / name).read_text(encoding="utf-8")
