"""What floors and tables are made of: how light they are at places on them.

Boards and tiles are about a quarter of a unit wide.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from maskrcnn.datasets.scenes.colors import palette
from maskrcnn.datasets.scenes.noise import clouds
from maskrcnn.masks import Float

Texture = Callable[[Float, Float, Float, float], Float]
"""Tells how light something is, about 1, at places x and y `float32 (H, W)`; further arguments
are how wide a pixel is there, and what makes each of them another, 0 to 1."""

PLAIN = palette("E9E4DA CFC6B8 B8C4C9 8FA3A8 D9D2C5 9C8F80 6B7A82 C9B7A0 5B6570 A9B8A2 DAD7E0")
WOODEN = palette("C49A6C A9794D D8B58A 8A5A3B B98B5E E0C39A")
GOLDEN = np.float32(0.618034)
"""Whole numbers times this, without their whole parts, are spread evenly."""


def paper(x: Float, y: Float, _pixel: Float, odd: float) -> Float:
    """Smooth, with clouds so faint that they are hardly seen."""
    return np.asarray(1 + 0.05 * _mottling(x + odd, y, 30, 1.8), np.float32)


def stone(x: Float, y: Float, pixel: Float, odd: float) -> Float:
    """Concrete."""
    rough = np.minimum(np.float32(0.008) / pixel, 1) * _mottling(x, y, 130, 0.6, 1)
    return np.asarray(1 + 0.10 * _mottling(x + odd, y, 40, 1.6) + 0.07 * rough, np.float32)


def planks(x: Float, y: Float, pixel: Float, odd: float) -> Float:
    """Boards of wood, side by side, each of a brightness of its own."""
    boards = 3 + 2 * odd
    across = y * boards
    board = np.floor(across)
    gap = _line(across - board, pixel * boards, 0.02)
    own = board * GOLDEN
    own -= np.floor(own)
    grain = _mottling(x * 0.16 + own * 1.1, y + own * 3, 160, 1.1, 2)
    grain = grain * np.minimum(np.float32(0.012) / pixel, 1)
    return np.asarray((0.82 + 0.3 * own + 0.10 * grain) * (1 - 0.5 * gap), np.float32)


def tiles(x: Float, y: Float, pixel: Float, odd: float) -> Float:
    """Square tiles with joints."""
    fine = 2.5 + 2.5 * odd
    joints = (_line(each * fine - np.floor(each * fine), pixel * fine, 0.03) for each in (x, y))
    return np.asarray((1 + 0.05 * _mottling(x, y, 50, 1.5)) * (1 - 0.3 * np.maximum(*joints)))


def chess(x: Float, y: Float, pixel: Float, odd: float) -> Float:
    """Light and dark squares."""
    fine = 2.5 + 3 * odd
    light = _square(x * fine, pixel * fine) * _square(y * fine, pixel * fine)
    return np.asarray(0.9 + 0.22 * light + 0.04 * _mottling(x, y, 50, 1.5), np.float32)


def cloth(x: Float, y: Float, pixel: Float, odd: float) -> Float:
    """Woven stripes."""
    fine = 6 + 6 * odd
    woven = _square(x * fine, pixel * fine) + _square(y * fine, pixel * fine)
    return np.asarray(1 + 0.045 * woven + 0.03 * _mottling(x, y, 120, 0.8), np.float32)


def _mottling(x: Float, y: Float, fine: float, slope: float, number: int = 0) -> Float:
    """Return noise, see `clouds`, from every second place in each direction."""
    values = clouds(x[::2, ::2], y[::2, ::2], fine, slope, number)
    return np.asarray(cv2.resize(values, x.shape[::-1]), np.float32)


def _line(part: Float, pixel: Float, width: float) -> Float:
    """Return how much of a pixel is of lines at whole numbers."""
    away = np.minimum(part, np.float32(1) - part)
    wide = np.maximum(pixel, np.float32(width))
    return np.asarray(np.clip((wide - away) / pixel, 0, 1) * (width / wide), np.float32)


def _square(along: Float, pixel: Float) -> Float:
    """Return 1 and -1 in turn, something between at the edges, 0 where stripes are too fine."""
    phase = along * np.float32(0.5)
    phase -= np.floor(phase)
    sharp = np.clip((1 - 2 * np.abs(2 * phase - 1)) / np.maximum(pixel, np.float32(0.02)), -1, 1)
    return np.asarray(sharp * np.clip(1.5 - 1.2 * pixel, 0, 1), np.float32)
