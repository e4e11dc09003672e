"""The eye of a scene: where a ray of a pixel goes, and where a point is seen.

The eye is at height 1 over the ground, which is `z = 0`; `x` goes to the right and `y` away from
it. Rays go forward by 1 for each unit of their length, so that lengths of rays are depths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskrcnn.datasets.scenes.vectors import Point, Vector
from maskrcnn.masks import Float, Positions, Size, Window

EYE: Point = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Camera:
    """A camera that looks forward and down.

    Attributes
    ----------
    size : (int, int)
        Height and width of the picture.
    focal : float
        How many pixels a thing as wide as its distance is wide.
    cosine, sine : float
        Of the angle by which it looks down.
    """

    size: Size
    focal: float
    cosine: float
    sine: float

    def rays(self, window: Window) -> Vector:
        """Return the directions of the rays through the centres of a window's pixels.

        x is `(1, w)`, y and z are `(h, 1)`. The window may reach beyond the picture.
        """
        columns = np.arange(window.x0, window.x1, dtype=np.float32) + np.float32(0.5)
        rows = np.arange(window.y0, window.y1, dtype=np.float32) + np.float32(0.5)
        return self.through(columns[None, :], rows[:, None])

    def through(self, columns: Float, rows: Float) -> Vector:
        """Return the directions of the rays through points of the picture, in pixels."""
        height, width = self.size
        x = (columns - width / 2) / self.focal
        up = (height / 2 - rows) / self.focal
        return x, up * self.sine + self.cosine, up * self.cosine - self.sine

    def ground(self, column: float, row: float) -> tuple[Point, float] | None:
        """Return the place on the ground that a point shows, and its depth; None in the sky."""
        height, width = self.size
        up = (height / 2 - row) / self.focal
        down = self.sine - up * self.cosine
        if down <= 0.02:
            return None
        depth = 1 / down
        x = depth * (column - width / 2) / self.focal
        return (x, depth * (up * self.sine + self.cosine), 0.0), depth

    def seen(self, points: Positions) -> Positions:
        """Return the columns and rows `(N, 2)` at which points `(N, 3)` before it are seen."""
        x, y, z = (points - np.array(EYE)).T
        depth = y * self.cosine - z * self.sine
        up = y * self.sine + z * self.cosine
        height, width = self.size
        return np.stack(
            [width / 2 + self.focal * x / depth, height / 2 - self.focal * up / depth], 1
        )

    def disc(self, centre: Point, radius: float) -> Positions:
        """Return the corners `(4, 3)` of a square around the disc that a ball is seen as."""
        towards = np.array(centre) - np.array(EYE)
        distance = float(np.sqrt((towards**2).sum()))
        aside = np.array([towards[1], -towards[0], 0.0]) / np.hypot(towards[0], towards[1])
        up = np.cross(aside, towards / distance)
        half = radius / (1 - (radius / distance) ** 2) ** 0.5
        corners: Positions = np.array([aside + up, aside - up, -aside - up, up - aside])
        corners *= half
        corners += centre
        return corners
