"""Three stages find what the whole graph finds in `cv2.dnn`, on every engine.

The graphs here are small ones of every feature extractor, and on developers' machines one of the
published size, whose weights are random too: no other can be had.
"""

from __future__ import annotations

import pytest

import maskrcnn
from maskrcnn.options import EngineOptions
from maskrcnn.parity import Tolerance, agreement
from tests.support import small_detectors
from tests.support.small_detectors import BAKED, NATIVE, photo
from tests.support.tensorflow_graphs import EXTRACTORS

ENGINES = "openvino", "onnxruntime", "opencv-stages"
PICTURES = {
    "landscape": photo("astronaut", (180, 240)),
    "odd": photo("coffee", (97, 131)),
    "portrait": photo("cat", (160, 90)),
    "tiny": photo("astronaut", (33, 65)),
}
TOLERANCE = Tolerance()


@pytest.fixture(scope="module", params=["mask_rcnn", "faster_rcnn"])
def kind(request):
    return request.param


@pytest.fixture(scope="module", params=EXTRACTORS)
def folder(request, kind, tmp_path_factory):
    return small_detectors.folder(tmp_path_factory, kind, request.param)


@pytest.fixture(scope="module")
def expected(folder):
    whole = maskrcnn.load(folder, confidence=BAKED, engine="opencv", network=NATIVE)
    return {name: whole(picture) for name, picture in PICTURES.items()}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_finds_what_the_whole_graph_finds(folder, expected, engine):
    stages = maskrcnn.load(
        folder,
        confidence=TOLERANCE.below(BAKED),
        engine=EngineOptions(engine, precision="f32"),
        network=NATIVE,
    )
    for name, picture in PICTURES.items():
        agreed = agreement(expected[name], stages(picture), BAKED)
        assert agreed.within(TOLERANCE), name


def test_there_is_something_to_compare(kind, expected):
    """Objects in every picture, surer and less sure ones, with masks neither empty nor full."""
    assert all(len(found) for found in expected.values())
    assert len(expected["landscape"]) > 5
    scores = expected["landscape"].scores
    assert scores.max() - scores.min() > 0.1
    assert scores.max() < 1
    if kind == "mask_rcnn":
        for found in expected.values():
            filled = [one.pixels[1].mean() for one in found]
            assert any(0.05 < part < 0.95 for part in filled)
    else:
        assert expected["landscape"].crops is None
