"""Skin: its tone, its patches and its lines."""

from __future__ import annotations

import numpy as np

from maskrcnn.datasets.scenes.colors import palette, varied
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.noise import clouds
from maskrcnn.masks import Float, Size

TONES = palette("F6DACA F3CFB8 EBC0A6 E3B092 D39B78 B57E5C 8E5D40 6B432E")
REDNESS = (0.55, 0.6, 0.1)
"""How blood takes away blue, green and red."""


def skin(dice: Dice, size: Size) -> Float:
    """Return the light of skin, `float32 (3, H, W)` BGR."""
    tone = varied(dice.one_of(TONES), dice, 0.08)
    x, y = _turned(dice, size)
    red = dice.between(0.1, 0.35) * (0.4 + 0.3 * clouds(x, y, 0.5, 1.9, 1))
    light = 1 + 0.035 * clouds(x, y, 0.7, 1.6) + 0.02 * clouds(x, y, 1.6, 0.7, 5)
    light -= dice.between(0.02, 0.1) * _creases(x, y)
    width = np.linspace(-1, 1, size[1], dtype=np.float32)[None, :]
    height = np.linspace(-1, 1, size[0], dtype=np.float32)[:, None]
    light *= 1 + dice.between(-0.12, 0.12) * width + dice.between(-0.12, 0.12) * height
    light *= dice.between(0.85, 1.1)
    planes = [
        color * light * np.exp(-taken * red) for color, taken in zip(tone, REDNESS, strict=True)
    ]
    return np.stack(planes).astype(np.float32)


def _turned(dice: Dice, size: Size) -> tuple[Float, Float]:
    """Return places on the skin, in cells of noise: 256 along the longer side of a picture."""
    cosine, sine = dice.turn()
    cell, start = np.float32(256 / max(size)), np.float32(dice.between(0, 256))
    x = np.arange(size[1], dtype=np.float32)[None, :] * cell
    y = np.arange(size[0], dtype=np.float32)[:, None] * cell
    return cosine * x + (sine * y + start), cosine * y - (sine * x + start)


def _creases(x: Float, y: Float) -> Float:
    """Return the fine lines of skin, which cross each other: how much of each pixel is theirs."""
    first = clouds(0.35 * x, y, 1.5, 1.2, 6)
    second = clouds(0.28 * x + 0.21 * y, 0.8 * y - 0.6 * x, 1.5, 1.2, 7)
    return np.asarray(np.exp(-12 * first * first) + np.exp(-12 * second * second), np.float32)
