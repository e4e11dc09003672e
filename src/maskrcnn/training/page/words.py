"""What the page says in words: what learns from what, and every choice that was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maskrcnn import __version__
from maskrcnn.training.architecture import FROM_NOTHING, PRETRAINED
from maskrcnn.training.plan import Plan

ABOUT_LOSSES = {
    "objectness": "Is there an object at an anchor?",
    "anchor boxes": "How an anchor is moved onto its object",
    "classes": "What is in a box?",
    "boxes": "How a box is fitted to its object",
    "masks": "Which pixels are the object’s?",
}
"""What the network answers, and a loss tells how badly."""
ROOMS = {
    "architecture": "The network",
    "options": "The recipe",
    "load": "How pictures come",
    "augment": "How pictures are changed",
}
"""Headings for what a plan has in parts."""


def heading(plan: Plan, is_done: bool) -> str:
    """Return the title."""
    return f"How {plan.name} {'learned' if is_done else 'learns'}"


def maker() -> str:
    """Return what made the page."""
    return f"maskrcnn {__version__}"


def facts(plan: Plan) -> list[tuple[str, str]]:
    """Return pairs of what a reader asks first, and the answer."""
    network, options = plan.architecture, plan.options
    return [
        ("Learns from", plan.data),
        ("Judged by", f"{plan.held_out}, at most {plan.judged:,} pictures"),
        ("Classes", f"{network.classes:,}"),
        ("Network", f"Mask R-CNN, pyramid of {network.width} channels on {network.trunk}"),
        ("Begins with", _beginning(plan)),
        ("Pictures’ shorter side", f"{network.shorter} pixels"),
        ("Steps", f"{options.steps:,} of {plan.load.batch} pictures each"),
        ("Licence", plan.licence or _licence(plan)),
    ]


def _beginning(plan: Plan) -> str:
    if plan.begin_with is not None:
        return plan.begin_with
    return {
        FROM_NOTHING: "nothing: weights drawn at random",
        PRETRAINED: f"the weights known for {plan.architecture.trunk}",
    }.get(plan.weights, f"a trunk from {plan.weights}")


def _licence(plan: Plan) -> str:
    if plan.begin_with is None and plan.weights == FROM_NOTHING:
        return "none was named"
    return "that of the weights it begins with"


def choices(plan: Plan) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return everything the result depends on, by name, under headings."""
    whole = plan.to_json()
    parts = [(heading, _named(whole.pop(name))) for name, heading in ROOMS.items()]
    return [("The training", _named(whole)), *parts]


def _named(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name.replace("_", " "), _written(value)) for name, value in values.items()]


def _written(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_written, value))
    if isinstance(value, float):
        return f"{value:g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
