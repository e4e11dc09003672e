"""Vectors as three arrays, one a coordinate, that may be of any shapes that fit together."""

from __future__ import annotations

import numpy as np

from maskrcnn.masks import Float

Point = tuple[float, float, float]
"""A place or direction in numbers."""

Vector = tuple[Float, Float, Float]
"""Many places or directions: x, y and z, each `float32` of a shape that fits the others'."""


def vector(point: Point) -> Vector:
    """Return a point as a vector of one."""
    x, y, z = (np.array([each], np.float32) for each in point)
    return x, y, z


def dot(first: Vector, second: Vector) -> Float:
    """Return the products of vectors.

    The order of the sums is fixed, so that the last bits are the same on every machine.
    """
    product: Float = first[0] * second[0] + (first[1] * second[1] + first[2] * second[2])
    return product


def along(direction: Point, vectors: Vector) -> Float:
    """Return how far vectors go in a direction; the same, as shapes allow, where parts are 0."""
    parts = [part * each for part, each in zip(direction, vectors, strict=True) if part]
    total = parts[-1]
    for part in parts[-2::-1]:
        total = part + total
    return total


def product(first: Point, second: Point) -> float:
    """Return the product of two points."""
    return first[0] * second[0] + (first[1] * second[1] + first[2] * second[2])


def unit(point: Point) -> Point:
    """Return the direction of a point, of length 1."""
    length = product(point, point) ** 0.5
    return point[0] / length, point[1] / length, point[2] / length
