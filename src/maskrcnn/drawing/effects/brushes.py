"""From what a user asks for to what changes pixels."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from maskrcnn.drawing.effects.canvas import Canvas
from maskrcnn.drawing.effects.color import cover, grey, recolor
from maskrcnn.drawing.effects.effect import Effect
from maskrcnn.drawing.effects.hide import blur, pixelate
from maskrcnn.drawing.effects.kinds import BRIGHTNESS, CELL, COLOR, FILE, HUE, STRENGTH
from maskrcnn.drawing.effects.remove import remove
from maskrcnn.drawing.effects.replace import Replace
from maskrcnn.drawing.effects.spotlight import spotlight
from maskrcnn.drawing.effects.where import Where
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances

Brush = Callable[[Canvas, Instances, Where], None]
"""Changes a picture in place, where it is meant to."""


def brush_of(effect: Effect, start: Moment | None) -> Brush:
    """Return what does an effect.

    Parameters
    ----------
    effect : Effect
    start : Moment or None
        When the first frame of the video is shown.

    Raises
    ------
    PictureError, VideoError
        If a picture or video that is to replace others cannot be read.
    """
    makers: dict[str, Callable[[str | None], Brush]] = {
        "blur": lambda value: partial(blur, percent=STRENGTH.read(value)),
        "pixelate": lambda value: partial(pixelate, cell=CELL.read(value)),
        "grey": lambda _: grey,
        "colour": lambda value: partial(cover, color=COLOR.read(value)),
        "recolour": lambda value: partial(recolor, color=HUE.read(value)),
        "remove": lambda _: remove,
        "replace": lambda value: Replace(FILE.read(value), start),
        "spotlight": lambda value: partial(spotlight, brightness=BRIGHTNESS.read(value)),
    }
    return makers[effect.name](effect.value)
