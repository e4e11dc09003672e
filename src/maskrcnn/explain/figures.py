"""Heat maps of numbers, for a page."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.masks import Float, Uint8


def heat(values: Float) -> Uint8:
    """Colour a map of numbers `(h, w)` from its least, dark violet, to its greatest, yellow.

    Returns
    -------
    uint8 (h, w, 3)
        BGR, a pixel a number; what is not finite counts as 0.
    """
    return np.asarray(cv2.applyColorMap(grey(values), cv2.COLORMAP_INFERNO), np.uint8)


def grey(values: Float) -> Uint8:
    """Bring a map of numbers `(h, w)` from its least to its greatest into 0 to 255."""
    sound = np.nan_to_num(values, posinf=0, neginf=0).astype(np.float64)
    least, span = sound.min(), np.ptp(sound)
    return np.asarray(((sound - least) * (255 / span if span else 0)).round(), np.uint8)


def liveliest(features: Float, count: int) -> list[int]:
    """Return the channels of a map `(C, h, w)` that differ most from place to place."""
    spread = np.nan_to_num(features).std((1, 2))
    return [int(channel) for channel in np.argsort(-spread, kind="stable")[:count]]
