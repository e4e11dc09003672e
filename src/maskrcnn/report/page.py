"""The page: one HTML file with its pictures, its style and its scripts in it, and nothing else.

What it draws comes as JSON, what it says as text; both are escaped. Its Content Security Policy
names its own style and scripts by their sums, and lets nothing be fetched or run besides.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from importlib.resources import files
from string import Template

from maskrcnn.report.data import drawn
from maskrcnn.report.survey import Survey
from maskrcnn.report.words import facts, heading, maker

SCRIPTS = (
    "data",
    "elements",
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
"""In the order in which they build on each other."""
STYLES = ("base", "filters", "figures", "pictures", "viewer", "screens")


def page(survey: Survey) -> str:
    """Return the page about what was found, as the text of one file."""
    style = "\n".join(_template(f"{name}.css") for name in STYLES)
    script = "\n".join(_template(f"{name}.js") for name in SCRIPTS)
    script = f'"use strict";\n{{\n{script}}}\n'
    return Template(_template("page.html")).substitute(
        policy=_policy(style, script),
        title=_safe(heading(survey)),
        facts="".join(
            f"<div><dt>{_safe(what)}</dt><dd><bdi>{_safe(value)}</bdi></dd></div>"
            for what, value in facts(survey)
        ),
        maker=_safe(maker()),
        style=style,
        script=script,
        data=json.dumps(drawn(survey), allow_nan=False, separators=(",", ":")).replace(
            "<", "\\u003c"
        ),
    )


def _safe(text: str) -> str:
    """Escape a text; a name of a file that is no proper text is made one."""
    return escape(text.encode("utf-8", "replace").decode("utf-8"))


def _template(name: str) -> str:
    return (files("maskrcnn.report") / "template" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    sums = (hashlib.sha256(text.encode()).digest() for text in (style, script))
    style_sum, script_sum = (base64.b64encode(digest).decode("ascii") for digest in sums)
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{style_sum}'; "
        f"script-src 'sha256-{script_sum}'; base-uri 'none'; form-action 'none'"
    )
