"""RoI crops rewritten for OpenVINO's faster layer: the same values, and precise in bfloat16."""

from __future__ import annotations

import numpy as np
import openvino
import pytest

from maskrcnn.engines.network import NetworkFile
from maskrcnn.engines.openvino import OpenVINONetwork
from maskrcnn.engines.openvino_crops import GridCrops
from maskrcnn.options import EngineOptions
from maskrcnn.rcnn.roi import sampled_rois
from tests.support import onnx_crops

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
