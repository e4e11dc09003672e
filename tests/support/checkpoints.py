"""Write checkpoints, good and evil, without PyTorch."""

from __future__ import annotations

import pickle
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maskrcnn.models.torch_checkpoint import Record, Symbol

Storages: TypeAlias = dict[str, NDArray[Any]]

STORAGE_NAMES = {
    "f4": "FloatStorage",
    "f2": "HalfStorage",
    "f8": "DoubleStorage",
    "i8": "LongStorage",
}


@dataclass(frozen=True)
class Call:
    """What a pickle says to call."""

    callee: object
    arguments: object


@dataclass(frozen=True)
class Persistent:
    """A persistent id."""

    identity: object


@dataclass(frozen=True)
class Instructions:
    """Pickle instructions as they are."""

    code: bytes


def tensor(
    storage: object, offset: object, shape: object, strides: object, *metadata: object
) -> Call:
    """What a tensor is in a pickle."""
    no_hooks = Call(Symbol("collections.OrderedDict"), ())
    arguments = (storage, offset, shape, strides, False, no_hooks, *metadata)
    return Call(Symbol("torch._utils._rebuild_tensor_v2"), arguments)


def storage(name: str, key: str, count: object) -> Persistent:
    """What a storage is in a pickle of the zip form."""
    return Persistent(("storage", Symbol(f"torch.{name}"), key, "cpu", count))


class PickleWriter:
    """Write values as the pickles of `torch.save`; arrays become tensors.

    Parameters
    ----------
    legacy : bool
        Whether persistent ids are those of the older form.
    """

    def __init__(self, legacy: bool = False) -> None:
        self.storages: Storages = {}
        self._legacy = legacy

    def dumps(self, value: object) -> bytes:
        return b"\x80\x02" + self._code(value) + b"."

    def _code(self, value: object) -> bytes:
        return next(
            write(self, value) for kind, write in _WRITERS.items() if isinstance(value, kind)
        )

    def _all(self, values: Any) -> bytes:
        return b"(" + b"".join(map(self._code, values))

    def _array(self, array: NDArray[Any]) -> bytes:
        key = str(len(self.storages))
        self.storages[key] = np.ascontiguousarray(array).ravel()
        name = STORAGE_NAMES[array.dtype.str[1:]]
        view = (None,) if self._legacy else ()
        identity = ("storage", Symbol(f"torch.{name}"), key, "cpu", array.size, *view)
        strides = tuple(int(np.prod(array.shape[i + 1 :])) for i in range(array.ndim))
        return self._code(tensor(Persistent(identity), 0, array.shape, strides))

    def _record(self, record: Record) -> bytes:
        new = self._code(Symbol(record.type)) + self._code(record.arguments) + b"\x81"
        return new + self._code(record.attributes) + b"b"


def _global(_: PickleWriter, symbol: Symbol) -> bytes:
    module, name = symbol.name.rsplit(".", 1)
    return f"c{module}\n{name}\n".encode()


def _text(_: PickleWriter, text: str) -> bytes:
    encoded = text.encode()
    return b"X" + struct.pack("<I", len(encoded)) + encoded


def _integer(_: PickleWriter, value: int) -> bytes:
    raw = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
    return b"\x8a" + bytes([len(raw)]) + raw


_WRITERS: dict[type, Callable[[PickleWriter, Any], bytes]] = {
    type(None): lambda _, __: b"N",
    bool: lambda _, value: b"\x88" if value else b"\x89",
    int: _integer,
    float: lambda _, value: b"G" + struct.pack(">d", value),
    str: _text,
    tuple: lambda writer, value: writer._all(value) + b"t",
    list: lambda writer, value: b"]" + writer._all(value) + b"e",
    dict: lambda writer, value: b"}" + writer._all(sum(value.items(), ())) + b"u",
    np.ndarray: PickleWriter._array,
    Record: PickleWriter._record,
    Symbol: _global,
    Call: lambda writer, call: writer._code(call.callee) + writer._code(call.arguments) + b"R",
    Persistent: lambda writer, value: writer._code(value.identity) + b"Q",
    Instructions: lambda _, value: value.code,
}


def write_archive(path: Path, value: object) -> Path:
    """Write a checkpoint in the zip form."""
    writer = PickleWriter()
    return write_archive_of(path, writer.dumps(value), writer.storages)


def write_archive_of(
    path: Path, pickled: bytes, storages: Storages, method: int = zipfile.ZIP_STORED
) -> Path:
    """Write the zip form around a pickle."""
    with zipfile.ZipFile(path, "w", method) as members:
        members.writestr("any/data.pkl", pickled)
        members.writestr("any/byteorder", "little")
        for key, numbers in storages.items():
            members.writestr(f"any/data/{key}", numbers.tobytes())
        members.writestr("any/version", "3\n")
    return path


def write_legacy(path: Path, value: object) -> Path:
    """Write a checkpoint in the form of a chain of pickles."""
    writer = PickleWriter(legacy=True)
    return write_legacy_of(path, writer.dumps(value), writer.storages)


def write_legacy_of(path: Path, pickled: bytes, storages: Storages) -> Path:
    """Write the older form around a pickle."""
    facts = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"int": 4}}
    heads = (0x1950A86A20F9469CFC6C, 1001, facts)
    numbers = (struct.pack("<q", run.size) + run.tobytes() for run in storages.values())
    path.write_bytes(
        b"".join(
            [
                *(pickle.dumps(head, 2) for head in heads),
                pickled,
                pickle.dumps(list(storages), 2),
                *numbers,
            ]
        )
    )
    return path
