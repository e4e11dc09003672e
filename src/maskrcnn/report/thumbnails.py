"""Small pictures as text: fitted into a square of pixels and into a number of letters."""

from __future__ import annotations

from maskrcnn.masks import Uint8
from maskrcnn.webpage import fitted, photo_uri

QUALITY = 78
LEAST_SIDE = 32


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
        text = photo_uri(small, QUALITY)
        longest = max(small.shape[:2])
        if len(text) <= letters or longest <= LEAST_SIDE:
            return text
        side = max(LEAST_SIDE, int(longest * min(0.9, 0.95 * (letters / len(text)) ** 0.5)))
