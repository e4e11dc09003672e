"""Spotlight: all but some objects lies in the dark."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.drawing.effects.canvas import Canvas, coverage, whole
from maskrcnn.drawing.effects.where import Where
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8

BRIGHTNESS = 0.25
FALLOFF_PERCENT = 2.5
"""How soft the edge of the light is, of the square root of the picture's area."""

SMALL_FALLOFF = 3.0


def spotlight(
    canvas: Canvas, found: Instances, where: Where, *, brightness: float | None = None
) -> None:
    """Darken what is not meant, in place; what is meant stays as it is.

    Parameters
    ----------
    canvas : Canvas
    found : Instances
    where : Where
        What is lit.
    brightness : float, optional
        What is left of the light elsewhere, 0 to 1.
    """
    lit = coverage(where.objects(found))
    light = _with_falloff(255 - lit if where.background else lit)
    dim = cv2.convertScaleAbs(canvas.pixels, alpha=BRIGHTNESS if brightness is None else brightness)
    whole(canvas, 255 - light).paint(np.asarray(dim, np.uint8))


def _with_falloff(lit: Uint8) -> Uint8:
    """Let light fall off softly around what is lit, and be whole on it."""
    height, width = lit.shape
    sigma = max(1.0, (height * width) ** 0.5 * FALLOFF_PERCENT / 100)
    scale = min(1.0, SMALL_FALLOFF / sigma)
    small = max(1, round(width * scale)), max(1, round(height * scale))
    reach = 2 * round(sigma * scale) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    pool = cv2.dilate(cv2.resize(lit, small, interpolation=cv2.INTER_AREA), disc)
    pool = cv2.GaussianBlur(pool, (0, 0), sigma * scale)
    soft = cv2.resize(pool, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.maximum(np.asarray(soft, np.uint8), lit)
