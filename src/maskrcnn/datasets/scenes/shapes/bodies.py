"""Bodies: solids of some size, turned, and put somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from maskrcnn.datasets.scenes.shapes.camera import EYE, Camera
from maskrcnn.datasets.scenes.shapes.materials import Material
from maskrcnn.datasets.scenes.shapes.solids import BALL, CUBE, Solid
from maskrcnn.datasets.scenes.vectors import Point, Vector, along, vector
from maskrcnn.masks import Bool, Float, Positions, Window

SIDES = 24
TURNS = np.arange(SIDES) * (2 * np.pi / SIDES)
CIRCLE = np.stack([np.cos(TURNS), np.sin(TURNS)], 1)
AROUND = CIRCLE / np.cos(np.pi / SIDES)
"""The corners of a polygon around a circle of radius 1."""

CORNERS = np.array([[x, y, z] for z in (-1.0, 1.0) for y in (-1.0, 1.0) for x in (-1.0, 1.0)])
RIMS = np.array([[x, y, z] for z in (-1.0, 1.0) for x, y in AROUND])


@dataclass(frozen=True)
class Body:
    """A solid in a scene.

    Attributes
    ----------
    class_id : int
    solid : Solid
    centre : (float, float, float)
    axes : three points
        Where its own x, y and z point to; of length 1, at right angles.
    halves : (float, float, float)
        Half of its size along each of them.
    material : Material
    """

    class_id: int
    solid: Solid
    centre: Point
    axes: tuple[Point, Point, Point]
    halves: Point
    material: Material

    @cached_property
    def eye(self) -> Vector:
        """Where the eye is, as the solid sees it."""
        return self.placed_inwards(vector(EYE))

    def inwards(self, vectors: Vector) -> Vector:
        """Return directions of the scene as the solid sees them, of size 1."""
        x, y, z = (
            along((axis[0] / half, axis[1] / half, axis[2] / half), vectors)
            for axis, half in zip(self.axes, self.halves, strict=True)
        )
        return x, y, z

    def placed_inwards(self, points: Vector) -> Vector:
        """Return places of the scene as the solid sees them."""
        x, y, z = (point - place for point, place in zip(points, self.centre, strict=True))
        return self.inwards((x, y, z))

    def outwards(self, vectors: Vector) -> Vector:
        """Return directions as the scene sees them that the solid sees, sizes left out."""
        x, y, z = (along(across, vectors) for across in zip(*self.axes, strict=True))
        return x, y, z

    def depths(self, rays: Vector) -> Float:
        """Return how far from the eye rays meet it; infinite where they miss it."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.solid.enter(self.eye, self.inwards(rays))

    def hides(self, points: Vector, direction: Point) -> Bool:
        """Return from which places it is to be seen in a direction."""
        origins, directions = self.placed_inwards(points), self.inwards(vector(direction))
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.solid.enter(origins, directions) < np.inf

    @property
    def size(self) -> float:
        """Half of its longest side."""
        return max(self.halves)

    def points(self, inside: Positions) -> Positions:
        """Return where places `(N, 3)` are that the solid sees as `inside`."""
        scaled = inside * np.array(self.halves)
        placed: Positions = scaled @ np.array(self.axes) + np.array(self.centre)
        return placed

    def hull(self) -> Positions:
        """Return points `(N, 3)` whose hull holds it, hardly larger than itself; not of a ball."""
        return self.points(CORNERS if self.solid is CUBE else RIMS)

    def window(self, camera: Camera) -> Window:
        """Return a window that it is seen in, which may reach beyond the picture."""
        is_ball = self.solid is BALL
        places = camera.seen(camera.disc(self.centre, self.size) if is_ball else self.hull())
        low, high = np.floor(places.min(0)).astype(int) - 1, np.ceil(places.max(0)).astype(int) + 1
        return Window(*low.tolist(), *high.tolist())
