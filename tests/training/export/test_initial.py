"""A network begins with the weights of an exported model, also where it knows other classes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import onnx
import pytest
import torch

from maskrcnn.errors import ModelError
from maskrcnn.labels import Labels
from maskrcnn.models import open_model
from maskrcnn.models.stage_folder import write_model
from maskrcnn.training.export.initial import BY_CLASS, architecture_in, load_weights
from maskrcnn.training.export.stages import stages_of
from maskrcnn.training.network.mask_rcnn import MaskRCNN
from tests.support.lively_networks import lively, rounded, spec_of

KNOWN = "pill", "sports ball", "cube"


@pytest.fixture(scope="module")
def network():
    return rounded(lively())


@pytest.fixture(scope="module")
def model(network, tmp_path_factory):
    return written(network, tmp_path_factory.mktemp("models") / "known")


def written(network, place, **changes):
    spec = replace(spec_of(network, KNOWN), **changes)
    write_model(place, spec, network.architecture.settings(), stages_of(network))
    return open_model(place)


def another(network, **changes):
    torch.manual_seed(9)
    return MaskRCNN(replace(network.architecture, **changes))


def test_weights_come_back_as_they_were(network, model):
    begun = another(network)
    assert load_weights(begun, model, Labels(KNOWN)) == ()
    assert architecture_in(model) == network.architecture
    for name, tensor in network.state_dict().items():
        if tensor.is_floating_point():
            assert torch.equal(begun.state_dict()[name], tensor), name


def test_what_was_begun_with_gives_the_same_files(network, model, tmp_path):
    begun = another(network)
    load_weights(begun, model, Labels(KNOWN))
    again = written(begun.eval(), tmp_path / "again")
    for one, other in ((model.file.first, again.file.first), (model.file.third, again.file.third)):
        assert one.path.read_bytes() == other.path.read_bytes()


def test_classes_keep_what_is_known_of_them_by_name(network, model):
    labels = Labels(("cube", "lesion", "ball", "tablet"))
    begun = another(network, classes=4)
    before = {name: tensor.clone() for name, tensor in begun.state_dict().items()}
    (note,) = load_weights(begun, model, labels)
    assert note == f"{model.path} does not know lesion, tablet: learned from nothing"
    after, known = begun.state_dict(), network.state_dict()
    for layer, first in BY_CLASS.items():
        for name in (f"{layer}.weight", f"{layer}.bias"):
            rows, were, theirs = (by_class(each[name], first) for each in (after, before, known))
            assert torch.equal(after[name][:first], known[name][:first])
            assert torch.equal(rows(0, 4), theirs(2, 3))
            assert torch.equal(rows(1, 4), were(1, 4))
            assert torch.equal(rows(2, 4), theirs(1, 3))
            assert torch.equal(rows(3, 4), were(3, 4))


def by_class(tensor, first):
    """What picks the rows of one class, of so many, after those that belong to none."""
    return lambda place, classes: tensor[first:].reshape(classes, -1)[place]


def test_a_model_of_another_architecture_is_refused(network, model):
    message = "known: has width 16 and mask_layers 2, where .* has width 24 and mask_layers 3: give"
    with pytest.raises(ModelError, match=message):
        load_weights(another(network, width=24, mask_layers=3), model, Labels(KNOWN))


def test_the_size_of_pictures_may_differ(network, model):
    load_weights(another(network, shorter=64, longer=64), model, Labels(KNOWN))


def test_a_model_that_was_not_trained_here_is_refused(network, model, predictor, tmp_path):
    for other in (
        written(network, tmp_path / "other", architecture=None),
        open_model("yolov5s-seg"),
    ):
        with pytest.raises(ModelError, match="was not trained here"):
            load_weights(another(network), other, Labels(KNOWN))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("width", 10**9, "architecture.width is 1000000000 and should be"),
        ("trunk", "perceptron", "architecture.trunk is 'perceptron', which is not known"),
        ("strides", [8, 32], "architecture.strides should be"),
        ("sampling", None, "architecture.sampling is null"),
    ],
)
def test_an_architecture_out_of_bounds_is_refused(network, model, name, value, message):
    told = {**network.architecture.to_json(), name: value}
    strange = replace(model, spec=replace(model.spec, architecture=told))
    with pytest.raises(ModelError, match=f"known: {message}"):
        load_weights(another(network), strange, Labels(KNOWN))


def lack(model: onnx.ModelProto) -> None:
    stored = model.graph.initializer
    kept = [each for each in stored if each.name != "first.proposals.hidden.bias"]
    del stored[:]
    stored.extend(kept)


def shorten(model: onnx.ModelProto) -> None:
    bias = stored(model, "first.proposals.hidden.bias")
    bias.dims[0] -= 1
    bias.raw_data = bias.raw_data[:-4]


def lie(model: onnx.ModelProto) -> None:
    stored(model, "first.proposals.hidden.bias").dims[0] = 10**12


def spoil(model: onnx.ModelProto) -> None:
    bias = stored(model, "first.proposals.hidden.bias")
    bias.raw_data = bias.raw_data[:-4] + b"\x00\x00\xc0\x7f"


def point_elsewhere(model: onnx.ModelProto) -> None:
    bias = stored(model, "first.proposals.hidden.bias")
    bias.ClearField("raw_data")
    bias.data_location = onnx.TensorProto.EXTERNAL
    bias.external_data.add(key="location", value="secret")


def stored(model: onnx.ModelProto, name: str) -> Any:
    return next(each for each in model.graph.initializer if each.name == name)


@pytest.mark.parametrize("damage", [lack, shorten, lie, spoil, point_elsewhere])
def test_damaged_files_are_refused_and_named(network, tmp_path, damage):
    model = written(network, tmp_path / "damaged")
    path = model.file.first.path
    first = onnx.load(path)
    damage(first)
    path.write_bytes(first.SerializeToString())
    with pytest.raises(ModelError, match=r"damaged: .*: get the model again"):
        load_weights(another(network), model, Labels(KNOWN))


def test_a_file_that_is_no_network_is_refused(network, tmp_path):
    model = written(network, tmp_path / "damaged")
    model.file.second.path.write_bytes(b"no network")
    with pytest.raises(ModelError, match=r"stage-b\.onnx is damaged"):
        load_weights(another(network), model, Labels(KNOWN))
