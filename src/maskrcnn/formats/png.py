"""PNG files in which a number stands for each pixel."""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Size

MODES = ("1", "L", "P", "I", "I;16", "I;16B")


def decode_png(data: bytes, size: Size) -> NDArray[Any]:
    """Return the numbers in a PNG file; of one with a palette, the places in the palette.

    Parameters
    ----------
    data : bytes
    size : (int, int)
        Height and width that it must have.

    Returns
    -------
    bool, uint8, uint16 or int32 (H, W)

    Raises
    ------
    ValueError
        If it is damaged, has another size or colours in it.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            warnings.simplefilter("ignore")
            if picture.size != size[::-1]:
                wanted = f"{size[1]}×{size[0]}"
                raise ValueError(f"a PNG of {picture.width}×{picture.height}, not of {wanted}")
            if picture.mode not in MODES:
                raise ValueError(f"a PNG of colours ({picture.mode}), not of numbers")
            return np.asarray(picture)
    except (OSError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ValueError(f"a damaged PNG: {error}") from error
