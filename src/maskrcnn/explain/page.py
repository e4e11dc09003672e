"""The page that tells how a network came to its answer, put together."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from maskrcnn.explain import kinds
from maskrcnn.explain.data import PHOTO_QUALITY, drawn
from maskrcnn.explain.explanation import Explanation
from maskrcnn.explain.steps import Steps
from maskrcnn.explain.words import class_scores, sentences
from maskrcnn.webpage import assembled, fitted, photo_uri

SCRIPTS = ("surface", "anchors", "proposals", "masks", "objects", "page")
"""In the order in which they build on each other."""
KIND_SIDE = 640
INPUT_SIDE = 960


def page(told: Explanation) -> str:
    """Return the page that tells how a network came to its answer, as the text of one file."""
    style = _template("page.css")
    script = '"use strict";\n' + "\n".join(_template(f"{name}.js") for name in SCRIPTS)
    texts = {**sentences(told), **_pictures(told.steps), **_absences(told)}
    return assembled(
        _template("page.html"),
        style,
        script,
        drawn(told),
        **{name: escape(text) for name, text in texts.items()},
    )


def _template(name: str) -> str:
    return (files("maskrcnn.explain") / "template" / name).read_text(encoding="utf-8")


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
    return {name: photo_uri(picture, PHOTO_QUALITY) for name, picture in pictures.items()}


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
