"""The forms of pills as seen from above: where they end, and how they slope."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from maskrcnn.datasets.scenes.pills.kinds import Kind
from maskrcnn.masks import Float

CAP = 0.56
"""How much of a capsule its outer shell covers."""
BODY = 0.94
"""How much narrower the inner one is."""
STEEPEST = 0.96
SCORE = 0.45
"""How wide a score line is, in millimetres."""


class Outline(NamedTuple):
    """The outline of a pill around pixels.

    Attributes
    ----------
    distance : float32 (h, w)
        How far each pixel's centre is from it, in pixels: negative inside. Made of sums, products,
        quotients and square roots alone, so that its sign is the same on every machine.
    out_u, out_v : float32 (h, w)
        The direction of the nearest point of the outline, of length 1.
    half : float32 (h, w) or (1, 1)
        How far it is there from the middle to the outline.
    """

    distance: Float
    out_u: Float
    out_v: Float
    half: Float


def outline(kind: Kind, u: Float, v: Float, scale: float) -> Outline:
    """Return the outline of a pill.

    Parameters
    ----------
    kind : Kind
    u, v : float32 (h, w)
        Places from its middle, along it and across it, in pixels.
    scale : float
        Pixels in a millimetre.
    """
    long, wide = 0.5 * kind.long * scale, 0.5 * kind.wide * scale
    if kind.form == "oval":
        return _ellipse(u, v, long, wide)
    half = np.full((1, 1), wide, np.float32)
    if kind.form == "shell":
        half = np.where(u > _seam(long), half, np.float32(BODY * wide))
    spine = np.float32(long - wide)
    away = u - np.clip(u, -spine, spine)
    radius = np.sqrt(away * away + v * v)
    outwards: Float = np.reciprocal(np.maximum(radius, np.float32(1e-6)))
    return Outline(radius - half, away * outwards, v * outwards, half)


def _ellipse(u: Float, v: Float, long: float, wide: float) -> Outline:
    """Return the outline of an ellipse; distances are nearly right near to it, and 0 on it."""
    inside: Float = np.sqrt((u / long) ** 2 + (v / wide) ** 2)
    slope_u, slope_v = u * np.float32(long**-2), v * np.float32(wide**-2)
    steep = np.maximum(np.sqrt(slope_u * slope_u + slope_v * slope_v), np.float32(1e-9))
    flat: Float = np.reciprocal(steep)
    half = np.full((1, 1), wide, np.float32)
    return Outline((inside - 1) * inside * flat, slope_u * flat, slope_v * flat, half)


def _seam(long: float) -> float:
    return long * (1 - 2 * CAP)


def steepness(kind: Kind, edge: Outline) -> Float:
    """Return how much the surface faces outwards instead of up: the sine of its angle, 0 to 1."""
    middle = np.maximum(1 + edge.distance / edge.half, 0)  # 0 in the middle, 1 at the edge
    if kind.form == "shell":
        return np.asarray(np.minimum(middle, STEEPEST), np.float32)
    rounded = np.maximum(1 + edge.distance / (kind.bevel * edge.half), 0)
    return np.asarray(np.minimum(0.12 * middle + 0.8 * rounded**2, STEEPEST), np.float32)


class Groove(NamedTuple):
    """The score lines of a pill; arrays are `float32 (h, w)`, or smaller where they are 0.

    Attributes
    ----------
    along, across : float32
        How much they slope.
    depth : float32
        0 to 1.
    """

    along: Float
    across: Float
    depth: Float


def groove(kind: Kind, u: Float, v: Float, scale: float) -> Groove:
    """Return the score lines of a pill: none, one across it, or a cross."""
    nothing = np.zeros((1, 1), np.float32)
    if not kind.scores:
        return Groove(nothing, nothing, nothing)
    along, depth = _line(u, SCORE * scale)
    if kind.scores == 1:
        return Groove(along, nothing, depth)
    across, other = _line(v, SCORE * scale)
    return Groove(along, across, np.maximum(depth, other))


def _line(distance: Float, width: float) -> tuple[Float, Float]:
    part = distance * np.float32(1 / width)
    depth = np.exp(-part * part)
    return np.asarray(-1.3 * part * depth, np.float32), depth


def second_part(kind: Kind, u: Float, scale: float) -> tuple[Float, Float]:
    """Return how much of pixels is of the second colour, and how dark the seam makes them."""
    if kind.form != "shell":
        return np.zeros((1, 1), np.float32), np.zeros((1, 1), np.float32)
    beyond = _seam(0.5 * kind.long * scale) - u
    part = np.asarray(np.clip(beyond + 0.5, 0, 1), np.float32)
    return part, part * np.exp(np.minimum(-beyond, 0) / np.float32(0.22 * scale))
