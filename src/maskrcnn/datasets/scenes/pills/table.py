"""What pills lie on: a table, or a tray on it."""

from __future__ import annotations

import numpy as np

from maskrcnn.datasets.scenes import textures
from maskrcnn.datasets.scenes.colors import varied
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.light import Light
from maskrcnn.datasets.scenes.pills.tray import COLORS, Tray
from maskrcnn.masks import Float, Size

TABLES = (
    (textures.planks, textures.WOODEN),
    (textures.planks, textures.WOODEN),
    (textures.paper, textures.PLAIN),
    (textures.stone, textures.PLAIN),
    (textures.cloth, textures.PLAIN),
    (textures.paper, COLORS),
)
"""Textures with the colours that they may have."""

UNEVEN = 0.2
"""By how much light differs from one side of a picture to the other, of its mean."""


def table(dice: Dice, size: Size, light: Light, tray: Tray | None) -> Float:
    """Return the light of what pills are to lie on, `float32 (3, H, W)` BGR."""
    albedo = _top(dice, size)
    if tray is not None:
        albedo = tray.laid(albedo, light)
    right, down = dice.between(-UNEVEN, UNEVEN), dice.between(-UNEVEN, UNEVEN)
    x, y = (np.linspace(-1, 1, count, dtype=np.float32) for count in reversed(size))
    albedo *= 1 + right * x[None, :] + down * y[:, None]
    albedo *= np.array(light.on_flat, np.float32)[:, None, None]
    return albedo


def _top(dice: Dice, size: Size) -> Float:
    """Return the albedo of a table."""
    texture, colors = dice.one_of(TABLES)
    cosine, sine = dice.turn()
    pixel = dice.between(0.9, 1.8) / max(size)
    x = np.arange(size[1], dtype=np.float32)[None, :] * pixel
    y = np.arange(size[0], dtype=np.float32)[:, None] * pixel
    wide = np.full((size[0], 1), pixel, np.float32)
    light = texture(cosine * x + sine * y, cosine * y - sine * x, wide, dice.between(0, 1))
    color = np.array(varied(dice.one_of(colors), dice, 0.15), np.float32)
    return color[:, None, None] * light
