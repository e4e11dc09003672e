"""The size of a picture from its header alone."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import ExifTags, Image

from maskrcnn.formats.common.numbers import picture_size
from maskrcnn.masks import Size

LYING = range(5, 9)
"""Values of EXIF's Orientation at which width and height change places."""


def upright_size(path: Path) -> Size:
    """Return height and width of a picture as it is shown, without decoding it.

    Raises
    ------
    ValueError
        If it is no picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                width, height = image.size
                lies = image.getexif().get(ExifTags.Base.Orientation) in LYING
    except Exception as error:  # damage trips each decoder in its own way
        raise ValueError(f"{path.name} is no picture that can be read") from error
    return picture_size(width, height) if lies else picture_size(height, width)
