"""Irregular outlines: circles whose radius swings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.masks import Float, Size

WAVES = 9
FEWEST, MOST = 1, 4


@dataclass(frozen=True)
class Blob:
    """A patch with an irregular outline.

    Attributes
    ----------
    x, y : float
        Of its middle, in pixels.
    cosine, sine : float
        By which it is turned.
    long, wide : float
        Half its sizes, in pixels.
    waves : tuple of (float, float)
        How much its radius swings with the cosine and the sine of each multiple of the angle, of
        itself, from 2 on.
    """

    x: float
    y: float
    cosine: float
    sine: float
    long: float
    wide: float
    waves: tuple[tuple[float, float], ...]

    def out(self, size: Size) -> Float:
        """Return how far out pixels are: 0 in the middle, 1 on the outline, `float32 (H, W)`.

        Cosines and sines of multiples are powers of a complex number, so that no sine is needed.
        """
        x = np.arange(size[1], dtype=np.float32)[None, :] + np.float32(0.5 - self.x)
        y = np.arange(size[0], dtype=np.float32)[:, None] + np.float32(0.5 - self.y)
        u = (self.cosine * x + self.sine * y) * np.float32(1 / self.long)
        v = (self.cosine * y - self.sine * x) * np.float32(1 / self.wide)
        away = np.maximum(np.sqrt(u * u + v * v), np.float32(1e-6))
        cosine, sine = np.divide(u, away), np.divide(v, away)
        real, imaginary, radius = cosine, sine, np.ones_like(away)
        for by_cosine, by_sine in self.waves:
            turned = real * cosine - imaginary * sine
            imaginary = real * sine + imaginary * cosine
            real = turned
            radius += np.float32(by_cosine) * real + np.float32(by_sine) * imaginary
        return np.divide(away, np.maximum(radius, np.float32(0.3)))


def choose_blobs(dice: Dice, size: Size) -> list[Blob]:
    """Return one patch, or a few smaller ones that keep clear of each other."""
    wanted = FEWEST if dice.chance(0.7) else dice.whole(FEWEST + 1, MOST)
    largest = 0.27 if wanted == 1 else 0.15
    blobs: list[Blob] = []
    for _ in range(8 * wanted):
        if len(blobs) == wanted:
            break
        blob = _blob(dice, size, max(size) * dice.between(0.06, largest), wanted == 1)
        if all(_apart(blob, other) for other in blobs):
            blobs.append(blob)
    return blobs


def _blob(dice: Dice, size: Size, long: float, central: bool) -> Blob:
    edge = 0.35 if central else 0.2
    x, y = size[1] * dice.between(edge, 1 - edge), size[0] * dice.between(edge, 1 - edge)
    wild = dice.mostly_low(0.03, 0.3)
    waves = tuple(
        (dice.between(-wild, wild) / number**0.9, dice.between(-wild, wild) / number**0.9)
        for number in range(1, WAVES)
    )
    return Blob(x, y, *dice.turn(), long, long * dice.between(0.6, 1.0), waves)


def _apart(first: Blob, second: Blob) -> bool:
    x, y = first.x - second.x, first.y - second.y
    room = 1.35 * (first.long + second.long)
    return x * x + y * y > room * room
