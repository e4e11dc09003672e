"""The form of a checkpoint before PyTorch 1.6, which `torch.save` still writes on request.

One after the other in one file: four pickles (a magic number, the version of the form, facts on
the machine, the object), a pickled list of the storages' keys, and for each key a count of
numbers as a 64-bit integer and the numbers.
"""

from __future__ import annotations

import io
import pickle
import struct
from typing import BinaryIO, NoReturn

from maskrcnn.errors import ModelError
from maskrcnn.models.torch_checkpoint.brief import brief
from maskrcnn.models.torch_checkpoint.pickle_machine import PickleMachine, Vocabulary
from maskrcnn.models.torch_checkpoint.tensors import ByteOrder, Storage, StorageTable
from maskrcnn.models.torch_checkpoint.vocabulary import CHECKPOINT_VOCABULARY

_MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
_VERSION = 1001
_MAGICS = tuple(pickle.dumps(_MAGIC_NUMBER, protocol) for protocol in (2, 3, 4, 5))
MAGIC_SIZE = max(map(len, _MAGICS))


def is_magic(start: bytes) -> bool:
    """Whether a file that starts so is in this form."""
    return start.startswith(_MAGICS)


def read_legacy(file: BinaryIO) -> object:
    """Read a checkpoint in the form of a chain of pickles.

    Raises
    ------
    ModelError
        If the file is damaged or incomplete.
    """
    content = file.read()
    stream = io.BytesIO(content)
    _run_plain(stream)
    if (version := _run_plain(stream)) != _VERSION:
        raise ModelError(f"is of version {brief(version)} of the older form, not of {_VERSION}")
    byte_order = _byte_order(_run_plain(stream))
    storages = StorageTable(len(content), lambda _key, _storage: None)
    saved = PickleMachine(CHECKPOINT_VOCABULARY, storages.resolve).run(stream)
    _fill(storages, stream, byte_order)
    return saved


def _run_plain(stream: BinaryIO) -> object:
    return PickleMachine(Vocabulary({}, lambda _: False), _no_storage).run(stream)


def _no_storage(_: object) -> NoReturn:
    raise ModelError("its pickle names a storage where there is none")


def _byte_order(machine: object) -> ByteOrder:
    match machine:
        case {"little_endian": bool(little)}:
            return "<" if little else ">"
    raise ModelError("does not say in which byte order its numbers are")


def _fill(storages: StorageTable, stream: BinaryIO, byte_order: ByteOrder) -> None:
    keys = _run_plain(stream)
    if not isinstance(keys, list) or set(map(str, keys)) != storages.keys():
        raise ModelError("the storages that follow its pickle are not those that it uses")
    for key in keys:
        _fill_one(storages[key], stream, byte_order)


def _fill_one(storage: Storage, stream: BinaryIO, byte_order: ByteOrder) -> None:
    header = stream.read(8)
    raw = stream.read(storage.stored_bytes)
    if len(header) < 8 or len(raw) < storage.stored_bytes:
        raise ModelError("ends in the middle of its numbers: get the file again")
    (count,) = struct.unpack(f"{byte_order}q", header)
    if count != len(storage.values):
        raise ModelError(f"has a storage of {count} numbers, not {len(storage.values)}")
    storage.fill(raw, byte_order)
