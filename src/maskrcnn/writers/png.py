"""PNG files, their rows compressed in bands side by side.

Libraries compress a picture on one core, which may take longer than the network that looked at it
on all of them. Bands that are compressed alone follow each other as one stream, as in `pigz`.

Source: PNG, ISO/IEC 15948 (https://www.w3.org/TR/png-3/); zlib, RFC 1950.
"""

from __future__ import annotations

import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np

from maskrcnn.masks import Uint8

BAND = 1 << 19
"""Bytes that are compressed at a time, about: enough for a thread to be worth its start."""

FASTEST, LARGEST_MEMORY = 1, 9
SUB = 1
"""The filter that keeps of a pixel how it differs from the one on its left."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ZLIB_HEADER = b"\x78\x01"
_COLOR_TYPES = {1: 0, 3: 2, 4: 6}


def encode_png(image: Uint8) -> bytes:
    """Return the bytes of a PNG file.

    Runs of equal bytes are all that is looked for, which is quick, and for photos as good as more.

    Parameters
    ----------
    image : uint8 (H, W), (H, W, 3) or (H, W, 4)
        Grey, BGR or BGRA, with a pixel at least.
    """
    height, width = image.shape[:2]
    channels = 1 if image.ndim == 2 else image.shape[2]
    rows = _filtered(image, channels)
    step = max(1, BAND // rows.shape[1])
    bands = [rows[top : top + step] for top in range(0, height, step)]
    header = struct.pack(">IIBBBBB", width, height, 8, _COLOR_TYPES[channels], 0, 0, 0)
    checksum = struct.pack(">I", zlib.adler32(rows.data))
    data = [_chunk(b"IDAT", part) for part in (_ZLIB_HEADER, *_compressed(bands), checksum)]
    return b"".join([_SIGNATURE, _chunk(b"IHDR", header), *data, _chunk(b"IEND", b"")])


def _filtered(image: Uint8, channels: int) -> Uint8:
    """Return the rows that are compressed, `uint8 (H, 1 + W * channels)`: a filter, then pixels."""
    orders = {3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGBA}
    pixels = cv2.cvtColor(image, orders[channels]) if channels in orders else image
    flat = np.asarray(pixels, np.uint8).reshape(len(image), -1)
    rows = np.empty((flat.shape[0], flat.shape[1] + 1), np.uint8)
    rows[:, 0] = SUB
    rows[:, 1 : 1 + channels] = flat[:, :channels]
    np.subtract(flat[:, channels:], flat[:, :-channels], out=rows[:, 1 + channels :])
    return rows


def _compressed(bands: list[Uint8]) -> list[bytes]:
    """Compress bands of rows; the stream's header and checksum are not among them."""
    if len(bands) == 1:
        return [_deflated(bands[0], True)]
    lasts = [*[False] * (len(bands) - 1), True]
    with ThreadPoolExecutor() as threads:
        return list(threads.map(_deflated, bands, lasts))


def _deflated(band: Uint8, is_last: bool) -> bytes:
    """Compress some rows to whole bytes."""
    deflate = zlib.compressobj(FASTEST, zlib.DEFLATED, -zlib.MAX_WBITS, LARGEST_MEMORY, zlib.Z_RLE)
    return deflate.compress(band.data) + deflate.flush(
        zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(data, zlib.crc32(kind))
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
