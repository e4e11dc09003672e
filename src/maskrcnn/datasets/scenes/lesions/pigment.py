"""Pigment: how much of it is where, and what it leaves of the light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.lesions.outlines import Blob
from maskrcnn.datasets.scenes.noise import clouds
from maskrcnn.masks import Float

BROWN = (2.6, 1.75, 1.0)
"""How melanin near the surface takes away blue, green and red."""
GREY = (1.3, 1.45, 1.6)
"""The same deeper down, which looks blue."""


@dataclass(frozen=True)
class Pigment:
    """How a lesion is coloured.

    Attributes
    ----------
    strength : float
        How much pigment there is in the middle.
    softness : float
        Over which part of its size it fades out.
    patches, network, deep : float
        How uneven it is, how strong a net of lines is in it, how much of it lies deep; 0 to 1.
    right, down : float
        How much more of it is at one side.
    start : float
        Where in the noise it is.
    """

    strength: float
    softness: float
    patches: float
    network: float
    deep: float
    right: float
    down: float
    start: float


def choose_pigment(dice: Dice) -> Pigment:
    """Return how a lesion is coloured: evenly, or not at all so."""
    motley = dice.chance(0.45)
    most = 1.0 if motley else 0.35
    return Pigment(
        dice.between(0.45, 1.15),
        dice.mostly_low(0.05, 0.4),
        dice.between(0.1, most),
        dice.between(0, 0.8) if dice.chance(0.5) else 0.0,
        dice.between(0.3, 1.0) if motley and dice.chance(0.6) else 0.0,
        dice.between(-0.5, 0.5) * most,
        dice.between(-0.5, 0.5) * most,
        dice.between(0, 256),
    )


def color(light: Float, blob: Blob, out: Float, pigment: Pigment) -> None:
    """Take away the light that a lesion takes, in place.

    Parameters
    ----------
    light : float32 (3, H, W)
        BGR.
    blob : Blob
    out : float32 (H, W)
        How far out pixels are, see `Blob.out`.
    pigment : Pigment
    """
    left = np.clip(0.5 + (1 - out) / pigment.softness, 0, 1)
    rows, columns = np.flatnonzero(left.any(1)), np.flatnonzero(left.any(0))
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    left, out = left[part], out[part]
    x = np.arange(*part[1].indices(light.shape[2]), dtype=np.float32)[None, :] - blob.x
    y = np.arange(*part[0].indices(light.shape[1]), dtype=np.float32)[:, None] - blob.y
    uneven = 1 + (pigment.right / blob.long) * x + (pigment.down / blob.long) * y
    cell = 256 / max(light.shape)
    x, y = np.broadcast_arrays(x * cell + pigment.start, y * cell + pigment.start)
    large, small, net = clouds(x, y, 1.1, 1.8), clouds(x, y, 2.0, 1.4, 1), clouds(x, y, 3.2, 1.3, 2)
    uneven += pigment.patches * (0.45 * large + 0.2 * small)
    uneven += pigment.network * (np.exp(-5 * net * net) - 0.35)
    amount = pigment.strength * left * left * (3 - 2 * left) * np.clip(uneven, 0.25, 2.2)
    deep = pigment.deep * np.clip(0.9 * large + 0.4 * small - 0.2, 0, 1)
    deep *= np.clip(2.5 * (1 - out), 0, 1)
    for plane, brown, grey in zip(light, BROWN, GREY, strict=True):
        plane[part] *= np.exp(-amount * (brown + deep * (grey - brown)))
