"""How a picture lies in its file: cameras note by which turn it is to be shown upright."""

from __future__ import annotations

import warnings
from pathlib import Path

import cv2
import numpy as np
from PIL import ExifTags, Image

from maskrcnn.formats.common.numbers import picture_size
from maskrcnn.masks import Size, Uint8

LYING = range(5, 9)
"""Values of EXIF's Orientation at which width and height change places."""
TURNS_BACK = {6: cv2.ROTATE_90_COUNTERCLOCKWISE, 8: cv2.ROTATE_90_CLOCKWISE, 7: cv2.ROTATE_180}
"""By such a value, what leads from a picture shown upright, 5 and 7 mirrored first, to the file."""


def upright_size(path: Path) -> Size:
    """Return height and width of a picture as it is shown, without decoding it.

    Raises
    ------
    ValueError
        If it is no picture.
    """
    (height, width), orientation = _header(path)
    lies = orientation in LYING
    return picture_size(width, height) if lies else picture_size(height, width)


def lies_upright(path: Path, size: Size) -> bool:
    """Tell whether a picture of a size is to be shown as it lies in its file."""
    try:
        return _header(path) == (size, 1)
    except ValueError:
        return False


def as_it_lies(image: Uint8, path: Path) -> Uint8 | None:
    """Return a picture that was turned upright as it lies in its file; None if it lies upright.

    Raises
    ------
    ValueError
        If the file is no picture.
    """
    _, orientation = _header(path)
    if orientation not in LYING:
        return None
    mirrored = cv2.transpose(image) if orientation in (5, 7) else image
    turn = TURNS_BACK.get(orientation)
    return np.asarray(mirrored if turn is None else cv2.rotate(mirrored, turn), np.uint8)


def _header(path: Path) -> tuple[Size, int]:
    """Return height and width in the file, and EXIF's Orientation, 1 where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
                return (image.height, image.width), orientation
    except Exception as error:  # damage trips each decoder in its own way
        raise ValueError(f"{path.name} is no picture that can be read") from error
