"""Draws skin with lesions."""

from __future__ import annotations

import numpy as np

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.finish import finish
from maskrcnn.datasets.scenes.lesions.hairs import draw_hairs
from maskrcnn.datasets.scenes.lesions.outlines import choose_blobs
from maskrcnn.datasets.scenes.lesions.pigment import choose_pigment, color
from maskrcnn.datasets.scenes.lesions.skin import skin
from maskrcnn.datasets.scenes.lesions.tube import tube
from maskrcnn.datasets.scenes.scene import Drawing
from maskrcnn.masks import Size

LESION = 0


def draw(dice: Dice, size: Size) -> Drawing:
    """Draw skin with one lesion or a few."""
    light = skin(dice, size)
    owners = np.zeros(size, np.int8)
    blobs = choose_blobs(dice, size)
    for number, blob in enumerate(blobs, 1):
        out = blob.out(size)
        color(light, blob, out, choose_pigment(dice))
        owners[out < 1] = number
    draw_hairs(light, dice)
    if dice.chance(0.3):
        owners[tube(light, dice)] = 0
    return Drawing(finish(light, dice), owners, (LESION,) * len(blobs))
