"""A drawing over a picture that is transparent somewhere: as visible there as anywhere else."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from maskrcnn.masks import Uint8

Drawing = Callable[[Uint8], None]
"""Draws something into a picture `uint8 (H, W, 3)`, in place."""


def drawn_over(ground: Uint8, opacity: Uint8, draw: Drawing) -> Uint8:
    """Draw over a picture that is transparent somewhere.

    What is drawn once on black and once on white is opaque where both are alike, and elsewhere as
    transparent as they differ. Then it is laid over the picture (Porter and Duff, Compositing
    digital images, SIGGRAPH 1984).

    Parameters
    ----------
    ground : uint8 (H, W, 3)
        BGR.
    opacity : uint8 (H, W)
        Of the picture: 0 is transparent, 255 opaque.
    draw : callable
        Called twice, on a canvas each; what it draws depends on nothing that it finds there.

    Returns
    -------
    uint8 (H, W, 4)
        BGRA.
    """
    on_black, on_white = np.zeros_like(ground), np.full_like(ground, 255)
    draw(on_black)
    draw(on_white)
    passing = cv2.subtract(cv2.extractChannel(on_white, 0), cv2.extractChannel(on_black, 0))
    behind = cv2.multiply(passing, opacity, scale=1 / 255)
    covered = cv2.add(255 - passing, behind)
    colors = cv2.add(on_black, cv2.multiply(ground, cv2.merge([behind] * 3), scale=1 / 255))
    soft = np.nonzero(cv2.inRange(covered, 1, 254))
    colors[soft] = np.minimum(colors[soft] * (np.float32(255) / covered[soft])[:, None], 255)
    cv2.copyTo(ground, cv2.inRange(passing, 255, 255), colors)
    return np.asarray(cv2.merge([colors, covered]), np.uint8)
