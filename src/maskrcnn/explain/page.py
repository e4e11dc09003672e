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

from maskrcnn.explain import kinds
from maskrcnn.explain.data import drawn
from maskrcnn.explain.explanation import Explanation
from maskrcnn.explain.figures import fitted, photo_uri
from maskrcnn.explain.steps import Steps
from maskrcnn.explain.words import class_scores, sentences

SCRIPTS = ("surface", "anchors", "proposals", "masks", "objects", "page")
"""In the order in which they build on each other."""
KIND_SIDE = 640
INPUT_SIDE = 960


def page(told: Explanation) -> str:
    """Return the page that tells how a network came to its answer, as the text of one file."""
    style = _template("page.css")
    script = '"use strict";\n' + "\n".join(_template(f"{name}.js") for name in SCRIPTS)
    texts = {**sentences(told), **_pictures(told.steps), **_absences(told)}
    return Template(_template("page.html")).substitute(
        {name: escape(text) for name, text in texts.items()},
        policy=_policy(style, script),
        style=style,
        script=script,
        data=json.dumps(drawn(told), allow_nan=False).replace("<", "\\u003c"),
    )


def _template(name: str) -> str:
    return (files("maskrcnn.explain") / "template" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    sums = (hashlib.sha256(text.encode()).digest() for text in (style, script))
    style_sum, script_sum = (base64.b64encode(digest).decode("ascii") for digest in sums)
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{style_sum}'; "
        f"script-src 'sha256-{script_sum}'; base-uri 'none'; form-action 'none'"
    )


def _pictures(steps: Steps) -> dict[str, str]:
    """Return the pictures that stand still, as data URIs."""
    found = kinds.at_most(steps.found, steps.image, KIND_SIDE)
    image = fitted(steps.image, KIND_SIDE)
    pictures = {
        "kind_classification": kinds.classification(image, class_scores(steps)),
        "kind_detection": kinds.detection(found, image),
        "kind_semantic": kinds.semantic(found, image),
        "kind_instance": kinds.instance(found, image),
        "resized": fitted(steps.resized, INPUT_SIDE),
    }
    return {name: photo_uri(picture) for name, picture in pictures.items()}


def _absences(told: Explanation) -> dict[str, str]:
    """Return the attribute of parts that there is nothing to show in."""
    steps = told.steps
    missing = {
        "without_masks": steps.masks is None,
        "without_objects": not len(steps.found),
        "without_mask_figures": steps.masks is None or not len(steps.found),
        "without_search": told.lineage.searched is None,
    }
    return {name: "hidden" if is_missing else "" for name, is_missing in missing.items()}
