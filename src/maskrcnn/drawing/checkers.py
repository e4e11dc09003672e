"""Transparency made visible where only opaque pictures can be shown."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.masks import Uint8

CELL = 12
LIGHT, DARK = 204, 153


def opaque(image: Uint8) -> Uint8:
    """Lay a picture over grey checkers if it is transparent somewhere.

    Parameters
    ----------
    image : uint8 (H, W, 3) or (H, W, 4)
        BGR or BGRA.

    Returns
    -------
    uint8 (H, W, 3)
        The picture itself if it has no alpha.
    """
    if image.shape[2] == 3:
        return image
    rows, columns = np.ogrid[: image.shape[0], : image.shape[1]]
    checkers = np.where((rows // CELL + columns // CELL) % 2, DARK, LIGHT).astype(np.float32)
    part = image[..., 3:] / np.float32(255)
    ground = cv2.merge([checkers] * 3)
    return (image[..., :3] * part + ground * (1 - part)).round().astype(np.uint8)
