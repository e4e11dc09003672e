"""Whether a file is as long as it says, by the outermost lengths that its container states.

ISO base media (ISO/IEC 14496-12, 4.2: mp4, mov), RIFF (avi) and EBML (RFC 8794: mkv, webm) all
begin with elements that state their own size; a copy or a recording that broke off is shorter.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

_MOST_BOXES = 100_000
_BOX_NAMES = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"))
_EBML, _SEGMENT = b"\x1aE\xdf\xa3", b"\x18S\x80g"


def missing_bytes(path: Path) -> int:
    """Return how many bytes a file lacks at its end, 0 if none or if its container does not say.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        head = file.read(12)
        file.seek(0)
        if head[4:8] in _BOX_NAMES:
            end = _end_of_boxes(file, length)
        elif head[:4] == b"RIFF":
            end = _end_of_riff(file, length)
        elif head[:4] == _EBML:
            end = _end_of_segment(file)
        else:
            end = 0
    return max(0, end - length)


def _end_of_boxes(file: BinaryIO, length: int) -> int:
    position = 0
    for _ in range(_MOST_BOXES):
        file.seek(position)
        header = file.read(16)
        size = int.from_bytes(header[:4], "big")
        if size == 1:
            size = int.from_bytes(header[8:16], "big")
        if len(header) < 8 or size < 8:
            break
        position += size
        if position >= length:
            break
    return position


def _end_of_riff(file: BinaryIO, length: int) -> int:
    """Files over 1 GB are several RIFF chunks, one after the other."""
    position = 0
    while position < length:
        file.seek(position)
        header = file.read(8)
        size = int.from_bytes(header[4:], "little")
        if header[:4] != b"RIFF" or not 0 < size < 0xFFFFFFFF:
            break
        position += 8 + size + size % 2
    return position - size % 2 if position else 0


def _end_of_segment(file: BinaryIO) -> int:
    file.seek(4)
    file.seek(_ebml_size(file) or 0, os.SEEK_CUR)
    if file.read(4) != _SEGMENT:
        return 0
    size = _ebml_size(file)
    return 0 if size is None else file.tell() + size


def _ebml_size(file: BinaryIO) -> int | None:
    """Read a number of variable length; None if it is the one that means unknown."""
    first = file.read(1)
    if not first or not first[0]:
        return None
    length = 9 - first[0].bit_length()
    value = int.from_bytes(first + file.read(length - 1), "big") & ((1 << 7 * length) - 1)
    return None if value == (1 << 7 * length) - 1 else value
