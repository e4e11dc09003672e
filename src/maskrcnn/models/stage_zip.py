"""A model folder in one zip: packed, and unpacked into the cache.

The zip holds the files themselves, in no folder. What a stranger's zip claims is bounded before it
is believed: how many members there are, what they are called, and how large they are.
"""

from __future__ import annotations

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from struct import unpack_from
from typing import BinaryIO

from maskrcnn.errors import ModelError
from maskrcnn.files import cache_folder, folder_written_whole, sha256_of

_TIME = 1980, 1, 1, 0, 0, 0
"""That of all members, so that the same files give the same zip."""

_SMALL = 64 * 2**20
"""Bytes that the smallest zip may unpack to."""

_EXPANSION = 8
"""How many times larger than a large zip its files may be; weights are hard to compress."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END, _LARGE_END = b"PK\5\6", b"PK\6\7"
_END_BYTES, _LARGE_END_BYTES = 22, 20
_MOST_MEMBERS, _MOST_DIRECTORY_BYTES = 64, 2**16


def pack(contents: Mapping[str, bytes], path: Path) -> None:
    """Write a zip of files by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            member = zipfile.ZipInfo(name, _TIME)
            member.external_attr = 0o644 << 16
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)


def folder_of(path: Path) -> Path:
    """Return where in the cache a zip is unpacked, or will be.

    Raises
    ------
    ModelError
        If it cannot be read.
    """
    try:
        return cache_folder("unpacked") / sha256_of(path)[:32]
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from error


def unpack(path: Path, folder: Path, limits: Mapping[str, int]) -> None:
    """Unpack a zip into a folder of its own; one that is there gives way.

    Parameters
    ----------
    path : Path
    folder : Path
    limits : mapping of file name to int
        The members that there may be, and how many bytes each may have.

    Raises
    ------
    ModelError
        If it is no zip, is damaged, or holds other members or larger ones.
    """
    with _opened(path, limits) as archive, folder_written_whole(folder, limits) as temporary:
        for name in archive.namelist():
            with archive.open(name) as packed, (temporary / name).open("wb") as file:
                shutil.copyfileobj(packed, file, 2**20)


def read_member(path: Path, name: str, limits: Mapping[str, int]) -> bytes:
    """Return one file of a zip, which has to be there; else as `unpack`."""
    with _opened(path, limits) as archive:
        if name not in archive.namelist():
            raise ModelError(f"holds no {name}: it is no model")
        return archive.read(name)


@contextmanager
def _opened(path: Path, limits: Mapping[str, int]) -> Iterator[zipfile.ZipFile]:
    """Give a zip whose members are all as they may be."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            _check_directory(file, size)
            with zipfile.ZipFile(file) as archive:
                _check_members(archive.infolist(), limits, max(_SMALL, _EXPANSION * size))
                yield archive
    except ModelError as error:
        raise ModelError(f"{path}: {error}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise ModelError(f"{path}: its zip is damaged: {error}: get the file again") from error


def _check_directory(file: BinaryIO, size: int) -> None:
    """Bound the directory of a zip before it is read: its size and the number of its entries."""
    start = max(size - _END_BYTES - _LARGE_END_BYTES, 0)
    file.seek(start)
    tail = file.read()
    end = tail[-_END_BYTES:]
    if len(end) < _END_BYTES or not end.startswith(_END) or _LARGE_END in tail:
        raise ModelError("is not a zip as models come in, or was cut off: get the file again")
    members, directory_bytes = unpack_from("<HI", end, 10)
    if members > _MOST_MEMBERS or directory_bytes > _MOST_DIRECTORY_BYTES:
        raise ModelError(f"its zip claims {members} members: a model has a handful")


def _check_members(
    members: list[zipfile.ZipInfo], limits: Mapping[str, int], byte_limit: int
) -> None:
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        raise ModelError("holds a file twice: it is no model")
    for member in members:
        if member.filename not in limits:
            raise ModelError(
                f"holds {member.filename[:80]!r}: a model holds {', '.join(limits)} only, in no "
                "folder"
            )
        if member.file_size > limits[member.filename] or member.compress_type not in _METHODS:
            raise ModelError(
                f"{member.filename} unpacks to {member.file_size:,} bytes by method "
                f"{member.compress_type}: at most {limits[member.filename]:,} are read, stored or "
                "deflated"
            )
    if (total := sum(member.file_size for member in members)) > byte_limit:
        raise ModelError(f"unpacks to {total:,} bytes, far more than its size: it is no model")
