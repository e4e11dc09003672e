"""What is exported finds, on every engine, what the network finds in PyTorch."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import onnx
import pytest

import maskrcnn
from maskrcnn.models import open_model
from maskrcnn.models.stage_folder import write_model
from maskrcnn.options import EngineOptions
from maskrcnn.parity import Tolerance, agreement
from maskrcnn.training.export.stages import stages_of
from maskrcnn.training.network.trunks import TRUNKS
from maskrcnn.training.torch_engine import predictor_of
from tests.support.lively_networks import lively, photos, rounded, spec_of

ENGINES = "openvino", "onnxruntime", "opencv"
CONFIDENCE = 0.35
LOW = Tolerance().below(CONFIDENCE)
PHOTOS = photos()


def export(network, place):
    write_model(place, spec_of(network), network.architecture.settings(), stages_of(network))
    return place


def found_in_pytorch(network, folder):
    return predictor_of(network, open_model(folder).spec).down_to(LOW.default)(PHOTOS)


def found(place, engine, batch=3):
    options = EngineOptions(engine, precision="f32", batch=batch)
    return maskrcnn.load(place, confidence=LOW, engine=options)(PHOTOS)


@pytest.fixture(scope="module", params=TRUNKS)
def exported(request, tmp_path_factory):
    """A model folder, and what its network finds in PyTorch with the weights that files hold."""
    network = rounded(lively(trunk=request.param))
    folder = export(network, tmp_path_factory.mktemp("exported") / "lively")
    return folder, found_in_pytorch(network, folder)


@pytest.fixture(scope="module")
def plain():
    return rounded(lively())


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_finds_what_pytorch_finds(exported, engine):
    """Of boxes that are equally good, another may be kept: one in twenty."""
    pytest.importorskip("cv2" if engine == "opencv" else engine)
    folder, expected = exported
    for reference, other in zip(expected, found(folder, engine), strict=True):
        boxes, scores, cells = apart(reference, other)
        assert abs(count(reference) - count(other)) <= 1
        assert np.mean((boxes > 1e-3) | (scores > 1e-3)) <= 0.05
        assert np.median(cells) < 0.005


def count(found):
    return (found.scores > CONFIDENCE).sum()


def apart(reference, other):
    """How far apart are objects over the confidence and those nearest to them in another result.

    Boxes as a part of the picture, scores, and in which part of their cells soft crops differ by
    more than one level of 255.
    """
    apart = []
    for one in reference[reference.scores > CONFIDENCE]:
        of_class = np.flatnonzero(other.class_ids == one.class_id)
        far = abs(other.boxes[of_class] - one.box).max(1)
        twin = of_class[far.argmin()]
        levels = abs(one.crop.astype(int) - other.crops[twin].astype(int))
        score = abs(one.score - other.scores[twin])
        apart.append((far.min() / max(reference.size), score, (levels > 1).mean()))
    return np.array(apart).T


def test_there_is_something_to_compare(exported):
    """Objects in all pictures, of several classes, with masks of which no two cells are alike."""
    _, expected = exported
    assert all(len(each) > 3 for each in expected)
    assert len({class_id for each in expected for class_id in each.class_ids}) > 1
    assert np.median([crop.std() for each in expected for crop in each.crops]) > 5


def test_pictures_find_the_same_alone_and_together(plain, tmp_path):
    folder = export(plain, tmp_path / "lively")
    both = found(folder, "openvino", 3), found(folder, "openvino", 1)
    for together, alone in zip(*both, strict=True):
        assert agreement(together, alone, CONFIDENCE).within(Tolerance())


def test_a_model_in_one_file_finds_the_same(plain, tmp_path):
    folder, file = (export(plain, tmp_path / name) for name in ("lively", "lively.maskrcnn"))
    for one, other in zip(found(folder, "openvino"), found(file, "openvino"), strict=True):
        np.testing.assert_array_equal(one.boxes, other.boxes)
        np.testing.assert_array_equal(one.crops, other.crops)


def test_half_precision_costs_next_to_nothing(tmp_path):
    network = lively()
    folder = export(network, tmp_path / "lively")
    expected = found_in_pytorch(network, folder)
    for reference, other in zip(expected, found(folder, "openvino"), strict=True):
        boxes, scores, _ = apart(reference, other)
        assert np.median(boxes) < 0.002
        assert np.median(scores) < 0.01


def test_the_same_weights_give_the_same_bytes(plain, tmp_path):
    twin = deepcopy(plain)
    one, other = export(plain, tmp_path / "one.maskrcnn"), export(twin, tmp_path / "two.maskrcnn")
    assert one.read_bytes() == other.read_bytes()


def test_weights_are_half_and_named_as_in_the_network(plain):
    models = models_of(plain)
    stored = {each.name: each for model in models for each in model.graph.initializer}
    for name, tensor in plain.state_dict().items():
        if tensor.is_floating_point():
            assert tuple(stored[name].dims) == tensor.shape
    numbers = sum(tensor.numel() for tensor in plain.parameters())
    assert sum(len(model.SerializeToString()) for model in models) < 2.2 * numbers


def test_masks_are_made_of_one_class_and_not_of_all():
    """No value of the third stage has a mask for each class, however many there are."""
    third = onnx.shape_inference.infer_shapes(models_of(lively(classes=5))[2])
    shapes = [
        [each.dim_value for each in value.type.tensor_type.shape.dim]
        for value in third.graph.value_info
    ]
    assert [0, 28, 28] in shapes
    assert not [shape for shape in shapes if len(shape) == 4 and shape[1] == 5]


def models_of(network) -> tuple[Any, Any, Any]:
    stages = stages_of(network)
    return stages.first, stages.second, stages.third
