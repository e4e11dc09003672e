"""Patterns that bodies are covered with: how much of the second colour is where.

Each takes points of a solid of size 1 as `float32 (N,)`, how wide a pixel is there, and how fine
it is to be, and returns 0 to 1: for each point, or once for all.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from maskrcnn.datasets.scenes.noise import clouds
from maskrcnn.datasets.scenes.vectors import Vector
from maskrcnn.masks import Float

Pattern = Callable[[Vector, Float, float], Float]


def plain(_points: Vector, _pixel: Float, _fine: float) -> Float:
    """One colour."""
    return np.zeros(1, np.float32)


def stripes(points: Vector, pixel: Float, fine: float) -> Float:
    """Stripes across its own z."""
    return _soft(_zigzag(points[2] * fine), pixel * fine)


def checks(points: Vector, pixel: Float, fine: float) -> Float:
    """Small cubes of both colours in turn."""
    x, y, z = (2 * _soft(_zigzag(each * fine), pixel * fine) - 1 for each in points)
    return np.asarray(0.5 + 0.5 * x * y * z, np.float32)


def wedges(points: Vector, pixel: Float, _fine: float) -> Float:
    """Six wedges around its own z, as beach balls have them."""
    x, y, _ = points
    radius = np.sqrt(x * x + y * y) + np.float32(1e-6)
    cosine, sine = x / radius, y / radius
    return _soft(sine * (3 * cosine * cosine - sine * sine), 3 * pixel / radius)


def band(points: Vector, pixel: Float, fine: float) -> Float:
    """One band around its middle."""
    return _soft(np.float32(0.9 / fine) - np.abs(points[2]), pixel)


def pips(points: Vector, pixel: Float, _fine: float) -> Float:
    """Five dots on each side, as on a die."""
    x, y, z = (np.abs(each) for each in points)
    longest = np.maximum(np.maximum(x, y), z)
    middle = x * x + y * y + z * z - longest * longest
    corner = middle - 1.1 * (x + y + z - longest) + 2 * 0.55 * 0.55
    inside = 0.11 - 2.2 * np.minimum(middle, corner)
    return _soft(np.asarray(inside, np.float32), pixel)


def spots(points: Vector, pixel: Float, fine: float) -> Float:
    """Dots on a ball: where its axes come out, and between each three of them."""
    x, y, z = (np.abs(each) for each in points)
    cosine = np.maximum(np.maximum(np.maximum(x, y), z), (x + y + z) * 3**-0.5)
    return _soft(np.asarray((cosine - 0.9 - 0.01 * fine) * 2.5, np.float32), pixel)


def marble(points: Vector, _pixel: Float, fine: float) -> Float:
    """Veins."""
    veins = np.abs(grain(points, 14 * fine, 1.7, 1))
    return np.asarray(np.clip(1.1 - 2.4 * veins, 0, 1), np.float32)


def wood(points: Vector, _pixel: Float, fine: float) -> Float:
    """Rings of a tree whose heart is outside, and fibres along its own z."""
    x, y, z = points
    bent = clouds(x, z, 20, 2.0, 2)
    along = np.sqrt((x + 1.3) ** 2 + (y + 0.4) ** 2) * (3 + fine) + 0.5 * bent
    ring = along - np.floor(along)
    return np.asarray(np.minimum(ring, 5 * (1 - ring)), np.float32)


def speckles(points: Vector, _pixel: Float, _fine: float) -> Float:
    """Granite."""
    return np.asarray(np.clip(grain(points, 40, 0.8, 3) - 0.4, 0, 1), np.float32)


def grain(points: Vector, fine: float, slope: float, number: int = 0) -> Float:
    """Return noise at points of a solid; see `field`."""
    x, y, z = points
    return clouds(x + 0.6 * z, y - 0.8 * z, fine, slope, number)


def _soft(distance: Float, pixel: Float) -> Float:
    """Return 0 on one side of an edge, 1 on the other, and what lies between in its pixels."""
    return np.asarray(np.clip(distance / pixel + 0.5, 0, 1), np.float32)


def _zigzag(along: Float) -> Float:
    """Return how far the nearest edge of stripes of width 1 is, negative in every second one."""
    phase = along * np.float32(0.5)
    phase -= np.floor(phase)
    return np.asarray(0.5 - np.abs(2 * phase - 1), np.float32)
