"""Pictures for a page: heat maps of numbers, and any picture as the text of a data URI."""

from __future__ import annotations

import base64

import cv2
import numpy as np

from maskrcnn.masks import Float, Uint8

_QUALITY = {".webp": [cv2.IMWRITE_WEBP_QUALITY, 82], ".png": [cv2.IMWRITE_PNG_COMPRESSION, 9]}


def photo_uri(image: Uint8) -> str:
    """Encode a picture `uint8 (H, W, 3)` BGR as a WebP file in a data URI."""
    return _data_uri(image, ".webp")


def pixels_uri(image: Uint8) -> str:
    """Encode a small picture, BGR, as a PNG file in a data URI: each pixel keeps its value."""
    return _data_uri(image, ".png")


def _data_uri(image: Uint8, suffix: str) -> str:
    _, file = cv2.imencode(suffix, image, _QUALITY[suffix])
    return f"data:image/{suffix[1:]};base64,{base64.b64encode(file.tobytes()).decode('ascii')}"


def fitted(image: Uint8, longest: int) -> Uint8:
    """Return a picture whose longer side has at most so many pixels; none is made larger."""
    scale = longest / max(image.shape[:2])
    if scale >= 1:
        return image
    height, width = (max(1, round(side * scale)) for side in image.shape[:2])
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


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
