"""Checkpoints that would do harm if they were unpickled, or fill the memory."""

from __future__ import annotations

import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maskrcnn.errors import ModelError
from maskrcnn.models.torch_checkpoint import Record, Symbol, read_checkpoint
from tests.support.checkpoints import (
    Call,
    Instructions,
    Persistent,
    PickleWriter,
    Storages,
    storage,
    tensor,
    write_archive,
    write_archive_of,
    write_legacy_of,
)

GETATTR = Symbol("builtins.getattr")
CONV = Symbol("models.common.Conv")
LAYER = Record("models.common.Conv")


class _Touch:
    """Unpickled, this makes a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> Any:
        import os

        return os.system, (f"touch {self._path}",)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("write", [write_archive_of, write_legacy_of])
def test_a_pickle_that_runs_a_command_does_not(tmp_path: Path, write: Any, protocol: int) -> None:
    trace = tmp_path / "trace"
    path = write(tmp_path / "evil.pt", pickle.dumps([_Touch(trace)], protocol), {})
    with pytest.raises(
        ModelError, match=r"refuses (to load '(posix|nt)\.system'|the pickle instruction PUT)"
    ):
        read_checkpoint(path)
    assert not trace.exists()


@pytest.mark.parametrize(
    "name",
    [
        "os.system",
        "builtins.eval",
        "builtins.exec",
        "__builtin__.__import__",
        "subprocess.Popen",
        "importlib.import_module",
        "copyreg._reconstructor",
        "functools.partial",
        "operator.attrgetter",
        "torch.load",
        "torch.hub.load",
        "torch.storage._load_from_bytes",
        "torch._utils._rebuild_sparse_tensor",
        "numpy.f2py.main",
        "modelss.common.Conv",
        "torch.nnx.Conv",
    ],
)
def test_names_outside_the_vocabulary_are_refused_by_name(tmp_path: Path, name: str) -> None:
    path = write_archive(tmp_path / "evil.pt", [Call(Symbol(name), ("x",))])
    with pytest.raises(ModelError) as caught:
        read_checkpoint(path)
    assert repr(name.replace("__builtin__", "builtins")) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_name_on_the_stack_is_refused_too(tmp_path: Path) -> None:
    evil = Instructions(b"\x8c\x02os\x8c\x06system\x93")
    with pytest.raises(ModelError, match=r"refuses to load 'os\.system'"):
        read_checkpoint(write_archive(tmp_path / "evil.pt", evil))


def test_a_path_behind_a_known_name_leads_nowhere(tmp_path: Path) -> None:
    dotted = Instructions(b"\x8c\x0dmodels.common\x8c\x09os.system\x93")
    got = read_checkpoint(write_archive(tmp_path / "odd.pt", Call(dotted, ("true",))))
    assert isinstance(got, Record)
    assert (got.type, got.arguments) == ("models.common.os.system", ("true",))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Call(Call(GETATTR, (CONV, "__init__")), ()), "calls a Record"),
        (Call(LAYER, ()), "calls a Record"),
        (Call("os.system", ("true",)), "calls a str"),
        (Call(CONV, ["not", "a", "tuple"]), "calls with a list"),
        (Instructions(b"X\x01\x00\x00\x00a)\x81"), "instantiates a str"),
        (Instructions(b"]X\x01\x00\x00\x00aX\x01\x00\x00\x00bs"), "sets items of a list"),
        (Instructions(b"}(Nu"), "a key of a dict has no value"),
        (Instructions(b"}Na"), "appends to a dict"),
        (Instructions(b"}((tNNs"), "sets items of a tuple"),
        (Instructions(b"})Ns"), "a tuple as a key"),
        (Call(Symbol("builtins.set"), ([[1]],)), "a list as a key"),
        (Call(Symbol("_codecs.encode"), ("x", "utf-7")), "not as 'latin1'"),
        (Call(Symbol("_codecs.encode"), ("\u20ac", "latin1")), "damaged"),
        (Call(Symbol("torch._tensor._rebuild_from_type_v2"), (GETATTR, CONV, (), {})), "damaged"),
        (Call(Symbol("torch._tensor._rebuild_from_type_v2"), ("f", CONV, (), {})), "damaged"),
        (Call(Symbol("_codecs.encode"), (7, "latin1")), "damaged"),
        (Call(Symbol("torch.Size"), (7,)), "damaged"),
        (Instructions(b"cos"), "ends inside a name"),
        (Instructions(b"h\x07"), "damaged"),
        (Instructions(b"0"), "damaged"),
        (Instructions(b"t"), "damaged"),
        (Instructions(b"\x82\x01"), "EXT1"),
        (Instructions(b"(ios\nsystem\n"), "INST"),
        (Instructions(b"\xff"), "ends too soon, or holds no pickle"),
    ],
)
def test_surprising_instructions_are_refused(tmp_path: Path, value: object, told: str) -> None:
    with pytest.raises(ModelError, match=told):
        read_checkpoint(write_archive(tmp_path / "evil.pt", value))


@pytest.mark.parametrize(
    "state", [None, "text", 7, (1, 2, 3), ({"a": 1}, "b"), [("__class__", "x")]]
)
def test_a_state_that_is_no_attributes_is_kept_apart(tmp_path: Path, state: object) -> None:
    built = Call(Symbol("builtins.getattr"), (CONV, "x"))
    code = Instructions(PickleWriter().dumps([built, state])[2:-1])
    path = write_archive(tmp_path / "odd.pt", code)
    assert read_checkpoint(path) is not None
    layer = Instructions(PickleWriter().dumps(CONV)[2:-1] + b")\x81")
    pickled = PickleWriter().dumps([layer])[:-2]
    path = write_archive_of(
        tmp_path / "b.pt", pickled + PickleWriter().dumps(state)[2:-1] + b"be.", {}
    )
    got = read_checkpoint(path)
    assert isinstance(got, list)
    assert got[0].attributes == {"__setstate__": state}


def test_state_for_python_internals_changes_nothing_real(tmp_path: Path) -> None:
    odd = Record("models.common.Conv", (), {"__class__": "x", "__dict__": {}, "type": "y"})
    got = read_checkpoint(write_archive(tmp_path / "odd.pt", [odd]))
    assert isinstance(got, list)
    assert type(got[0]) is Record
    assert got[0].type == "models.common.Conv"
    assert got[0].attributes["__class__"] == "x"


WHOLE = storage("FloatStorage", "0", 6)


@pytest.mark.parametrize(
    "evil",
    [
        tensor(WHOLE, 0, (7,), (1,)),
        tensor(WHOLE, 6, (1,), (1,)),
        tensor(WHOLE, 0, (2, 3), (4, 1)),
        tensor(WHOLE, 2, (2,), (-1,)),
        tensor(WHOLE, -1, (2,), (1,)),
        tensor(WHOLE, 0, (2, -3), (3, 1)),
        tensor(WHOLE, 0, (2, 3), (3,)),
        tensor(WHOLE, 0, (2.0, 3), (3, 1)),
        tensor(WHOLE, 0, [2, 3], (3, 1)),
        tensor(WHOLE, 0, (1,) * 40, (1,) * 40),
        tensor(WHOLE, 0, (1, 1), (2**62, 2**62)),
        tensor(WHOLE, 0, (2**20, 2**20), (0, 0)),
        tensor(WHOLE, 0, (2**62, 2**62, 0), (0, 0, 0)),
        tensor(WHOLE, 0, (2,), (1,), {"conj": True}),
        tensor(tensor(WHOLE, 0, (6,), (1,)), 0, (6,), (1,)),
        tensor("storage", 0, (6,), (1,)),
        Call(Symbol("torch._utils._rebuild_tensor_v2"), ()),
        Call(Symbol("torch._utils._rebuild_parameter"), ("weight", True, {})),
    ],
)
def test_no_tensor_reaches_outside_its_storage(tmp_path: Path, evil: object) -> None:
    pickled = PickleWriter().dumps([evil])
    path = write_archive_of(tmp_path / "evil.pt", pickled, {"0": np.arange(6, dtype=np.float32)})
    with pytest.raises(ModelError):
        read_checkpoint(path)


@pytest.mark.parametrize(
    ("identity", "told"),
    [
        ("just text", "stands for no storage"),
        (("storage", "FloatStorage", "0", "cpu", 6), "stands for no storage"),
        (("storage", Symbol("torch.FloatStorage"), 0, "cpu", 6), "stands for no storage"),
        (("storage", Symbol("torch.FloatStorage"), "0", "cpu", "6"), "stands for no storage"),
        (("storage", Symbol("torch.FloatStorage"), "0", "cpu", 6, ("0", 0, 9)), "no storage"),
        (("storage", Symbol("torch.FloatStorage"), "0", "cpu", -6), "more than the file can hold"),
        (("storage", Symbol("torch.FloatStorage"), "0", "cpu", 2**60), "more than the file"),
        (("storage", Symbol("torch.FloatStorage"), "0", "cpu", 5), "has 24 bytes, not 20|20"),
        (("storage", Symbol("torch.DoubleStorage"), "0", "cpu", 6), "has 24 bytes, not 48"),
        (("storage", Symbol("torch.nn.QInt8Storage"), "0", "cpu", 6), "QInt8Storage"),
        (("storage", Symbol("torch.FloatStorage"), "1", "cpu", 6), "lacks 'any/data/1'"),
        (("storage", Symbol("torch.FloatStorage"), "../../etc/passwd", "cpu", 6), "lacks"),
    ],
)
def test_odd_persistent_ids_are_refused(tmp_path: Path, identity: object, told: str) -> None:
    pickled = PickleWriter().dumps([Persistent(identity)])
    path = write_archive_of(tmp_path / "evil.pt", pickled, {"0": np.zeros(6, np.float32)})
    with pytest.raises(ModelError, match=told):
        read_checkpoint(path)


def test_one_storage_cannot_be_read_as_two_types(tmp_path: Path) -> None:
    pickled = PickleWriter().dumps(
        [storage("FloatStorage", "0", 2), storage("HalfStorage", "0", 4)]
    )
    path = write_archive_of(tmp_path / "evil.pt", pickled, {"0": np.zeros(2, np.float32)})
    with pytest.raises(ModelError, match="two types or sizes"):
        read_checkpoint(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    count = 40 * 2**20
    pickled = PickleWriter().dumps([storage("FloatStorage", "0", count)])
    numbers: Storages = {"0": np.zeros(count, np.float32)}
    path = write_archive_of(tmp_path / "bomb.pt", pickled, numbers, zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 2**20
    with pytest.raises(ModelError, match="more than the file can hold"):
        read_checkpoint(path)


def test_a_pickle_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    long = b"\x80\x02" + b"N0" * (33 * 2**20) + b"N."
    path = write_archive_of(tmp_path / "bomb.pt", long, {}, zipfile.ZIP_DEFLATED)
    with pytest.raises(ModelError, match="unpacks to"):
        read_checkpoint(path)


def test_an_endless_pickle_is_given_up(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "long.pt", Instructions(b"}0" * 1_500_000 + b"N"))
    with pytest.raises(ModelError, match="more than 2000000 instructions"):
        read_checkpoint(path)


def test_copies_of_a_large_value_count_as_work(tmp_path: Path) -> None:
    make = b"]q\x00(" + b"N" * 10_000 + b"e0"
    copy = b"c__builtin__\nset\nh\x00\x85R"
    path = write_archive(tmp_path / "copies.pt", Instructions(make + copy * 1_000))
    with pytest.raises(ModelError, match="more than 2000000 instructions"):
        read_checkpoint(path)


def test_deep_nesting_is_harmless(tmp_path: Path) -> None:
    tuples = Instructions(b")" + b"\x85" * 200_000)
    assert read_checkpoint(write_archive(tmp_path / "deep.pt", tuples)) is not None
    key = Instructions(b"})" + b"\x85" * 200_000 + b"Ns")
    with pytest.raises(ModelError, match="a tuple as a key"):
        read_checkpoint(write_archive(tmp_path / "key.pt", key))


def test_a_list_that_holds_itself_is_harmless(tmp_path: Path) -> None:
    got = read_checkpoint(write_archive(tmp_path / "loop.pt", Instructions(b"]q\x00h\x00a")))
    assert isinstance(got, list)
    assert got[0] is got


def test_an_enormous_length_does_not_take_memory(tmp_path: Path) -> None:
    for code in (b"\x8d" + struct.pack("<Q", 2**62), b"X\xff\xff\xff\xff", b"\x8b\xff\xff\xff\x7f"):
        with pytest.raises(ModelError, match="damaged"):
            read_checkpoint(write_archive(tmp_path / "long.pt", Instructions(code)))


def test_a_far_memo_index_does_not_take_memory(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "memo.pt", Instructions(b"Nr\xff\xff\xff\x7f"))
    assert read_checkpoint(path) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ((b"\x80\x02M\xe9\x03.", b"\x80\x02M\xe8\x03."), "version 1000"),
        ((b"little_endian", b"little_indian"), "byte order"),
        ((struct.pack("<q", 3), struct.pack("<q", 4)), "a storage of 4 numbers, not 3"),
    ],
)
def test_an_older_form_that_contradicts_itself_is_refused(
    tmp_path: Path, change: tuple[bytes, bytes], told: str
) -> None:
    writer = PickleWriter(legacy=True)
    pickled = writer.dumps([np.ones(3, np.float32)])
    path = write_legacy_of(tmp_path / "odd.pt", pickled, writer.storages)
    content = path.read_bytes()
    assert content.count(change[0]) == 1
    path.write_bytes(content.replace(*change))
    with pytest.raises(ModelError, match=told):
        read_checkpoint(path)


def test_an_older_form_cannot_claim_more_than_its_size(tmp_path: Path) -> None:
    writer = PickleWriter(legacy=True)
    pickled = writer.dumps(
        [Persistent(("storage", Symbol("torch.FloatStorage"), "0", "cpu", 2**40, None))]
    )
    path = write_legacy_of(tmp_path / "odd.pt", pickled, {})
    with pytest.raises(ModelError, match="more than the file can hold"):
        read_checkpoint(path)


def test_an_older_form_without_a_storage_that_it_uses_is_refused(tmp_path: Path) -> None:
    writer = PickleWriter(legacy=True)
    path = write_legacy_of(tmp_path / "odd.pt", writer.dumps([np.ones(3, np.float32)]), {})
    with pytest.raises(ModelError, match="not those that it uses"):
        read_checkpoint(path)


def test_archives_of_other_programs_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pt"
    with zipfile.ZipFile(path, "w") as members:
        members.writestr("word/document.xml", "<xml/>")
    with pytest.raises(ModelError, match=r"without a data\.pkl"):
        read_checkpoint(path)
