"""Outlines of objects as paths of SVG: short, and as exact as a small picture can show."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.instances import Instance, Instances
from maskrcnn.polygons import Ring, polygons_of

TOLERANCES = (0.6, 1.2, 2.5, 5.0)
"""How far a path may run beside its outline, in pixels of the picture shown."""


def outlines(found: Instances, scale: float, letters: int) -> list[str]:
    """Return the outline of each instance as a path of SVG, holes by the even-odd rule.

    Parameters
    ----------
    found : Instances
    scale : float
        Size of the picture shown by that of the picture itself.
    letters : int
        How long they may be together: they become coarser, and at last boxes, to fit.
    """
    for tolerance in TOLERANCES:
        paths = [outline(one, scale, tolerance) for one in found]
        if sum(map(len, paths)) <= letters:
            return paths
    return [_box(one, scale) for one in found]


def outline(one: Instance, scale: float, tolerance: float) -> str:
    """Return one outline; where there is no mask, or none that can be seen, the box's."""
    if one.crop is None:
        return _box(one, scale)
    window, pixels = one.pixels
    corner = np.array([window.x0, window.y0])
    rings = [ring for outer, holes in polygons_of(pixels) for ring in (outer, *holes)]
    paths = (_path((ring + corner) * scale, tolerance) for ring in rings)
    return "".join(paths) or _box(one, scale)


def _path(ring: Ring, tolerance: float) -> str:
    """Write a ring `(K, 2)` in whole pixels, each point as a step from the one before."""
    bent = cv2.approxPolyDP(ring.astype(np.float32)[:, None], tolerance, True)[:, 0]
    points = bent.round().astype(int)
    points = points[(points != np.roll(points, 1, 0)).any(1)]
    if len(points) < 3:
        return ""
    steps = np.diff(points, axis=0).tolist()
    return f"M{points[0][0]} {points[0][1]}l{' '.join(f'{x} {y}' for x, y in steps)}z"


def _box(one: Instance, scale: float) -> str:
    x0, y0, x1, y1 = (one.box.astype(float) * scale).round().astype(int).tolist()
    return f"M{x0} {y0}H{max(x1, x0 + 1)}V{max(y1, y0 + 1)}H{x0}z"
