"""Mean colours of a part of a picture, in which nothing beside that part has a share."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.masks import Float, Uint8

SMALL_SIGMA = 4.0
"""A blur so wide or wider is done in a picture made small until it is this wide."""

_WEIGHTS = np.append(np.linspace(0, 1e-4, 255), 1).astype(np.float32)
"""By alpha: pixels on an edge show both sides, and count where there are no others."""

_TINY = 1e-12


def smeared(pixels: Uint8, alpha: Uint8, sigma: float) -> Uint8:
    """Blur a part of a picture with a Gaussian.

    Parameters
    ----------
    pixels : uint8 (h, w, 3)
    alpha : uint8 (h, w)
        How much of each pixel is of the part, 0 to 255.
    sigma : float
        The Gaussian's standard deviation in pixels.

    Returns
    -------
    uint8 (h, w, 3)
        Of use where the part is, and near it.
    """
    height, width = alpha.shape
    scale = min(1.0, SMALL_SIGMA / sigma)
    small = max(1, round(width * scale)), max(1, round(height * scale))
    spread = sigma * small[0] / width, sigma * small[1] / height
    colors, weights = (
        cv2.GaussianBlur(
            cv2.resize(each, small, interpolation=cv2.INTER_AREA),
            (0, 0),
            sigmaX=spread[0],
            sigmaY=spread[1],
            borderType=cv2.BORDER_CONSTANT,
        )
        for each in weighted(pixels, alpha)
    )
    blurred = mean(np.asarray(colors, np.float32), np.asarray(weights, np.float32))
    large = cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, np.uint8)


def weighted(pixels: Uint8, alpha: Uint8) -> tuple[Float, Float]:
    """Return colours times their weights, `float32 (h, w, 3)`, and the weights `(h, w)`."""
    weights = np.asarray(cv2.LUT(alpha, _WEIGHTS), np.float32)
    colors = cv2.multiply(pixels, cv2.merge([weights] * 3), dtype=cv2.CV_32F)
    return np.asarray(colors, np.float32), weights


def mean(colors: Float, weights: Float) -> Uint8:
    """Divide sums of what `weighted` returns: `uint8 (h, w, 3)`."""
    return np.rint(colors / np.maximum(weights, _TINY)[..., None]).clip(0, 255).astype(np.uint8)
