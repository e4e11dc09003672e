"""OpenCV gives the same for an input whatever it was given before."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.engines.network import NetworkFile
from maskrcnn.engines.opencv import OpenCVNetwork
from maskrcnn.errors import EngineError
from maskrcnn.models import open_model
from maskrcnn.options import EngineOptions
from maskrcnn.rcnn.stages import StageFiles
from tests.support import small_detectors

OPTIONS = EngineOptions(precision="f32")
COUNTS = 5, 9, 5, 1, 12
"""Of RoIs, one run after the other."""


@pytest.fixture(scope="module", params=["inception", "resnet"])
def model(request, tmp_path_factory):
    return open_model(small_detectors.folder(tmp_path_factory, "mask_rcnn", request.param))


def check(file, inputs):
    """Hold one network, used again and again, against a new one for each run."""
    used = OpenCVNetwork(file, OPTIONS)
    for feeds in inputs:
        expected = OpenCVNetwork(file, OPTIONS).run(feeds)
        for name, found in used.run(feeds).items():
            assert found.shape == expected[name].shape
            np.testing.assert_allclose(found, expected[name], atol=1e-4)


def test_a_whole_graph_sees_pictures_of_changing_sizes(model):
    """OpenCV alone would give wrong boxes for the second: it fuses layers that it had fused."""
    assert isinstance(model.whole, NetworkFile)
    sizes = (180, 240), (33, 65), (49, 49), (180, 240)
    pictures = [small_detectors.photo("astronaut", size) for size in sizes]
    blobs = [picture[None, ..., ::-1].transpose(0, 3, 1, 2) for picture in pictures]
    check(model.whole, [{"image_tensor": blob.astype(np.float32)} for blob in blobs])


def test_the_first_stage_sees_pictures_of_changing_sizes_and_numbers(model):
    assert isinstance(model.file, StageFiles)
    random = np.random.default_rng(1)
    shapes = (1, 96, 64), (3, 96, 64), (1, 33, 65), (2, 96, 64), (1, 96, 64)
    pictures = [random.integers(0, 256, (*shape, 3), dtype=np.uint8) for shape in shapes]
    check(model.file.first, [{"pictures": each} for each in pictures])


def test_an_input_of_another_type_is_refused(model):
    assert isinstance(model.file, StageFiles)
    network = OpenCVNetwork(model.file.first, OPTIONS)
    with pytest.raises(EngineError, match=r"OpenCV .* failed"):
        network.run({"nonsense": np.zeros((1, 64, 64, 3))})


@pytest.mark.parametrize("stage", ["second", "third"])
def test_the_number_of_rois_changes(model, stage):
    assert isinstance(model.file, StageFiles)
    random = np.random.default_rng(2)
    picture = np.zeros((1, 64, 64, 3), np.uint8)
    view = OpenCVNetwork(model.file.first, OPTIONS).run({"pictures": picture})
    channels = view["features"].shape[1]
    inputs = []
    for count in COUNTS:
        feeds = {"crops": random.standard_normal((count, channels, 7, 7)).astype(np.float32)}
        if stage == "third":
            feeds["classes"] = np.eye(6, dtype=np.float32)[random.integers(0, 6, count)]
        inputs.append(feeds)
    check(getattr(model.file, stage), inputs)
