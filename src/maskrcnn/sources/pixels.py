"""From a Pillow image or an array of any usual kind to BGR pixels of 8 bits.

Sixteen bits become eight by keeping the upper byte, for grey as for colour. Transparent parts are
shown on white, so that colours hidden under them invent no objects.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from maskrcnn.errors import PictureError, UsageError

BGR = NDArray[np.uint8]


def bgr_from_pil(image: Image.Image, name: str) -> tuple[BGR, tuple[str, ...]]:
    """Convert a Pillow image of any mode.

    Returns
    -------
    pixels : ndarray of uint8, shape (H, W, 3)
        Blue, green, red; C-contiguous.
    notes : tuple of str
        "transparent parts are shown on white", if there are any.

    Raises
    ------
    PictureError
        If 32-bit values are neither those of 16 bits nor in 0..1.
    """
    if image.mode[0] in "IF":
        return _convert(_grey_of_depth(np.asarray(image), name), cv2.COLOR_GRAY2BGR), ()
    notes: tuple[str, ...] = ()
    if image.has_transparency_data:
        image, seen_through = _on_white(image.convert("RGBA"))
        notes = ("transparent parts are shown on white",) if seen_through else ()
    rgb = image if image.mode == "RGB" else image.convert("RGB")
    return _convert(np.asarray(rgb), cv2.COLOR_RGB2BGR), notes


def with_channels(array: NDArray[Any], name: str) -> NDArray[Any]:
    """Give a grey array (H, W) its third axis; raise `UsageError` if it cannot be a picture."""
    if array.ndim == 2:
        array = array[:, :, np.newaxis]
    if array.ndim != 3 or array.shape[2] not in (1, 3, 4):
        raise UsageError(
            f"{name}: shape {array.shape} and dtype {array.dtype};"
            " a picture is (H, W), (H, W, 3) BGR or (H, W, 4) BGRA"
        )
    return array


def bgr_from_array(array: NDArray[Any], name: str) -> tuple[BGR, tuple[str, ...]]:
    """Convert an array in OpenCV's order of channels.

    Parameters
    ----------
    array : ndarray, shape (H, W, 1), (H, W, 3) or (H, W, 4)
        Grey, BGR or BGRA of uint8, uint16, or of float in 0..1; not empty. A contiguous uint8
        BGR array is not copied.
    name : str
        What messages call it.

    Returns
    -------
    pixels : ndarray of uint8, shape (H, W, 3)
        Blue, green, red; C-contiguous.
    notes : tuple of str
        "transparent parts are shown on white", if there are any.

    Raises
    ------
    UsageError
        If dtype or values are anything else.
    """
    pixels = _eight_bits(array, name)
    if pixels.shape[2] == 1:
        return _convert(pixels, cv2.COLOR_GRAY2BGR), ()
    if pixels.shape[2] == 4:
        return bgr_from_pil(Image.fromarray(_convert(pixels, cv2.COLOR_BGRA2RGBA)), name)
    return pixels, ()


def _convert(pixels: BGR, code: int) -> BGR:
    return np.asarray(cv2.cvtColor(pixels, code), dtype=np.uint8)


def _eight_bits(array: NDArray[Any], name: str) -> BGR:
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    if array.dtype == np.uint16:
        return _upper_byte(array)
    if not np.issubdtype(array.dtype, np.floating):
        raise UsageError(
            f"{name}: dtype {array.dtype}; a picture is uint8, uint16, or float in 0..1"
        )
    if not _is_unit(array):
        raise UsageError(
            f"{name}: dtype {array.dtype} with values from {array.min():g} to {array.max():g};"
            " scale them to 0..1 or convert them to uint8"
        )
    return _from_unit(array)


def _grey_of_depth(values: NDArray[Any], name: str) -> BGR:
    """Grey of 16 or 32 bits a pixel (modes I;16, I and F) as 8 bits."""
    if values.dtype.kind == "f" and _is_unit(values):
        return _from_unit(values)
    if values.dtype.kind != "f" and values.min() >= 0 and values.max() <= 65535:
        return _upper_byte(values)
    raise PictureError(
        f"{name}: 32-bit grey with values from {values.min():g} to {values.max():g};"
        " save it with 8 or 16 bits"
    )


def _is_unit(values: NDArray[Any]) -> bool:
    return bool(values.min() >= 0 and values.max() <= 1)


def _from_unit(values: NDArray[Any]) -> BGR:
    return np.ascontiguousarray(np.rint(values * 255), dtype=np.uint8)


def _upper_byte(values: NDArray[Any]) -> BGR:
    return np.ascontiguousarray(values >> 8, dtype=np.uint8)


def _on_white(image: Image.Image) -> tuple[Image.Image, bool]:
    alpha = image.getchannel("A")
    if alpha.getextrema()[0] == 255:
        return image, False
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=alpha)
    return white, True
