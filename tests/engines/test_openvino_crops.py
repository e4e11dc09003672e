"""RoI crops rewritten for OpenVINO's faster layer: the same values, and precise in bfloat16."""

from __future__ import annotations

from collections import Counter

import hypothesis
import numpy as np
import openvino
import pytest
from hypothesis import strategies as st

from maskrcnn.engines.network import NetworkFile
from maskrcnn.engines.openvino import OpenVINONetwork
from maskrcnn.engines.openvino_crops import GridCrops
from maskrcnn.options import EngineOptions
from maskrcnn.rcnn.roi import roi_align, sampled_rois
from tests.support import onnx_crops
from tests.support.pyramids import Pyramid
from tests.support.rcnn import random

SIZE = 300, 400
BFLOAT16 = 2.0**-8
"""The most by which rounding to bfloat16 changes a number, as a part of it."""


def rounded(numbers):
    """Return float32 numbers cut to what bfloat16 can hold."""
    return (numbers.view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)


def boxes(count=60):
    """Return boxes anywhere, and such at the edges of the picture and of no area."""
    height, width = SIZE
    ends = np.sort(np.random.default_rng(1).uniform(0, 1, (count, 2, 2)), 1).reshape(count, 4)
    edges = [
        [0, 0, width, height],
        [0, 0, 1, 1],
        [width - 1, height - 1, width, height],
        [width, height, width, height],
        [0, height - 0.5, width, height],
        [100, 50, 100, 50],
    ]
    anywhere = ends * [width, height, width, height]
    return np.concatenate([anywhere, edges]).astype(np.float32)


def feeds(cells, samples, pictures=2, channels=5):
    random = np.random.default_rng(2)
    rois = sampled_rois(boxes(), SIZE, cells, samples)
    return {
        "features": random.standard_normal((pictures, channels, *cells)).astype(np.float32),
        "rois": rois,
        "pictures": random.integers(0, pictures, len(rois)),
    }


def ours(path, given, precision="f32"):
    options = EngineOptions("openvino", precision=precision)
    return OpenVINONetwork(NetworkFile(path, outputs=("samples",)), options).run(given)["samples"]


def theirs(path, given):
    """Return what OpenVINO's RoiAlign gives in float32."""
    core = openvino.Core()
    hints = {"INFERENCE_PRECISION_HINT": "f32"}
    return core.compile_model(core.read_model(path), "CPU", hints)(given)["samples"]


@pytest.mark.parametrize("samples", [2, 7, 14, 17])
@pytest.mark.parametrize("cells", [(19, 25), (38, 50), (1, 25), (2, 2), (1, 1)])
def test_the_samples_are_those_of_roi_align(tmp_path, cells, samples):
    path = onnx_crops.save(tmp_path / "crops.onnx", samples)
    given = feeds(cells, samples)
    expected = theirs(path, given)
    assert expected.std() > 0.1
    np.testing.assert_allclose(ours(path, given), expected, atol=1e-4)


@hypothesis.settings(max_examples=40)
@hypothesis.given(random, st.integers(1, 30), st.integers(1, 30))
def test_rois_may_reach_the_edges_of_the_map(any_roi, generator, rows, columns):
    """Then the outer samples lie beyond the middles of the outer cells."""
    ends = generator.uniform(-0.3, 1.3, (20, 2, 2)).clip(0, 1)
    rois = np.sort(ends, 1).reshape(20, 4) * [columns, rows, columns, rows]
    given = {
        "features": generator.standard_normal((1, 3, rows, columns)).astype(np.float32),
        "rois": rois.astype(np.float32),
        "pictures": np.zeros(20, np.int64),
    }
    expected = roi_align([given["features"][0]], [1], given["rois"], 8, 1)
    np.testing.assert_allclose(any_roi.run(given)["samples"], expected, atol=1e-4)


@pytest.fixture(scope="module")
def any_roi(tmp_path_factory):
    path = onnx_crops.save(tmp_path_factory.mktemp("crops") / "crops.onnx", 8)
    return OpenVINONetwork(NetworkFile(path), EngineOptions("openvino", precision="f32"))


class TestLevels:
    """A network that cuts boxes out of several maps."""

    @pytest.fixture
    def path(self, tmp_path):
        path = tmp_path / "stage-b.onnx"
        path.write_bytes(Pyramid().networks().second.SerializeToString())
        return path

    def feeds(self, sides):
        """Return maps, and boxes in each of them."""
        generator = np.random.default_rng(3)
        given: dict[str, np.ndarray] = {}
        for level, (rows, columns) in enumerate(((60, 90), (30, 45), (15, 23))):
            rois = np.sort(generator.uniform(0, sides, (9, 2, 2)), 1).reshape(9, 4)
            shape = (2, Pyramid().width, rows, columns)
            given |= {
                f"features_{level}": generator.standard_normal(shape).astype(np.float32),
                f"rois_{level}": rois.clip(0, [columns, rows] * 2).astype(np.float32),
                f"pictures_{level}": generator.integers(0, 2, 9),
            }
        return given

    def test_each_is_rewritten(self, path):
        core = openvino.Core()
        model, crops = GridCrops.rewrite(core, core.read_model(path))
        kinds = Counter(layer.get_type_name() for layer in model.get_ops())
        assert crops is not None
        assert kinds["ROIPooling"] == 3
        assert kinds["ROIAlign"] == 0
        inputs = {name for each in model.inputs for name in each.get_names()}
        assert set(crops.feeds(self.feeds(20))) == inputs
        assert len(model.inputs) == 6

    def test_values_are_those_of_roi_align(self, path):
        given = self.feeds(100)
        core = openvino.Core()
        hints = {"INFERENCE_PRECISION_HINT": "f32"}
        expected = core.compile_model(core.read_model(path), "CPU", hints)(given)
        options = EngineOptions("openvino", precision="f32")
        found = OpenVINONetwork(NetworkFile(path), options).run(given)
        for name in ("class_logits", "deltas"):
            assert expected[name].std() > 0.1
            np.testing.assert_allclose(found[name], expected[name], rtol=1e-4, atol=1e-4)


def test_each_roi_is_cut_from_its_own_picture(tmp_path):
    path = onnx_crops.save(tmp_path / "crops.onnx", 14)
    given = feeds((19, 25), 14, pictures=3)
    given["features"][:] = np.arange(3, dtype=np.float32)[:, None, None, None]
    found = ours(path, given)
    np.testing.assert_array_equal(found[:, 0, 0, 0], given["pictures"])
    assert set(given["pictures"]) == {0, 1, 2}


def test_pictures_and_rois_may_change(tmp_path):
    path = onnx_crops.save(tmp_path / "crops.onnx", 14)
    file = NetworkFile(path, outputs=("samples",))
    network = OpenVINONetwork(file, EngineOptions("openvino", precision="f32"))
    for cells, pictures, count in (((19, 25), 2, 66), ((25, 19), 1, 3), ((7, 9), 3, 1)):
        given = feeds(cells, 14, pictures)
        given |= {name: given[name][:count] for name in ("rois", "pictures")}
        np.testing.assert_allclose(network.run(given)["samples"], theirs(path, given), atol=1e-4)


def test_in_bfloat16_features_are_rounded_and_coordinates_are_not(tmp_path):
    """On a map of 75 columns, a coordinate in bfloat16 would be off by a quarter of a cell."""
    capabilities = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    if "BF16" not in capabilities:
        pytest.skip("this processor has no bfloat16")
    path = onnx_crops.save(tmp_path / "crops.onnx", 14)
    given = feeds((57, 75), 14)
    expected = theirs(path, given)
    largest = np.abs(given["features"]).max()
    found = ours(path, given, "bf16")
    assert np.abs(found - expected).max() < 2 * BFLOAT16 * largest
    blurred = theirs(path, given | {"rois": rounded(given["rois"])})
    assert np.abs(blurred - expected).max() > 20 * BFLOAT16 * largest, "the test would see it"


@pytest.mark.parametrize("settings", [{"sampling": 2}, {"mode": "max"}])
def test_other_crops_are_left_as_they_are(tmp_path, settings):
    path = onnx_crops.save(tmp_path / "crops.onnx", 7, **settings)
    core = openvino.Core()
    _, crops = GridCrops.rewrite(core, core.read_model(path))
    assert crops is None
    given = feeds((19, 25), 7)
    np.testing.assert_allclose(ours(path, given), theirs(path, given), atol=1e-4)


def test_inputs_are_still_those_of_the_file(tmp_path):
    path = onnx_crops.save(tmp_path / "crops.onnx", 7)
    network = OpenVINONetwork(NetworkFile(path), EngineOptions("openvino"))
    assert network.inputs == ("features", "rois", "pictures")
