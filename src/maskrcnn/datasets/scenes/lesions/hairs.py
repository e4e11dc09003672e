"""Hairs over skin."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.datasets.scenes.colors import palette
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.masks import Float, Positions

COLORS = palette("1E1712 2B1D14 4A3020 6B4A2E 9C7B52 C9AE84")
MOST = 18
STEPS = np.linspace(0, 1, 20)[:, None]


def draw_hairs(light: Float, dice: Dice) -> None:
    """Draw hairs that grow more or less one way, in place: light `float32 (3, H, W)`."""
    if dice.chance(0.3):
        return
    size = np.array(light.shape[:0:-1])
    layer = np.zeros(light.shape[1:], np.uint8)
    cosine, sine = dice.turn()
    for _ in range(dice.whole(1, MOST)):
        path = _path(dice, size, np.array([cosine, sine]))
        wide = 2 if dice.chance(0.25 * max(size) / 320) else 1
        fixed = [np.round(path * 16).astype(np.int32)]
        cv2.polylines(layer, fixed, False, dice.whole(120, 255), wide, cv2.LINE_AA, 4)
    cover = layer.astype(np.float32) * np.float32(dice.between(0.7, 1.0) / 255)
    color = np.array(dice.one_of(COLORS), np.float32)[:, None, None]
    light += cover * (color - light)


def _path(dice: Dice, size: Positions, way: Positions) -> Positions:
    """Return points of a bent hair, `(N, 2)`."""
    long, bent = max(size) * dice.between(0.25, 0.8), dice.between(-0.3, 0.3)
    aside = np.array([-way[1], way[0]])
    way = way + aside * dice.between(-0.7, 0.7)
    start = size * np.array([dice.between(-0.2, 1.1), dice.between(-0.2, 1.1)])
    path: Positions = start + long * (STEPS * way + bent * STEPS * STEPS * aside)
    return path
