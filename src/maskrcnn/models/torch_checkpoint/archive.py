"""The zip form of a checkpoint, written by PyTorch 1.6 and later.

Below one folder of any name lie `data.pkl`, the pickle; `data/KEY`, the bytes of each storage;
and `byteorder`, which is `little` or `big` and which older files lack.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from typing import BinaryIO

from maskrcnn.errors import ModelError
from maskrcnn.models.torch_checkpoint.brief import brief
from maskrcnn.models.torch_checkpoint.pickle_machine import PickleMachine
from maskrcnn.models.torch_checkpoint.tensors import ByteOrder, Storage, StorageTable
from maskrcnn.models.torch_checkpoint.vocabulary import CHECKPOINT_VOCABULARY

MAGIC = b"PK\x03\x04"

_SMALL = 64 * 2**20
"""Bytes that a pickle, or the storages of the smallest archive, may unpack to."""

_EXPANSION = 8
"""How many times larger than a large archive its storages may be; PyTorch stores, uncompressed."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read_archive(file: BinaryIO) -> object:
    """Read a checkpoint in the zip form.

    Raises
    ------
    ModelError
        If the archive is damaged, incomplete, or unpacks to far more than its size.
    """
    archive_size = file.seek(0, os.SEEK_END)
    try:
        with zipfile.ZipFile(file) as members:
            return _read_members(members, max(_SMALL, _EXPANSION * archive_size))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise ModelError(f"its zip archive is damaged: {error}") from error


def _read_members(members: zipfile.ZipFile, byte_limit: int) -> object:
    folder = _find_folder(members)
    byte_order: ByteOrder = "<"
    if f"{folder}byteorder" in members.namelist():
        byte_order = _byte_order(_unpack(members, f"{folder}byteorder", 16))

    def load(key: str, storage: Storage) -> None:
        raw = _unpack(members, f"{folder}data/{key}", storage.stored_bytes)
        if len(raw) != storage.stored_bytes:
            raise ModelError(
                f"storage {brief(key)} has {len(raw)} bytes, not {storage.stored_bytes}"
            )
        storage.fill(raw, byte_order)

    pickled = _unpack(members, f"{folder}data.pkl", _SMALL)
    machine = PickleMachine(CHECKPOINT_VOCABULARY, StorageTable(byte_limit, load).resolve)
    return machine.run(io.BytesIO(pickled))


def _find_folder(members: zipfile.ZipFile) -> str:
    pickles = [name for name in members.namelist() if name.endswith("/data.pkl")]
    if len(pickles) != 1:
        raise ModelError("a zip archive without a data.pkl of its own, so not one of torch.save")
    return pickles[0].removesuffix("data.pkl")


def _byte_order(record: bytes) -> ByteOrder:
    match record:
        case b"little":
            return "<"
        case b"big":
            return ">"
    raise ModelError(f"has numbers in an unknown byte order {record!r}")


def _unpack(members: zipfile.ZipFile, name: str, byte_limit: int) -> bytes:
    try:
        info = members.getinfo(name)
    except KeyError:
        raise ModelError(f"its zip archive lacks {brief(name)}: get the file again") from None
    if info.file_size > byte_limit:
        raise ModelError(f"{brief(name)} unpacks to {info.file_size} bytes, more than {byte_limit}")
    if info.compress_type not in _METHODS:
        raise ModelError(f"{brief(name)} is compressed by method {info.compress_type}, not deflate")
    return members.read(info)
