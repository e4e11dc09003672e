"""What the numbers in masks mean: classes, objects, or no more than that something is there."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.formats.labelmap.maps import VOID
from maskrcnn.formats.labelmap.png import decode_png
from maskrcnn.formats.voc.classes import decode_objects
from maskrcnn.masks import Bool, Size

MOSTLY = 0.9
"""The part of what is not black that is white in a mask whose edges alone are grey."""

Numbers = NDArray[Any]


def decode_mask(data: bytes, size: Size | None = None, *, soft: bool = False) -> Numbers:
    """Return the numbers in a mask `(H, W)`; of a coloured one a number for each colour.

    Parameters
    ----------
    data : bytes
    size : (int, int), optional
        Height and width that it must have.
    soft : bool
        Cut the grey edges of a white mask at the middle, to 0 and 255.

    Raises
    ------
    ValueError
        If it is damaged, or of another size.
    """
    pixels = decode_png(data, size, colors=True)
    if pixels.ndim == 3:
        is_grey = (pixels == pixels[..., :1]).all()
        pixels = pixels[..., 0] if is_grey else decode_objects(data, size)
    if soft and pixels.dtype == np.uint8 and _is_soft(pixels):
        return np.where(pixels > 127, 255, 0)
    return pixels.astype(np.int32)


def _is_soft(pixels: Numbers) -> bool:
    there = np.count_nonzero(pixels)
    return bool(there and np.count_nonzero(pixels == VOID) >= MOSTLY * there)


def is_numbered(data: bytes) -> bool:
    """Tell whether a mask certainly numbers objects: it has 16 bits, or several numbers.

    Raises
    ------
    ValueError
        If it is damaged.
    """
    numbers = decode_mask(data, soft=True)
    deep = decode_png(data, colors=True).dtype in (np.uint16, np.int32)
    return bool(deep or len(np.unique(numbers[numbers != 0])) > 1)


def parts_of(numbers: Numbers) -> Numbers:
    """Return numbers from 1 on, `int32 (H, W)`: a part's that is of one number but 0 and 255."""
    parts, count = np.zeros(numbers.shape, np.int32), 0
    for number in np.unique(numbers):
        if number in (0, VOID):
            continue
        found, own = connected(numbers == number)
        parts += np.where(own > 0, own + count, 0)
        count += found
    return parts


def connected(there: Bool) -> tuple[int, NDArray[np.int32]]:
    """Return how many connected parts a mask has, and their numbers `(H, W)`, from 1 on."""
    count, parts = cv2.connectedComponents(there.astype(np.uint8))
    return count - 1, np.asarray(parts, np.int32)
