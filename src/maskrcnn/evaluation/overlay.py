"""A picture with what is right and wrong of it drawn in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maskrcnn.drawing.look import Look
from maskrcnn.drawing.painter import paint
from maskrcnn.evaluation.worst import Difficult
from maskrcnn.instances import Instance, Instances
from maskrcnn.labels import Color, Labels
from maskrcnn.masks import Uint8
from maskrcnn.webpage import fitted

RIGHT, MISSED = (136, 153, 0), (119, 51, 204)
FALSE, MISTAKEN = (51, 119, 238), (187, 119, 0)
"""BGR; the page has the same in its legend."""
MOST_NAMED = 12
"""More names than that would hide the picture."""


@dataclass(frozen=True)
class _Drawn:
    """An object that is drawn."""

    one: Instance
    name: str
    color: Color


def overlay(difficult: Difficult, picture: Uint8, longest: int) -> Uint8:
    """Draw what is missed, false, mistaken and right into a picture, made smaller.

    Parameters
    ----------
    difficult : Difficult
    picture : uint8 (H, W, 3) BGR
    longest : int
        Pixels of its longer side, at most.
    """
    small = fitted(picture, longest)
    wrong, found, marked = difficult.wrong, difficult.found, difficult.example.found
    right = [_Drawn(found[place], "", RIGHT) for place, _ in wrong.matched]
    false = [_Drawn(found[place], found[place].label, FALSE) for place in wrong.false]
    missed = [_Drawn(marked[other], marked[other].label, MISSED) for other in wrong.missed]
    mistaken = [
        _Drawn(found[place], f"{found[place].label} is {marked[other].label}", MISTAKEN)
        for place, other in wrong.mistaken
    ]
    others = [*missed, *false, *mistaken]
    styles = ("mask", "outline", "label") if len(others) <= MOST_NAMED else ("mask", "outline")
    canvas = _painted(small, right, Look(("outline",)), picture)
    return _painted(canvas, others, Look(styles, labels="name"), picture)


def _painted(canvas: Uint8, drawn: Sequence[_Drawn], look: Look, picture: Uint8) -> Uint8:
    if not drawn:
        return canvas
    (height, width), (full_height, full_width) = canvas.shape[:2], picture.shape[:2]
    scale = np.array([width / full_width, height / full_height] * 2)
    pixels = [each.one.pixels for each in drawn]
    objects = Instances(
        (height, width),
        np.array([np.array(window) * scale for window, _ in pixels], np.float32),
        np.ones(len(drawn), np.float32),
        np.arange(len(drawn), dtype=np.int32),
        tuple(mask.astype(np.uint8) * np.uint8(255) for _, mask in pixels),
        Labels(tuple(each.name for each in drawn), tuple(each.color for each in drawn)),
    )
    return paint(canvas, objects, look, "class")
