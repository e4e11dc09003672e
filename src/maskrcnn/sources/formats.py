"""Which kinds of picture are read, and what other files look like by their first bytes."""

import json
from pathlib import PurePath

SUFFIXES: dict[str, tuple[str, ...]] = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    "PNG": (".png", ".apng"),
    "GIF": (".gif",),
    "BMP": (".bmp", ".dib"),
    "PPM": (".pbm", ".pgm", ".ppm", ".pnm", ".pfm"),
    "WEBP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "AVIF": (".avif", ".avifs"),
    "HEIF": (".heic", ".heif", ".hif"),
    "JPEG2000": (".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx"),
    "QOI": (".qoi",),
    "PSD": (".psd",),
    "TGA": (".tga",),
}
"""Pillow's name of each format that is read, and how such files are named.

Pillow knows more formats than these. Those left out are no photos, run other programs (EPS), or
have decoders that nobody looks after.
"""

PICTURE_SUFFIXES = frozenset(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)

VIDEO_SUFFIXES = frozenset(
    (
        ".3gp", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts",
        ".mxf", ".ogv", ".ts", ".vob", ".webm", ".wmv", ".y4m",
    )
)  # fmt: skip
"""How videos are named; any other name is read as well, if `maskrcnn video` is told to."""

LIVE_SCHEMES = ("rtsp", "rtsps", "tcp", "udp")
"""Addresses of streams, which have no end; those of the web may be either."""

_RAW_SUFFIXES = frozenset(
    (".arw", ".cr2", ".cr3", ".dng", ".nef", ".orf", ".pef", ".raf", ".rw2", ".srw")
)
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF", "a PDF document; export its pages as PNG"),
    (0, b"%!PS", "a PostScript document; export its pages as PNG"),
    (0, b"version https://git-lfs", "a Git LFS pointer; run `git lfs pull`"),
    (0, b"\x93NUMPY", "a NumPy array; load it with numpy.load"),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (0, b"SIMPLE  =", "a FITS file"),
    (0, b"PK\x03\x04", "a ZIP archive; unpack it"),
    (0, b"\x1f\x8b", "a gzip archive; unpack it"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it"),
    (0, b"Rar!", "a RAR archive; unpack it"),
    (0, b"\x1aE\xdf\xa3", "a video"),
    (0, b"\x00\x00\x01\xba", "a video"),
    (8, b"AVI ", "a video"),
    (8, b"WAVE", "a sound file"),
    (0, b"ID3", "a sound file"),
    (128, b"DICM", "a DICOM file; export it as PNG"),
)
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_AVIF_BRANDS = frozenset((b"avif", b"avis"))


def is_camera_raw(path: PurePath) -> bool:
    """Tell whether a file is named like a camera's raw format, whose preview is a tiny TIFF."""
    return path.suffix.lower() in _RAW_SUFFIXES


def is_avif(data: bytes) -> bool:
    """Tell whether a file begins like AVIF (AV1 Image File Format)."""
    return data[4:8] == b"ftyp" and data[8:12] in _AVIF_BRANDS


def is_heif(data: bytes) -> bool:
    """Tell whether a file begins like HEIC or HEIF (ISO/IEC 23008-12)."""
    return data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS


def looks_like(data: bytes) -> str | None:
    """Say what a file is that is certainly no picture, or None if it may be one."""
    for offset, signature, description in _SIGNATURES:
        if data.startswith(signature, offset):
            return description
    if data[4:8] == b"ftyp" and data[8:12] not in _HEIF_BRANDS | _AVIF_BRANDS:
        return "a video"
    return _markup(data[:4096])


def describe_unknown(data: bytes) -> str:
    """Describe a file of unknown kind by its first bytes."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        pass
    else:
        return "JSON"
    try:
        text = data[:512].decode("utf-8", errors="strict" if len(data) <= 512 else "ignore")
    except UnicodeDecodeError:
        text = "\0"
    if all(letter.isprintable() or letter.isspace() for letter in text):
        return "text"
    return f"no known format (it begins with {data[:4].hex(' ')})"


def _markup(data: bytes) -> str | None:
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "a web page (HTML)"
    if head.startswith((b"<svg", b"<?xml")):
        return "an SVG drawing; export it as PNG" if b"<svg" in head else "an XML document"
    return None
