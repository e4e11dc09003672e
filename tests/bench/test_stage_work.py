"""The arithmetic behind a result."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import maskrcnn
from maskrcnn.bench.stage_work import work_of
from maskrcnn.models import open_model
from maskrcnn.options import NetworkOptions
from tests.support import tutorial_folder
from tests.support.pyramids import Pyramid


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tutorial_folder.make(tmp_path_factory.mktemp("bench") / "mask-rcnn-coco")


@pytest.fixture(scope="module")
def photo():
    noise = np.random.default_rng(5).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    return cv2.resize(noise, (160, 128), interpolation=cv2.INTER_CUBIC)


def traced(folder, photo, engine, confidence, proposals=None):
    network = NetworkOptions("native", proposals)
    found = maskrcnn.load(folder, engine=engine, confidence=confidence, network=network)(photo)
    return len(found), found.trace


def test_each_stage_is_counted_for_what_it_was_given(folder, photo):
    model = open_model(folder)
    many, trace = traced(folder, photo, "openvino", 0.5)
    few, other = traced(folder, photo, "openvino", 0.5, proposals=10)
    work, less = (work_of(model, one, (128, 160)) for one in (trace, other))
    assert set(work) == {"A", "B", "C"}
    assert work["A"] == less["A"]
    assert work["B"] / less["B"] == trace.shapes["B class_logits"][0] / 10
    assert work["C"] / less["C"] == many / few > 1


def test_a_picture_four_times_as_large_is_four_times_the_work_of_the_first_stage(folder, photo):
    model = open_model(folder)
    _, trace = traced(folder, photo, "openvino", 0.5)
    small, large = (work_of(model, trace, size) for size in ((128, 160), (256, 320)))
    assert large["A"] == 4 * small["A"]


def test_boxes_of_all_levels_of_a_pyramid_are_counted(tmp_path, photo):
    pyramid = Pyramid()
    folder = pyramid.write(tmp_path / "pyramid")
    found = maskrcnn.load(folder, engine="onnxruntime", confidence=0.9)(photo)
    assert found.trace is not None
    work = work_of(open_model(folder), found.trace, (256, 320))
    proposals = found.trace.shapes["B class_logits"][0]
    hidden, crop = 16, pyramid.width * pyramid.box_size**2
    assert work["B"] == proposals * hidden * (crop + 5 * pyramid.classes + 1)
    assert work["C"] / len(found) > 1e4


def test_no_objects_are_no_work_for_the_third(folder, photo):
    count, trace = traced(folder, photo, "openvino", 1.0)
    assert count == 0
    assert set(work_of(open_model(folder), trace, (128, 160))) == {"A", "B"}


def test_a_whole_graph_is_not_counted(folder, photo):
    _, trace = traced(folder, photo, "opencv", 0.5)
    assert work_of(open_model(folder), trace, (128, 160)) == {}


def test_it_is_what_the_authors_say():
    """YOLOv5s-seg has 26.4 GFLOP at 640×640, two a multiply-accumulate, by its authors' table.

    Ours has less: its 3×3 convolution after the prototypes' upsampling runs as 2×2 ones before it.
    """
    saved_work = 160 * 160 * 128 * 128 * (9 - 4)
    work = work_of(open_model("yolov5s-seg"), maskrcnn.Trace(), (640, 640))
    assert work == {"network": pytest.approx(26.4e9 / 2 - saved_work, rel=0.01)}
