"""Shadows on the ground: of the lamp, and of the sky where a body stands."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets.scenes.light import Light
from maskrcnn.datasets.scenes.shapes.bodies import CIRCLE, Body
from maskrcnn.datasets.scenes.shapes.solids import BALL
from maskrcnn.datasets.scenes.vectors import Point, unit
from maskrcnn.masks import Float, Positions, Uint8

SIDE = 160
MARGIN = 8
PARTS = 4
"""Bits of a cell in which edges are placed."""
LAMPS = ((1.0, 0.0), (-0.5, 0.87), (-0.5, -0.87))
"""Where on the lamp's face its light is taken to come from."""
SKY_HIDDEN = 0.65
"""How much of the sky a body hides where it stands."""
UP: Point = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Shadows:
    """Shadows as a map of the ground.

    Attributes
    ----------
    lamp, sky : float32 (SIDE, SIDE)
        How much of the light comes there, 0 to 1; all of it at the edges.
    origin : (float, float)
        x and y of the map's corner on the ground.
    cells : float
        How many cells lie side by side in 1.
    """

    lamp: Float
    sky: Float
    origin: tuple[float, float]
    cells: float

    def darken(self, lamp: Float, sky: Float, x: Float, y: Float) -> None:
        """Leave as much light as comes to the ground, in place.

        Parameters
        ----------
        lamp, sky : float32 (H, W)
        x : float32 (H, W)
        y : float32 (H, 1)
            Places; y goes one way from row to row.
        """
        rows = y * self.cells - (self.origin[1] * self.cells + 0.5)
        reached = np.flatnonzero((rows > -1) & (rows < SIDE))
        if not len(reached):
            return
        part = slice(reached[0], reached[-1] + 1)
        columns = x[part] * self.cells - (self.origin[0] * self.cells + 0.5)
        places = np.empty_like(columns)
        places[:] = rows[part]
        for light, comes in ((lamp, self.lamp), (sky, self.sky)):
            light[part] *= cv2.remap(comes, columns, places, cv2.INTER_LINEAR, borderValue=1)


def shadows(bodies: list[Body], light: Light) -> Shadows:
    """Return the shadows of some bodies."""
    lamps = [_beside(light, *place) for place in LAMPS]
    outlines = [_outline(body, light.towards) for body in bodies]
    points = np.concatenate(outlines)
    fallen = np.stack([_fallen(points, lamp) for lamp in (*lamps, UP)])
    low, high = fallen.min((0, 1)), fallen.max((0, 1))
    cells = (SIDE - 4 * MARGIN) / float((high - low).max())
    origin = low - 2 * MARGIN / cells
    fixed = np.round(((fallen - origin) * cells - 0.5) * (1 << PARTS)).astype(np.int32)
    ends = np.cumsum([len(outline) for outline in outlines])
    *dark, near = (_filled(np.split(flat, ends[:-1])) for flat in fixed)
    reach = 0.25 * cells * float(np.mean([body.size for body in bodies]))
    lamp = _light_between(dark, 1.0, 1.2)
    sky = _light_between([near], SKY_HIDDEN, min(max(reach, 1.5), MARGIN))
    return Shadows(lamp, sky, (float(origin[0]), float(origin[1])), cells)


def _beside(light: Light, across: float, up: float) -> Point:
    """Return the direction of a part of the lamp."""
    x, y, z = light.towards
    flat = max((x * x + y * y) ** 0.5, 1e-6)
    aside, above = (-y / flat, x / flat, 0.0), (-x * z / flat, -y * z / flat, flat)
    across, up = across * light.width, up * light.width
    return unit(
        (
            x + across * aside[0] + up * above[0],
            y + across * aside[1] + up * above[1],
            z + across * aside[2] + up * above[2],
        )
    )


def _fallen(points: Positions, towards: Point) -> Positions:
    """Return where the shadows of points `(N, 3)` lie on the ground, `(N, 2)`."""
    flat: Positions = points[:, :2] - points[:, 2:] * (np.array(towards[:2]) / towards[2])
    return flat


def _outline(body: Body, towards: Point) -> Positions:
    """Return points of a body that its shadow is the hull of, `(N, 3)`."""
    if body.solid is not BALL:
        return body.hull()
    x, y, z = towards
    flat = max((x * x + y * y) ** 0.5, 1e-6)
    across = np.array([[-y / flat, x / flat, 0], [-x * z / flat, -y * z / flat, flat]])
    circle: Positions = (CIRCLE * body.size) @ across + np.array(body.centre)
    return circle


def _filled(hulls: list[NDArray[np.int32]]) -> Uint8:
    """Return the shadows around some points, 255 where there is one."""
    layer = np.zeros((SIDE, SIDE), np.uint8)
    for hull in hulls:
        cv2.fillConvexPoly(layer, cv2.convexHull(hull), 255, cv2.LINE_8, PARTS)
    return layer


def _light_between(layers: list[Uint8], strength: float, width: float) -> Float:
    """Return what shadows leave of the light that comes from several places, edges blurred."""
    dark = np.asarray(np.sum(layers, 0, np.float32), np.float32)
    dark *= -strength / (255 * len(layers))
    return np.asarray(1 + cv2.GaussianBlur(dark, (0, 0), width), np.float32)
