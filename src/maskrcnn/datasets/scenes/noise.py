"""Noise: fields that repeat at their edges, and grain; made once a process."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.masks import Float

SIDE = 256
GRAIN = 1 << 20
ROW = 512


@lru_cache(maxsize=32)
def field(slope: float, number: int = 0) -> Float:
    """Return smooth noise that can be laid like tiles.

    Parameters
    ----------
    slope : float
        By which power of its frequency a wave is weaker: 1 is rough, 2 are clouds.
    number : int
        Which of the fields of this slope.

    Returns
    -------
    float32 (SIDE + 1, SIDE + 1)
        Of mean 0 and deviation 1. The last row and column are the first ones again.
    """
    rough = _generator(1, number).random((SIDE, SIDE))
    across = np.fft.rfftfreq(SIDE)[None, :]
    along = np.fft.fftfreq(SIDE)[:, None]
    frequency = np.sqrt(across**2 + along**2)
    frequency[0, 0] = np.inf
    smooth = np.fft.irfft2(np.fft.rfft2(rough) / frequency**slope, (SIDE, SIDE))
    tile = np.asarray(smooth / smooth.std(), np.float32)
    return np.pad(tile, (0, 1), mode="wrap")


def clouds(x: Float, y: Float, fine: float, slope: float, number: int = 0) -> Float:
    """Return noise at some places: a field, repeated without end, interpolated between its cells.

    Parameters
    ----------
    x, y : float32 (H, W) or (N,)
    fine : float
        How many cells lie side by side in 1.
    slope, number
        See `field`.
    """
    columns, rows = _on_tile(x, fine), _on_tile(y, fine)
    tile = field(slope, number)
    values = cv2.remap(tile, _table(columns), _table(rows), cv2.INTER_LINEAR)
    return np.asarray(values if x.ndim == 2 else values.ravel()[: len(x)], np.float32)


def _on_tile(places: Float, fine: float) -> Float:
    """Return which cells of a tile places fall on."""
    turns: Float = np.multiply(places, np.float32(fine / SIDE))
    turns -= np.floor(turns)
    turns *= SIDE
    return turns


def _table(values: Float) -> Float:
    """Return a list in rows, since OpenCV's pictures are not longer than 32,767 pixels."""
    if values.ndim == 2:
        return values
    rows = -(-len(values) // ROW)
    table = np.zeros((rows, ROW), np.float32)
    table.ravel()[: len(values)] = values
    return table


def grain(dice: Dice, count: int) -> Float:
    """Return noise that is nowhere smooth, `float32 (count,)`, of mean 0 and deviation 1.

    It is cut from a strip that is long, but not without end, and must not be written to.
    """
    start = dice.whole(0, GRAIN // 2)
    strip = _strip(max(GRAIN, GRAIN // 2 + count))
    return strip[start : start + count]


@lru_cache(maxsize=4)
def _strip(count: int) -> Float:
    bytes_ = _generator(2, 0).integers(0, 256, (3, count), np.uint8)
    summed = bytes_.astype(np.float32).sum(0) - 3 * 127.5
    return np.asarray(summed / summed.std(), np.float32)


def _generator(kind: int, number: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64([kind, number]))
