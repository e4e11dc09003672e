"""The page about what was found, put together."""

from __future__ import annotations

from importlib.resources import files

from maskrcnn.report.data import drawn
from maskrcnn.report.survey import Survey
from maskrcnn.report.words import facts, heading, maker
from maskrcnn.webpage import assembled, safe, shared, terms

SCRIPTS = (
    "data",
    "words",
    "state",
    "selection",
    "filters",
    "charts",
    "outlined",
    "viewer",
    "pictures",
    "objects",
    "tracks",
    "timeline",
    "places",
    "classes",
    "sizes",
    "csv",
    "page",
)
"""In the order in which they build on each other, and on those that all pages share."""
STYLES = ("filters", "figures", "pictures", "viewer", "screens")


def page(survey: Survey) -> str:
    """Return the page about what was found, as the text of one file."""
    style = "\n".join([shared("figures.css"), *(_template(f"{name}.css") for name in STYLES)])
    helpers = shared("elements.js"), shared("numbers.js")
    script = "\n".join([*helpers, *(_template(f"{name}.js") for name in SCRIPTS)])
    script = f'"use strict";\n{{\n{script}}}\n'
    return assembled(
        _template("page.html"),
        style,
        script,
        drawn(survey),
        title=safe(heading(survey)),
        facts=terms(facts(survey)),
        maker=safe(maker()),
    )


def _template(name: str) -> str:
    return (files("maskrcnn.report") / "template" / name).read_text(encoding="utf-8")
