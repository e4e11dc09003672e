"""Where an object stands: the one point that says where it is in the picture."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from maskrcnn.instances import Instance, Instances

Anchor = Literal["foot", "center"]

FEET = 0.2
"""The part of a mask's height, from below, in which its feet are: a walker's lowest row alone
jumps from one foot to the other."""


def anchor_points(found: Instances, anchor: Anchor = "foot") -> NDArray[np.float64]:
    """Return a point for each instance, `float64 (N, 2)` xy in pixels of the picture.

    Parameters
    ----------
    found : Instances
    anchor : "foot" or "center"
        "foot" is where the object touches the ground: at the lower edge of its mask, in the
        middle of what lies in the mask's lowest fifth; without a mask, in the middle of the
        box's lower edge. "center" is the centre of the box.
    """
    if anchor == "center":
        return (found.boxes[:, :2] + found.boxes[:, 2:].astype(np.float64)) / 2
    return np.array([_foot(one) for one in found], np.float64).reshape(-1, 2)


def _foot(one: Instance) -> tuple[float, float]:
    x0, _, x1, y1 = one.box.tolist()
    if one.crop is None:
        return (x0 + x1) / 2, y1
    window, pixels = one.pixels
    rows = np.flatnonzero(pixels.any(1))
    if not len(rows):
        return (x0 + x1) / 2, y1
    below = int(rows[-1]) + 1
    feet = pixels[below - int(np.ceil(FEET * (below - rows[0]))) : below]
    columns = np.flatnonzero(feet.any(0))
    return window.x0 + (int(columns[0]) + int(columns[-1]) + 1) / 2, float(window.y0 + below)
