"""Blur and pixelate: nobody recognises what is there.

Only pixels of what is hidden count, so that colours of the surroundings leave no ghost in an
object, and those of an object no halo around it. The strength goes by the size of what is hidden,
so that a face is hidden in a portrait and in a crowd alike.
"""

from __future__ import annotations

import math

import numpy as np

from maskrcnn.drawing.effects.average import mean, smeared, weighted
from maskrcnn.drawing.effects.canvas import Canvas, Patch, patches
from maskrcnn.drawing.effects.where import Where
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8

OBJECT_PERCENT, BACKGROUND_PERCENT = 10.0, 2.0
"""How strong by default, of the size of what is hidden."""

LEAST_SIGMA = 2.0


def blur(canvas: Canvas, found: Instances, where: Where, *, percent: float | None = None) -> None:
    """Blur with a Gaussian, in place.

    Parameters
    ----------
    canvas : Canvas
    found : Instances
    where : Where
    percent : float, optional
        Its standard deviation in percent of the size of what is blurred: of the square root of
        the area of an object's box, or of the picture.
    """
    percent = percent or _default_percent(where)
    for patch in patches(canvas, found, where):
        sigma = max(LEAST_SIGMA, patch.length * percent / 100)
        _edges(patch, where).paint(smeared(patch.pixels, patch.alpha, sigma))


def pixelate(canvas: Canvas, found: Instances, where: Where, *, cell: float | None = None) -> None:
    """Fill square cells with their mean colour, in place.

    Cells stay where they are in the picture, whatever moves behind them, so that videos are calm.

    Parameters
    ----------
    canvas : Canvas
    found : Instances
    where : Where
    cell : float, optional
        Their side in pixels; by default a power of two, which stays the same from frame to frame
        for most objects.
    """
    percent = _default_percent(where)
    for patch in patches(canvas, found, where):
        side = cell or 2 ** max(1, math.ceil(math.log2(patch.length * percent / 100)))
        _edges(patch, where).paint(_in_cells(patch, int(side)))


def _default_percent(where: Where) -> float:
    return BACKGROUND_PERCENT if where.background else OBJECT_PERCENT


def _edges(patch: Patch, where: Where) -> Patch:
    """Objects vanish wholly; the background ends softly where they begin."""
    return patch if where.background else patch.hiding()


def _in_cells(patch: Patch, side: int) -> Uint8:
    window = patch.window
    rows = np.arange(window.y0, window.y1) // side - window.y0 // side
    columns = np.arange(window.x0, window.x1) // side - window.x0 // side
    row_starts, column_starts = (np.flatnonzero(np.diff(i, prepend=-1)) for i in (rows, columns))
    colors, weights = (
        np.add.reduceat(np.add.reduceat(each, row_starts, axis=0), column_starts, axis=1)
        for each in weighted(patch.pixels, patch.alpha)
    )
    return mean(colors, weights).take(columns, 1).take(rows, 0)
