"""Reading what PyTorch itself saves."""

from __future__ import annotations

import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.models.torch_checkpoint import Record, Symbol, read_checkpoint

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.development

KINDS = (
    *("float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8"),
    *("bool", "complex64", "complex128"),
)
FORMS = pytest.mark.parametrize("zipped", [True, False], ids=["zip", "older"])


def _saved_and_read(folder: Path, value: Any, zipped: bool, protocol: int = 2) -> Any:
    path = folder / "saved.pt"
    torch.save(value, path, pickle_protocol=protocol, _use_new_zipfile_serialization=zipped)
    return read_checkpoint(path)


def _assert_same(got: Any, tensor: Any) -> None:
    wide = tensor.float() if tensor.dtype == torch.bfloat16 else tensor
    expected = wide.detach().numpy()
    assert got.dtype == expected.dtype
    np.testing.assert_array_equal(got, expected)


@FORMS
@pytest.mark.parametrize("kind", KINDS)
def test_every_type_of_number(tmp_path: Path, zipped: bool, kind: str) -> None:
    tensor = torch.arange(12).reshape(3, 4).to(getattr(torch, kind))
    _assert_same(_saved_and_read(tmp_path, [tensor], zipped)[0], tensor)


@FORMS
@settings(max_examples=50)
@given(data=st.data())
def test_every_view(
    tmp_path_factory: pytest.TempPathFactory, zipped: bool, data: st.DataObject
) -> None:
    shape = data.draw(st.lists(st.integers(0, 4), max_size=4))
    tensor = torch.arange(int(np.prod(shape)), dtype=torch.float32).reshape(shape)
    tensor = tensor.permute(data.draw(st.permutations(range(len(shape)))))
    for axis, length in enumerate(tensor.shape):
        start = data.draw(st.integers(0, length))
        tensor = tensor.narrow(axis, start, data.draw(st.integers(0, length - start)))
    got = _saved_and_read(tmp_path_factory.mktemp("view"), [tensor], zipped)
    _assert_same(got[0], tensor)


@FORMS
def test_expanded_tensors_and_shared_storages(tmp_path: Path, zipped: bool) -> None:
    whole = torch.arange(10.0)
    saved = [whole, whole[3:7], whole[::3], whole[:1].expand(5), torch.tensor(2.5), torch.zeros(0)]
    got = _saved_and_read(tmp_path, saved, zipped)
    for array, tensor in zip(got, saved, strict=True):
        _assert_same(array, tensor)
    assert np.shares_memory(got[0], got[1])


@FORMS
@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_containers_in_every_protocol(tmp_path: Path, zipped: bool, protocol: int) -> None:
    saved = {
        "numbers": [1, -1, 300, 70_000, 2**40, 2**80, 0.1, True, None],
        "text": ("", "å", "x" * 300, b"bytes", b"y" * 300),
        "set": {1, 2},
        "frozen": frozenset({3}),
        "ordered": OrderedDict(a=1),
        "size": torch.Size([1, 2]),
        0: {1: {2: []}},
    }
    got = _saved_and_read(tmp_path, saved, zipped, protocol)
    assert got == {**saved, "ordered": {"a": 1}, "size": (1, 2)}


@FORMS
def test_a_whole_network(tmp_path: Path, zipped: bool) -> None:
    network = torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3, padding=1), torch.nn.BatchNorm2d(4), torch.nn.SiLU()
    ).half()
    got = _saved_and_read(tmp_path, {"model": network, "device": torch.device("cpu")}, zipped)
    layers = got["model"].attributes["_modules"]
    assert [layer.type.rpartition(".")[2] for layer in layers.values()] == [
        *("Conv2d", "BatchNorm2d", "SiLU")
    ]
    assert layers["0"].attributes["padding"] == (1, 1)
    _assert_same(layers["0"].attributes["_parameters"]["weight"], network[0].weight)
    _assert_same(layers["1"].attributes["_buffers"]["running_var"], network[1].running_var)
    assert isinstance(got["device"], Record)


@FORMS
def test_the_state_of_a_network_and_its_optimiser(tmp_path: Path, zipped: bool) -> None:
    network = torch.nn.Linear(2, 3)
    optimiser = torch.optim.Adam(network.parameters())
    network(torch.ones(1, 2)).sum().backward()
    optimiser.step()
    saved = {"model": network.state_dict(), "optimizer": optimiser.state_dict()}
    got = _saved_and_read(tmp_path, saved, zipped)
    _assert_same(got["model"]["weight"], network.weight)
    _assert_same(got["optimizer"]["state"][0]["exp_avg"], saved["optimizer"]["state"][0]["exp_avg"])


@FORMS
def test_numpy_numbers_paths_and_types(tmp_path: Path, zipped: bool) -> None:
    saved = [np.float64(0.5), np.ones(3), Path("runs/train"), torch.float16]
    number, array, path, kind = _saved_and_read(tmp_path, saved, zipped)
    assert isinstance(number, Record)
    assert isinstance(array, Record)
    assert isinstance(path, Record)
    assert kind == Symbol("torch.float16")


def test_a_tensor_with_attributes_and_a_subclass(tmp_path: Path) -> None:
    marked = torch.arange(3.0)
    marked.mark = "mine"
    parameter = torch.nn.Parameter(torch.arange(4.0))
    parameter.mark = "mine"
    got = _saved_and_read(tmp_path, [marked, parameter], zipped=True)
    _assert_same(got[0], marked)
    _assert_same(got[1], parameter)


@FORMS
def test_a_storage_saved_on_its_own(tmp_path: Path, zipped: bool) -> None:
    got = _saved_and_read(tmp_path, [torch.arange(3, dtype=torch.uint8).untyped_storage()], zipped)
    np.testing.assert_array_equal(got[0].values, [0, 1, 2])


def test_an_archive_that_was_compressed_later(tmp_path: Path) -> None:
    plain, packed = tmp_path / "plain.pt", tmp_path / "packed.pt"
    torch.save({"weight": torch.ones(1000)}, plain)
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
    got = read_checkpoint(packed)
    assert isinstance(got, dict)
    _assert_same(got["weight"], torch.ones(1000))
