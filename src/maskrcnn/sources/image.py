"""Read one picture from whatever a user has in hand."""

import difflib
import io
import os
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from maskrcnn.errors import PictureError, UsageError
from maskrcnn.sources.decode import decode, decode_pil
from maskrcnn.sources.frame import Frame, printable
from maskrcnn.sources.limits import DEFAULT_LIMITS, PictureLimits
from maskrcnn.sources.pixels import bgr_from_array, with_channels
from maskrcnn.sources.web import fetch, is_url

PictureSource = (
    str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO | Image.Image | NDArray[Any]
)

_CHUNK = 1024**2


def read_picture(
    source: PictureSource, limits: PictureLimits = DEFAULT_LIMITS, *, name: str | None = None
) -> Frame:
    """Read one picture.

    Parameters
    ----------
    source : path, URL, bytes, binary file object, PIL image or ndarray
        A `str` that begins with ``http://`` or ``https://`` is fetched, any other is a path.
        Arrays are (H, W) grey, (H, W, 3) BGR or (H, W, 4) BGRA, of uint8, uint16 or float in
        0..1; a contiguous uint8 BGR array is not copied.
    limits : PictureLimits
        Bounds on pixels, bytes and seconds.
    name : str, optional
        What messages call the picture; by default its path or address, or what it is.

    Returns
    -------
    Frame
        Upright by its EXIF orientation, transparent parts on white, 16 bits scaled to 8.

    Raises
    ------
    PictureError
        If the picture cannot be read or is of no use.
    UsageError
        If `source` is of another type, or an array of another shape, dtype or range.
    """
    if isinstance(source, np.ndarray):
        return _from_array(source, limits, printable(name or "array"))
    if isinstance(source, Image.Image):
        title = name or getattr(source, "filename", "") or "PIL image"
        return _from_pil(source, limits, printable(os.fsdecode(title)))
    if isinstance(source, bytes | bytearray | memoryview):
        return _from_bytes(bytes(source), limits, printable(name or "bytes"))
    if isinstance(source, str) and is_url(source):
        return _from_url(source, limits, name)
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        return _from_path(path, limits, printable(name or str(path)))
    if hasattr(source, "read"):
        title = name or getattr(source, "name", None)
        return _from_stream(
            source, limits, printable(title if isinstance(title, str) else "file object")
        )
    raise UsageError(
        f"cannot read a picture from {type(source).__name__};"
        " give a path, a URL, bytes, a binary file, a PIL image or a NumPy array"
    )


def _from_array(array: NDArray[Any], limits: PictureLimits, name: str) -> Frame:
    array = with_channels(array, name)
    limits.check_size(array.shape[1], array.shape[0], name)
    image, notes = bgr_from_array(array, name)
    return Frame(image, name, notes=notes)


def _from_pil(image: Image.Image, limits: PictureLimits, name: str) -> Frame:
    limits.check_size(*image.size, name)
    pixels, notes = decode_pil(image, name)
    return Frame(pixels, name, notes=notes)


def _from_bytes(data: bytes, limits: PictureLimits, name: str) -> Frame:
    limits.check_bytes(len(data), name)
    image, notes = decode(data, name, limits)
    return Frame(image, name, notes=notes)


def _from_url(url: str, limits: PictureLimits, name: str | None) -> Frame:
    data, file_name = fetch(url, limits)
    return _from_bytes(data, limits, printable(name or file_name))


def _from_stream(stream: BinaryIO | io.TextIOBase, limits: PictureLimits, name: str) -> Frame:
    if isinstance(stream, io.TextIOBase):
        raise UsageError(f"{name}: opened as text; open pictures with mode 'rb'")
    try:
        data = _read_bounded(stream, limits, name)
    except (OSError, ValueError) as fault:
        raise PictureError(f"{name}: cannot be read ({fault})") from fault
    return _from_bytes(data, limits, name)


def _from_path(path: Path, limits: PictureLimits, name: str) -> Frame:
    if os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir, it takes impossible names
        raise PictureError(f"{name}: is a folder; name a picture in it")
    try:
        with path.open("rb") as stream:
            data = _read_bounded(stream, limits, name)
    except (FileNotFoundError, NotADirectoryError):
        raise PictureError(f"{name}: no such file{_did_you_mean(path)}") from None
    except PermissionError:
        raise PictureError(f"{name}: no permission to read it") from None
    except (OSError, ValueError) as fault:
        raise PictureError(f"{name}: cannot be read ({fault})") from fault
    image, notes = decode(data, name, limits)
    return Frame(image, name, path=path, notes=notes)


def _read_bounded(stream: BinaryIO, limits: PictureLimits, name: str) -> bytes:
    """Read to the end, but never more than one chunk beyond the limit."""
    data = bytearray()
    while chunk := stream.read(_CHUNK):
        data += chunk
        limits.check_bytes(len(data), name)
    return bytes(data)


def _did_you_mean(path: Path) -> str:
    if not os.path.isdir(path.parent):  # noqa: PTH112
        return f"; there is no folder {printable(str(path.parent))}"
    try:
        siblings = {entry.stem.lower(): entry for entry in sorted(path.parent.iterdir())}
    except OSError:
        return ""
    close = difflib.get_close_matches(path.stem.lower(), siblings, n=1)
    return f"; did you mean {printable(str(siblings[close[0]]))}?" if close else ""
