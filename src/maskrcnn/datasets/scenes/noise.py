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
def field(slope: float, number: int = 0, side: int = SIDE) -> Float:
    """Return smooth noise that can be laid like tiles.

    Parameters
    ----------
    slope : float
        By which power of its frequency a wave is weaker: 1 is rough, 2 are clouds.
    number : int
        Which of the fields of this slope.
    side : int

    Returns
    -------
    float32 (side + 1, side + 1)
        Of mean 0 and deviation 1. The last row and column are the first ones again.
    """
    rough = _generator(1, number).random((side, side))
    across = np.fft.rfftfreq(side)[None, :]
    along = np.fft.fftfreq(side)[:, None]
    frequency = np.sqrt(across**2 + along**2)
    frequency[0, 0] = np.inf
    smooth = np.fft.irfft2(np.fft.rfft2(rough) / frequency**slope, (side, side))
    tile = np.asarray(smooth / smooth.std(), np.float32)
    return np.pad(tile, (0, 1), mode="wrap")


def sample(tile: Float, columns: Float, rows: Float) -> Float:
    """Return a tile's values at some places, between which they are interpolated.

    Parameters
    ----------
    tile : float32 (side + 1, side + 1)
        A field. It repeats beyond its edges.
    columns, rows : float32 (H, W) or (N,)
        In cells of the tile.
    """
    side = len(tile) - 1
    x, y = _table(_repeated(columns, side)), _table(_repeated(rows, side))
    values = np.asarray(cv2.remap(tile, x, y, cv2.INTER_LINEAR), np.float32)
    return values if columns.ndim == 2 else values.ravel()[: len(columns)]


def clouds(x: Float, y: Float, fine: float, slope: float, number: int = 0) -> Float:
    """Return noise at some places, of which `fine` cells lie side by side in 1; see `field`."""
    return sample(field(slope, number), np.multiply(x, fine), np.multiply(y, fine))


def _repeated(places: Float, side: int) -> Float:
    """Return places on the tile that they fall on."""
    turns = places * np.float32(1 / side)
    turns -= np.floor(turns)
    turns *= side
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
