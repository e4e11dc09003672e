"""What rays find: places on bodies, and all that light needs to know of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskrcnn.datasets.scenes.shapes.bodies import Body
from maskrcnn.datasets.scenes.shapes.camera import EYE
from maskrcnn.datasets.scenes.vectors import Point, Vector, dot, product
from maskrcnn.masks import Float

ROOT_OF_3 = 1.7321


@dataclass(frozen=True)
class Surface:
    """Places that N rays come to; each array is `float32 (N,)`.

    Attributes
    ----------
    rays : Vector
        Their directions.
    nearness : float32
        One over their lengths.
    normal : Vector
        Where the surface faces, of length 1.
    albedo : Vector
        Its colour: blue, green and red.
    gloss, hardness : float32
        How strong its highlights are, and how small, each 0 to 1.
    lit : float32
        1 where the lamp is to be seen, 0 in shadow.
    open : float32
        How high it is over the ground, at most 1.
    """

    rays: Vector
    nearness: Float
    normal: Vector
    albedo: Vector
    gloss: Float
    hardness: Float
    lit: Float
    open: Float


def surface(
    bodies: list[Body], counts: list[int], rays: Vector, depths: Float, focal: float, lamp: Point
) -> Surface:
    """Look at the places that rays come to.

    Parameters
    ----------
    bodies : list of Body
    counts : list of int
        How many of the rays come to each of them, in order.
    rays : Vector
    depths : float32 (N,)
        How far they go.
    focal : float
        Of the camera.
    lamp : (float, float, float)
        Where the lamp is.
    """
    facts = np.empty((10, len(depths)), np.float32)
    stop = 0
    for body, count in zip(bodies, counts, strict=True):
        start, stop = stop, stop + count
        part = slice(start, stop)
        ray = rays[0][part], rays[1][part], rays[2][part]
        _look(facts[:, part], body, ray, depths[part], focal)
        height = facts[9, part]
        facts[8, part] = _lit(body, bodies, ray, depths[part], lamp)
        np.minimum(height * np.float32(1 / (1.3 * body.size)), 1, out=height)
    nearness: Float = np.reciprocal(np.sqrt(dot(rays, rays)))
    normal = facts[0], facts[1], facts[2]
    facts[:3] *= 1 / np.sqrt(dot(normal, normal))
    return Surface(
        rays,
        nearness,
        normal,
        (facts[3], facts[4], facts[5]),
        facts[6],
        facts[7],
        facts[8],
        facts[9],
    )


def _look(facts: Float, body: Body, rays: Vector, depths: Float, focal: float) -> None:
    inside = body.inwards(rays)
    x, y, z = (start + depths * way for start, way in zip(body.eye, inside, strict=True))
    facts[0], facts[1], facts[2] = body.outwards(body.solid.normal((x, y, z)))
    pixel = depths * (1.2 / (focal * body.size))
    facts[3], facts[4], facts[5] = body.material.albedo((x, y, z), pixel)
    facts[6], facts[7] = body.material.gloss, body.material.hardness
    facts[9] = EYE[2] + depths * rays[2]


def _lit(body: Body, bodies: list[Body], rays: Vector, depths: Float, lamp: Point) -> Float:
    """Return where no other body stands between a body and the lamp."""
    lit = np.ones(len(depths), np.float32)
    others = [other for other in bodies if other is not body and _may_darken(other, body, lamp)]
    if others:
        x, y, z = (place + depths * ray for place, ray in zip(EYE, rays, strict=True))
        for other in others:
            lit[other.hides((x, y, z), lamp)] = 0
    return lit


def _may_darken(other: Body, body: Body, lamp: Point) -> bool:
    """Tell whether the balls around two bodies throw shadows on each other."""
    x, y, z = (b - a for a, b in zip(body.centre, other.centre, strict=True))
    along = product((x, y, z), lamp)
    reach = ROOT_OF_3 * (body.size + other.size)
    return along > 0 and x * x + y * y + z * z - along * along < reach * reach
