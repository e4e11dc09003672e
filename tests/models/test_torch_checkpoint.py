"""Reading checkpoints that were written without PyTorch."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import ModelError
from maskrcnn.models.torch_checkpoint import Record, Symbol, read_checkpoint
from maskrcnn.models.wheel import wheel_file
from tests.support.checkpoints import (
    Call,
    PickleWriter,
    Storages,
    storage,
    tensor,
    write_archive,
    write_archive_of,
    write_legacy,
)

Write: TypeAlias = Callable[[Path, object], Path]

FORMS = pytest.mark.parametrize("write", [write_archive, write_legacy])


@FORMS
def test_containers_and_numbers_come_back(tmp_path: Path, write: Write) -> None:
    saved = {"epoch": 3, "lr": 0.01, "names": ["cat", "dog"], "size": (640, 480), "ema": None}
    assert read_checkpoint(write(tmp_path / "a.pt", saved)) == saved


@FORMS
@pytest.mark.parametrize("kind", ["f2", "f4", "f8", "i8"])
def test_tensors_come_back_as_arrays(tmp_path: Path, write: Write, kind: str) -> None:
    saved = np.arange(24).reshape(2, 3, 4).astype(kind)
    got = read_checkpoint(write(tmp_path / "a.pt", {"weight": saved}))
    assert isinstance(got, dict)
    assert got["weight"].dtype == saved.dtype
    np.testing.assert_array_equal(got["weight"], saved)


@FORMS
def test_layers_come_back_as_records(tmp_path: Path, write: Write) -> None:
    layer = Record("torch.nn.modules.conv.Conv2d", (), {"stride": (2, 2), "bias": None})
    got = read_checkpoint(write(tmp_path / "a.pt", [layer]))
    assert isinstance(got, list)
    assert isinstance(got[0], Record)
    assert got[0].type == "torch.nn.modules.conv.Conv2d"
    assert got[0].attributes == {"stride": (2, 2), "bias": None}


def test_a_saved_method_is_told_and_not_fetched(tmp_path: Path) -> None:
    call = Call(Symbol("__builtin__.getattr"), (Symbol("models.yolo.Detect"), "forward"))
    got = read_checkpoint(write_archive(tmp_path / "a.pt", [call]))
    assert isinstance(got, list)
    assert got[0].type == "builtins.getattr"
    assert got[0].arguments == (Symbol("models.yolo.Detect"), "forward")


@pytest.mark.parametrize(
    ("call", "value"),
    [
        (Call(Symbol("torch.Size"), ([1, 2],)), (1, 2)),
        (Call(Symbol("collections.OrderedDict"), ([["a", 1]],)), {"a": 1}),
        (Call(Symbol("collections.defaultdict"), (Symbol("builtins.list"),)), {}),
        (Call(Symbol("__builtin__.set"), (["a", "b"],)), {"a", "b"}),
        (Call(Symbol("_codecs.encode"), ("é", "latin1")), b"\xe9"),
        (Symbol("torch.float16"), Symbol("torch.float16")),
    ],
)
def test_values_of_libraries_come_back_as_plain_ones(
    tmp_path: Path, call: object, value: object
) -> None:
    assert read_checkpoint(write_archive(tmp_path / "a.pt", [call])) == [value]


def test_tensors_share_a_storage_and_are_views_of_it(tmp_path: Path) -> None:
    whole = storage("FloatStorage", "0", 6)
    saved = [
        tensor(whole, 0, (2, 3), (3, 1)),
        tensor(whole, 0, (3, 2), (1, 3)),
        tensor(whole, 4, (), ()),
        tensor(whole, 1, (2, 4), (3, 0)),
        tensor(whole, 9, (0, 5), (5, 1)),
    ]
    numbers = np.arange(6, dtype=np.float32)
    path = write_archive_of(tmp_path / "a.pt", PickleWriter().dumps(saved), {"0": numbers})
    plain, turned, one, repeated, nothing = _arrays(read_checkpoint(path))
    np.testing.assert_array_equal(plain, numbers.reshape(2, 3))
    np.testing.assert_array_equal(turned, plain.T)
    assert one == 4
    np.testing.assert_array_equal(repeated, [[1, 1, 1, 1], [4, 4, 4, 4]])
    assert nothing.shape == (0, 5)
    assert np.shares_memory(plain, turned)
    assert not plain.flags.writeable


def test_bfloat16_is_widened_and_bool_is_bool(tmp_path: Path) -> None:
    saved = [
        tensor(storage("BFloat16Storage", "0", 2), 0, (2,), (1,)),
        tensor(storage("BoolStorage", "1", 2), 0, (2,), (1,)),
    ]
    numbers: Storages = {
        "0": np.array([0x3FC0, 0xC000], np.uint16),
        "1": np.array([0, 2], np.uint8),
    }
    path = write_archive_of(tmp_path / "a.pt", PickleWriter().dumps(saved), numbers)
    wide, flags = _arrays(read_checkpoint(path))
    assert wide.dtype == np.float32
    np.testing.assert_array_equal(wide, [1.5, -2.0])
    np.testing.assert_array_equal(flags, [False, True])


def test_numbers_of_a_big_endian_machine_are_understood(tmp_path: Path) -> None:
    pickled = PickleWriter().dumps([tensor(storage("FloatStorage", "0", 2), 0, (2,), (1,))])
    path = tmp_path / "a.pt"
    with zipfile.ZipFile(path, "w") as members:
        members.writestr("a/data.pkl", pickled)
        members.writestr("a/byteorder", "big")
        members.writestr("a/data/0", np.array([1, 2], ">f4").tobytes())
    np.testing.assert_array_equal(_arrays(read_checkpoint(path))[0], [1, 2])


def test_a_compressed_archive_is_read(tmp_path: Path) -> None:
    writer = PickleWriter()
    pickled = writer.dumps({"weight": np.zeros(10_000, np.float32)})
    path = write_archive_of(tmp_path / "a.pt", pickled, writer.storages, zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 2_000
    got = read_checkpoint(path)
    assert isinstance(got, dict)
    assert not got["weight"].any()


@pytest.mark.parametrize("name", ["yolov5s-seg.pt", "yolov7-seg.pt"])
def test_the_networks_of_the_wheel_are_read(name: str) -> None:
    got = read_checkpoint(wheel_file(name))
    assert isinstance(got, dict)
    assert got["model"].type == "models.yolo.SegmentationModel"
    assert len(got["model"].attributes["names"]) == 80


@FORMS
@pytest.mark.parametrize("keep", [0, 1, 20, 200, -200, -20, -1])
def test_a_truncated_file_is_told_in_one_line(tmp_path: Path, write: Write, keep: int) -> None:
    path = write(tmp_path / "a.pt", {"weight": np.ones(50, np.float32)})
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ModelError) as caught:
        read_checkpoint(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html>", b"\x80\x02}q.", b"PK\x03\x04 no zip"])
def test_other_files_are_told_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pt"
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        read_checkpoint(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_checkpoint(tmp_path / "none.pt")
    with pytest.raises(ModelError, match="cannot be read"):
        read_checkpoint(tmp_path)


_SAMPLE = {
    "model": Record("models.common.Conv", (), {"weight": np.ones((2, 3), np.float32)}),
    "names": {0: "cat", 1: "dog"},
    "sizes": [Call(Symbol("torch.Size"), ((1, 2),))],
}


@FORMS
@settings(max_examples=150)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, write: Write, data: st.DataObject
) -> None:
    path = write(tmp_path_factory.mktemp("damaged") / "a.pt", _SAMPLE)
    content = bytearray(path.read_bytes())
    places = st.integers(0, len(content) - 1)
    for place, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=4)):
        content[place] = byte
    path.write_bytes(content)
    try:
        read_checkpoint(path)
    except ModelError as error:
        assert "\n" not in str(error)  # noqa: PT017


def _arrays(got: object) -> list[np.ndarray[Any, np.dtype[Any]]]:
    assert isinstance(got, list)
    return got
