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
    heeds : tuple of str
        Which of the options `colors`, `palette`, `labels`, `opacity`, `thickness` and `text_scale`
        change it.
    remembers : bool
        Whether it shows what was in earlier frames.
    """

    home: str
    summary: str
    heeds: tuple[str, ...]
    remembers: bool = False


_COLORED = ("colors", "palette")
_TINTED = (*_COLORED, "opacity")
_LINED = (*_COLORED, "thickness")

STYLES = {
    "tutorial": StyleKind(
        "tutorial.Tutorial",
        "mask, box and label, as the 2018 tutorial draws",
        (*_COLORED, "labels", "opacity", "thickness", "text_scale"),
    ),
    "mask": StyleKind("mask.Mask", "each object tinted", _TINTED),
    "outline": StyleKind("outline.Outline", "a line along the edge of each object", _LINED),
    "halo": StyleKind("halo.Halo", "a soft glow around each object", _COLORED),
    "semantic": StyleKind(
        "semantic.Semantic", "every pixel of a class in one colour", ("palette", "opacity")
    ),
    "heat": StyleKind(
        "heat.Heat", "where objects have been so far, from blue to red", ("opacity",), True
    ),
    "box": StyleKind("box.Box", "a box around each object", _LINED),
    "label": StyleKind(
        "label.Label",
        "class and score of each object, on a plate",
        (*_COLORED, "labels", "text_scale"),
    ),
    "box-corner": StyleKind("annotators.BoxCorner", "the corners of each box", _LINED),
    "round-box": StyleKind("annotators.RoundBox", "a box with round corners", _LINED),
    "color": StyleKind("annotators.FilledBox", "each box filled", _TINTED),
    "circle": StyleKind("annotators.Circle", "a circle around each object", _LINED),
    "ellipse": StyleKind("annotators.Ellipse", "an ellipse at the feet of each object", _LINED),
    "dot": StyleKind("annotators.Dot", "a dot in the middle of each object", _LINED),
    "triangle": StyleKind("annotators.Triangle", "a triangle over each object", _LINED),
    "percentage-bar": StyleKind(
        "annotators.PercentageBar", "the score of each object as a bar", _LINED
    ),
}
"""Styles by name."""

SPELLINGS = {"polygon": "outline", "heat-map": "heat", "bounding-box": "box"}
"""What `supervision` calls styles that have names of their own here."""


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
