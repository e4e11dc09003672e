"""Blur and pixelate: nobody recognises what is there.

Only pixels of what is hidden count, so that colours of the surroundings leave no ghost in an
object, and those of an object no halo around it. The strength goes by the size of what is hidden,
so that a face is hidden in a portrait and in a crowd alike.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.drawing.effects.canvas import Canvas, Patch, patches
from maskrcnn.drawing.effects.where import Where
from maskrcnn.instances import Instances
from maskrcnn.masks import Float, Uint8

OBJECT_PERCENT, BACKGROUND_PERCENT = 10.0, 2.0
"""How strong by default, of the size of what is hidden."""

LEAST_SIGMA = 2.0
SMALL_SIGMA = 4.0
"""A blur so wide is done in a picture made smaller until it is this wide."""

_WEIGHTS = np.append(np.linspace(0, 1e-4, 255), 1).astype(np.float32)
"""By alpha."""

_TINY = 1e-12


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
        _edges(patch, where).paint(_smeared(patch, sigma))


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


def _smeared(patch: Patch, sigma: float) -> Uint8:
    height, width = patch.window.shape
    scale = min(1.0, SMALL_SIGMA / sigma)
    small = max(1, round(width * scale)), max(1, round(height * scale))
    spread = sigma * small[0] / width, sigma * small[1] / height
    colors, weights = (
        cv2.GaussianBlur(
            cv2.resize(each, small, interpolation=cv2.INTER_AREA),
            (0, 0),
            sigmaX=spread[0],
            sigmaY=spread[1],
            borderType=cv2.BORDER_CONSTANT,
        )
        for each in _premultiplied(patch)
    )
    mean = _mean(np.asarray(colors), np.asarray(weights))
    return np.asarray(cv2.resize(mean, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _in_cells(patch: Patch, side: int) -> Uint8:
    window = patch.window
    rows = np.arange(window.y0, window.y1) // side - window.y0 // side
    columns = np.arange(window.x0, window.x1) // side - window.x0 // side
    row_starts, column_starts = (np.flatnonzero(np.diff(i, prepend=-1)) for i in (rows, columns))
    colors, weights = (
        np.add.reduceat(np.add.reduceat(each, row_starts, axis=0), column_starts, axis=1)
        for each in _premultiplied(patch)
    )
    return _mean(colors, weights).take(columns, 1).take(rows, 0)


def _premultiplied(patch: Patch) -> tuple[Float, Float]:
    """Return colours times their weights, `float32 (h, w, 3)`, and the weights `(h, w)`.

    Pixels on an edge show both sides: they count where there are no others.
    """
    weights = np.asarray(cv2.LUT(patch.alpha, _WEIGHTS), np.float32)
    colors = cv2.multiply(patch.pixels, cv2.merge([weights] * 3), dtype=cv2.CV_32F)
    return np.asarray(colors, np.float32), weights


def _mean(colors: NDArray[np.float32], weights: NDArray[np.float32]) -> Uint8:
    return np.rint(colors / np.maximum(weights, _TINY)[..., None]).clip(0, 255).astype(np.uint8)
