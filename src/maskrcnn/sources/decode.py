"""From the bytes of a picture file to upright BGR pixels, by Pillow.

Pillow's settings of the whole process stay as the program that uses this package has them. Its
`MAX_IMAGE_PIXELS` is passed over in favour of our own limit, except inside a few of its decoders
(WebP and tiled TIFF over 178 megapixels). `LOAD_TRUNCATED_IMAGES` is honoured: a program that
turned it on has asked for grey where a file breaks off.
"""

import io
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import PurePath
from typing import BinaryIO

from PIL import ExifTags, Image, ImageFile

from maskrcnn.errors import PictureError
from maskrcnn.sources.formats import (
    SUFFIXES,
    describe_unknown,
    is_avif,
    is_camera_raw,
    is_heif,
    looks_like,
)
from maskrcnn.sources.limits import PictureLimits
from maskrcnn.sources.pixels import BGR, bgr_from_pil

_WARNINGS = threading.Lock()
_FORMATS_WITH_FRAMES = frozenset(("AVIF", "GIF", "PNG", "WEBP"))
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By the value of EXIF's Orientation tag."""


def decode(data: bytes, name: str, limits: PictureLimits) -> tuple[BGR, tuple[str, ...]]:
    """Decode one picture file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        What messages call it; its suffix is compared with what the file is.
    limits : PictureLimits
        Checked from the header, before any pixel is decoded.

    Returns
    -------
    pixels : ndarray of uint8, shape (H, W, 3)
        Blue, green, red; upright and C-contiguous.
    notes : tuple of str
        Things the user should hear.

    Raises
    ------
    PictureError
        If it is no picture, damaged, cut short, too large or too small.
    """
    if not data:
        raise PictureError(f"{name}: the file is empty (0 bytes)")
    if is_camera_raw(PurePath(name)):
        raise PictureError(f"{name}: a camera's raw file; develop it into a JPEG or TIFF")
    if foreign := looks_like(data):
        raise PictureError(f"{name}: not a picture; it looks like {foreign}")
    with _quiet(), _decoder_faults(name):
        image = _open(data, name)
        notes = (*_name_notes(image, name), *_frame_notes(image))
    limits.check_size(*image.size, name)
    pixels, pixel_notes = decode_pil(image, name)
    return pixels, (*notes, *pixel_notes)


def decode_pil(image: Image.Image, name: str) -> tuple[BGR, tuple[str, ...]]:
    """Load a Pillow image, turn it upright and convert it to BGR.

    Raises
    ------
    PictureError
        If its file is damaged or cut short.
    """
    with _decoder_faults(name), _quiet() if image.format == "TIFF" else nullcontext():
        image.load()
    with _quiet():
        turn, notes = _turn(image)
    with _decoder_faults(name):
        if turn is not None:
            image = image.transpose(turn)
        pixels, pixel_notes = bgr_from_pil(image, name)
    return pixels, (*notes, *pixel_notes)


def _open(data: bytes, name: str) -> ImageFile.ImageFile:
    """Read the header.

    Formats are tried one by one, as `PIL.Image.open` does, but without its limit on pixels.
    """
    recognised, reason = None, ""
    for format_name in SUFFIXES:
        try:
            if image := _open_as(format_name, data, name):
                return image
        except PictureError:
            raise
        except Exception as fault:  # noqa: BLE001 - damage trips each decoder in its own way
            recognised, reason = format_name, _one_line(fault)
    if recognised:
        raise PictureError(
            f"{name}: begins like {recognised} but cannot be opened ({reason});"
            " it is damaged, cut short, or of a rare kind: save it as PNG"
        )
    raise PictureError(f"{name}: not a picture; it looks like {describe_unknown(data)}")


def _open_as(format_name: str, data: bytes, name: str) -> ImageFile.ImageFile | None:
    if format_name == "HEIF":
        return _open_heif(data, name) if is_heif(data) else None
    if format_name not in Image.OPEN:
        Image.init()
    if format_name not in Image.OPEN:
        if format_name == "AVIF" and is_avif(data):
            raise PictureError(
                f"{name}: AVIF pictures need a newer Pillow: pip install --upgrade pillow"
            )
        return None
    factory, accept = Image.OPEN[format_name]
    if accept is None:
        accepted: bool | str = PurePath(name).suffix.lower() in SUFFIXES[format_name]
    else:
        accepted = accept(data[:16])
    if isinstance(accepted, str):
        raise SyntaxError(accepted)
    return factory(io.BytesIO(data), "") if accepted else None


def _open_heif(data: bytes, name: str) -> ImageFile.ImageFile:
    try:
        from pillow_heif import HeifImageFile
    except ImportError:
        raise PictureError(
            f'{name}: HEIC pictures need one more package: pip install "maskrcnn[heic]"'
        ) from None
    open_heif: Callable[[BinaryIO], ImageFile.ImageFile] = HeifImageFile
    return open_heif(io.BytesIO(data))


def _name_notes(image: ImageFile.ImageFile, name: str) -> Iterator[str]:
    suffix = PurePath(name).suffix.lower()
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    named_otherwise = any(suffix in suffixes for suffixes in SUFFIXES.values())
    if named_otherwise and suffix not in SUFFIXES.get(kind, ()):
        yield f"looks like {kind} though it is named {suffix}"


def _frame_notes(image: ImageFile.ImageFile) -> Iterator[str]:
    frames = getattr(image, "n_frames", 1)
    if frames > 1 and image.format in _FORMATS_WITH_FRAMES:
        yield f"animated {image.format}: first frame of {frames}"
    elif frames > 1 and image.format == "TIFF":
        yield f"TIFF of {frames} pages: first page"


def _turn(image: Image.Image) -> tuple[Image.Transpose | None, tuple[str, ...]]:
    """Find how to turn it upright; `ImageOps.exif_transpose` trips over damage in other tags."""
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1)), ()
    except Exception:  # noqa: BLE001 - damaged metadata trips the parser in many ways
        return None, ("its EXIF data are damaged: taken as upright",)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Pillow's warnings about odd metadata from the user.

    `catch_warnings` is not safe between threads, so one thread at a time reads metadata; pixels
    are decoded side by side, except those of TIFF files, which come with metadata in between.
    """
    with _WARNINGS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _decoder_faults(name: str) -> Iterator[None]:
    try:
        yield
    except PictureError:
        raise
    except Image.DecompressionBombError as fault:
        raise PictureError(
            f"{name}: more pixels than Pillow's own limit allows; make it smaller"
        ) from fault
    except Exception as fault:
        raise PictureError(
            f"{name}: damaged or cut short ({_one_line(fault)}); get a complete copy"
        ) from fault


def _one_line(fault: BaseException) -> str:
    return " ".join(str(fault).split()) or type(fault).__name__
