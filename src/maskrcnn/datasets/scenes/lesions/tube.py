"""The round edge of a dermatoscope, dark around what it shows."""

from __future__ import annotations

import numpy as np

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.masks import Bool, Float


def tube(light: Float, dice: Dice) -> Bool:
    """Darken what is outside, in place; return where nothing is to be seen, `bool (H, W)`.

    Parameters
    ----------
    light : float32 (3, H, W)
    dice : Dice
    """
    height, width = light.shape[1:]
    middle = width * dice.between(0.47, 0.53), height * dice.between(0.47, 0.53)
    x = np.arange(width, dtype=np.float32)[None, :] + np.float32(0.5 - middle[0])
    y = np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5 - middle[1])
    radius = np.float32(max(height, width) * dice.between(0.46, 0.6))
    away = np.sqrt(x * x + y * y) / radius
    light *= np.clip((1 - away) / dice.between(0.03, 0.1) + 0.03, 0.004, 1)
    return np.asarray(away > 1)
