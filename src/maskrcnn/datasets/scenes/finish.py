"""From light to a picture as a camera takes it: its lens, its grain, its numbers."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.noise import grain
from maskrcnn.masks import Float, Uint8


def finish(light: Float, dice: Dice) -> Uint8:
    """Return the picture of some light.

    Parameters
    ----------
    light : float32 (3, H, W)
        BGR, 1 is white; it is written to.
    dice : Dice

    Returns
    -------
    uint8 (H, W, 3)
    """
    values = np.sqrt(np.maximum(light, 0, out=light), out=light)
    blur = dice.between(-1.0, 1.0)
    if blur > 0.4:
        for plane in values:
            cv2.GaussianBlur(plane, (5, 5), 0.8 * blur, plane)
    noise = grain(dice, values.size).reshape(values.shape)
    strength = dice.mostly_low(0.5, 7.0)
    planes = (
        cv2.addWeighted(plane, 255, rough, strength, 0, dtype=cv2.CV_8U)
        for plane, rough in zip(values, noise, strict=True)
    )
    return np.asarray(cv2.merge(list(planes)), np.uint8)
