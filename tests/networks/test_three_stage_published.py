"""The same as the parity tests, at the size of the published network and of real pictures."""

from __future__ import annotations

import cv2
import pytest

import maskrcnn
from maskrcnn.options import EngineOptions
from maskrcnn.parity import Tolerance, agreement
from tests.support import reference_graph
from tests.support.shared import seen, shared
from tests.support.small_detectors import BAKED, NATIVE

pytestmark = pytest.mark.development

PICTURES = {
    (240, 320): "messi5.jpg",
    (480, 640): "fruits.jpg",
    (1080, 1920): "home.jpg",
    (479, 641): "stuff.jpg",
    (854, 480): "board.jpg",
}
"""Height and width, and what is brought to them."""

TOLERANCE = Tolerance()


def picture(size):
    return cv2.resize(seen(shared("photos", PICTURES[size])), size[::-1])


def test_every_engine_finds_what_the_whole_graph_finds(request):
    """One test for all engines: what the whole graph finds takes longer than any of them."""
    folder = reference_graph.folder(request.config.cache.mkdir("reference-graphs"))
    whole = maskrcnn.load(folder, confidence=BAKED, engine="opencv", network=NATIVE)
    expected = {size: whole(picture(size)) for size in PICTURES}
    assert sum(map(len, expected.values())) > 20
    for engine in "openvino", "onnxruntime", "opencv-stages":
        stages = maskrcnn.load(
            folder,
            confidence=TOLERANCE.below(BAKED),
            engine=EngineOptions(engine, precision="f32"),
            network=NATIVE,
        )
        for size, found in expected.items():
            agreed = agreement(found, stages(picture(size)), BAKED)
            assert agreed.within(TOLERANCE), (engine, size)
