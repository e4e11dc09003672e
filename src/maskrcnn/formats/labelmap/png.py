"""PNG files in which a number stands for each pixel."""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.formats.common.numbers import picture_size
from maskrcnn.masks import Size, Uint8

NUMBERS = ("1", "L", "P", "I", "I;16", "I;16B")
COLORS = ("RGB", "RGBA")
COMPRESSION = 3


def encode_png(numbers: NDArray[Any], palette: Uint8 | None = None) -> bytes:
    """Return the bytes of a PNG file.

    Parameters
    ----------
    numbers : uint8 or uint16 (H, W)
    palette : uint8 (N, 3), optional
        The colours RGB of the first numbers of a uint8 array, for those who only look at it.
    """
    from PIL import Image

    picture, file = Image.fromarray(numbers), io.BytesIO()
    if palette is not None:
        picture.putpalette(palette.tobytes())
    picture.save(file, "PNG", compress_level=COMPRESSION)
    return file.getvalue()


def decode_png(data: bytes, size: Size | None = None, *, colors: bool = False) -> NDArray[Any]:
    """Return the numbers in a PNG file; of one with a palette, the places in the palette.

    Parameters
    ----------
    data : bytes
    size : (int, int), optional
        Height and width that it must have.
    colors : bool
        Whether there may be colours in their place.

    Returns
    -------
    bool, uint8, uint16 or int32 (H, W), or uint8 (H, W, 3) RGB

    Raises
    ------
    ValueError
        If it is damaged, has another size or colours in it that must not be.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
                width, height = picture.size
                if size not in (None, picture_size(height, width)):
                    raise ValueError(f"a PNG of {width}×{height}, not the size it should be")
                if colors and picture.mode in COLORS:
                    return np.asarray(picture.convert("RGB"))
                if picture.mode not in NUMBERS:
                    raise ValueError(f"a PNG of colours ({picture.mode}), not of numbers")
                return np.asarray(picture)
    except (OSError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ValueError(f"a damaged PNG: {error}") from error
