"""Balls, cubes and cylinders of size 1 around 0: where rays meet them, and what is there.

Only sums, products, quotients and square roots decide whether a ray meets a solid, and NumPy
rounds those alike everywhere: so masks are the same on every machine, to the pixel.

Source: P. Shirley and others, Fundamentals of Computer Graphics, the chapter on ray tracing: a
ray meets what is convex between the last of its ways in and the first of its ways out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maskrcnn.datasets.scenes.vectors import Vector, dot
from maskrcnn.masks import Float

TINY = np.float32(1e-9)
FLAT = np.float32(0.93)
"""How far from its middle a side is flat; from there on, edges are a little round."""


@dataclass(frozen=True)
class Solid:
    """A kind of solid.

    Attributes
    ----------
    enter : callable (origins, directions) -> float32
        How far along each ray the solid begins; infinite where it is missed.
    normal : callable (points) -> Vector
        Where the surface faces at points of it, not of length 1; edges are a little round.
    """

    enter: Callable[[Vector, Vector], Float]
    normal: Callable[[Vector], Vector]


def _enter_ball(origins: Vector, directions: Vector) -> Float:
    return _between(
        *_round(dot(directions, directions), dot(origins, directions), dot(origins, origins))
    )


def _enter_cube(origins: Vector, directions: Vector) -> Float:
    near, far = _slab(origins[0], directions[0])
    for axis in (1, 2):
        first, last = _slab(origins[axis], directions[axis])
        near, far = np.maximum(near, first), np.minimum(far, last)
    return _between(near, far)


def _enter_cylinder(origins: Vector, directions: Vector) -> Float:
    (x, y, _), (across, deep, _) = origins, directions
    near, far = _round(across * across + deep * deep, x * across + y * deep, x * x + y * y)
    first, last = _slab(origins[2], directions[2])
    return _between(np.maximum(near, first), np.minimum(far, last))


def _round(square: Float, product: Float, origin: Float) -> tuple[Float, Float]:
    """Return where rays enter and leave what is within 1 of 0; not a number where they miss it.

    Parameters
    ----------
    square : float32
        Of the length of their directions.
    product : float32
        Of origins and directions.
    origin : float32
        The square of how far away origins are.
    """
    root = np.sqrt(product * product - square * (origin - 1))
    return -(product + root) / square, (root - product) / square


def _slab(origin: Float, direction: Float) -> tuple[Float, Float]:
    """Return where rays enter and leave what is within 1 of 0 along one axis."""
    scale: Float = np.reciprocal(direction)
    middle, half = origin * scale, np.abs(scale)
    return -(middle + half), half - middle


def _between(near: Float, far: Float) -> Float:
    """Return where rays enter that do so before they leave; nothing is less than not a number."""
    entry = np.full(np.broadcast_shapes(near.shape, far.shape), np.inf, np.float32)
    np.copyto(entry, near, where=(near < far) & (near > 0))
    return entry


def _normal_of_ball(points: Vector) -> Vector:
    return points


def _normal_of_cube(points: Vector) -> Vector:
    x, y, z = (each - np.clip(each, -FLAT, FLAT) for each in points)
    return x, y, z


def _normal_of_cylinder(points: Vector) -> Vector:
    x, y, z = points
    radius = np.maximum(np.sqrt(x * x + y * y), TINY)
    inside: Float = np.minimum(radius, FLAT)
    around = np.divide(radius - inside, radius)
    return x * around, y * around, z - np.clip(z, -FLAT, FLAT)


BALL = Solid(_enter_ball, _normal_of_ball)
CUBE = Solid(_enter_cube, _normal_of_cube)
CYLINDER = Solid(_enter_cylinder, _normal_of_cylinder)
