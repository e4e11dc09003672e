"""Styles: ways to show what was found, by name.

What a style needs is imported when it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from maskrcnn.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from maskrcnn.drawing.styles.style import Style


@dataclass(frozen=True)
class StyleKind:
    """A style that can be made.

    Attributes
    ----------
    home : str
        Its class, as `module.Class` of this package.
    summary : str
        What it shows, in a line.
    remembers : bool
        Whether it shows what was in earlier frames.
    """

    home: str
    summary: str
    remembers: bool = False


STYLES = {
    "tutorial": StyleKind("tutorial.Tutorial", "mask, box and label, as the 2018 tutorial draws"),
    "mask": StyleKind("mask.Mask", "each object tinted"),
    "outline": StyleKind("outline.Outline", "a line along the edge of each object"),
    "halo": StyleKind("halo.Halo", "a soft glow around each object"),
    "semantic": StyleKind("semantic.Semantic", "every pixel of a class in one colour"),
    "heat": StyleKind("heat.Heat", "where objects have been so far, from blue to red", True),
    "box": StyleKind("box.Box", "a box around each object"),
    "label": StyleKind("label.Label", "class and score of each object, on a plate"),
    "box-corner": StyleKind("annotators.BoxCorner", "the corners of each box"),
    "round-box": StyleKind("annotators.RoundBox", "a box with round corners"),
    "color": StyleKind("annotators.FilledBox", "each box filled"),
    "circle": StyleKind("annotators.Circle", "a circle around each object"),
    "ellipse": StyleKind("annotators.Ellipse", "an ellipse at the feet of each object"),
    "dot": StyleKind("annotators.Dot", "a dot in the middle of each object"),
    "triangle": StyleKind("annotators.Triangle", "a triangle over each object"),
    "percentage-bar": StyleKind("annotators.PercentageBar", "the score of each object as a bar"),
}
"""Styles by name."""


def make_style(name: str) -> Style:
    """Make a style.

    Those from `supervision` have the names of its annotators.

    Raises
    ------
    UsageError
        If there is no such style.
    """
    if name not in STYLES:
        raise UsageError(f"there is no style {name!r}: {did_you_mean(name, STYLES)}")
    module, kind = STYLES[name].home.split(".")
    style: Style = getattr(import_module(f"{__name__}.{module}"), kind)()
    return style
