"""Small pictures as text: fitted into a square of pixels and into a number of letters."""

from __future__ import annotations

import base64

import cv2
import numpy as np

from maskrcnn.masks import Uint8

QUALITY = 78
LEAST_SIDE = 32


def fitted(image: Uint8, longest: int) -> Uint8:
    """Return a picture whose longer side has at most so many pixels; none is made larger."""
    scale = longest / max(image.shape[:2])
    if scale >= 1:
        return image
    height, width = (max(1, round(side * scale)) for side in image.shape[:2])
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def data_uri(image: Uint8) -> str:
    """Encode a picture, BGR or BGRA, as a WebP file in a data URI."""
    _, file = cv2.imencode(".webp", image, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    return f"data:image/webp;base64,{base64.b64encode(file.tobytes()).decode('ascii')}"


def data_uri_within(image: Uint8, side: int, letters: int) -> str:
    """Encode a picture as large as a side and a number of letters allow.

    Parameters
    ----------
    image : uint8 (H, W, 3 or 4)
    side : int
        Longest side in pixels.
    letters : int
        Length of the text; only pictures of 32 pixels may exceed it.
    """
    while True:
        small = fitted(image, side)
        text = data_uri(small)
        longest = max(small.shape[:2])
        if len(text) <= letters or longest <= LEAST_SIDE:
            return text
        side = max(LEAST_SIDE, int(longest * min(0.9, 0.95 * (letters / len(text)) ** 0.5)))
