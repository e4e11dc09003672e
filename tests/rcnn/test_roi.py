"""RoI crops, held against OpenCV's `CropAndResize` and the engines' `RoiAlign`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.rcnn.roi import crop_and_pool, level_of, roi_align, sampled_rois
from maskrcnn.rcnn.settings import RoiCrop
from tests.support import onnx_roi_align, opencv_rcnn
from tests.support.rcnn import boxes_in, random

SIZE, CELLS = (270, 370), (17, 23)
SAMPLES = RoiCrop(14, 1, 1)
"""No pooling: the samples themselves."""

EDGES = np.array(
    [
        [0, 0, 370, 270],
        [0, 0, 1, 1],
        [369, 269, 370, 270],
        [0, 0, 370, 1],
        [369.5, 0, 370, 270],
        [370, 270, 370, 270],
        [0, 0, 0, 0],
        [100, 50, 100, 80],
    ],
    np.float32,
)
"""All of the picture, its corners and edges, and boxes of no area."""

engines = pytest.mark.parametrize("engine", [onnx_roi_align.onnxruntime, onnx_roi_align.openvino])


@pytest.fixture
def features() -> np.ndarray:
    return np.random.default_rng(1).standard_normal((6, *CELLS)).astype(np.float32)


@pytest.fixture
def boxes() -> np.ndarray:
    ends = np.random.default_rng(2).uniform(-0.2, 1.2, (100, 2, 2)).clip(0, 1)
    anywhere = np.sort(ends, 1).reshape(100, 4) * [370, 270, 370, 270]
    return np.concatenate([EDGES, anywhere.astype(np.float32)])


def test_opencv_takes_the_same_samples(features, boxes):
    expected = opencv_rcnn.crops(features, boxes, SIZE, samples=14)
    np.testing.assert_allclose(crop_and_pool(features, boxes, SIZE, SAMPLES), expected, atol=1e-4)


@engines
@pytest.mark.parametrize("samples", [2, 14, 17])
def test_an_engine_takes_the_same_samples_of_the_rois_it_is_given(features, boxes, samples, engine):
    rois = sampled_rois(boxes, SIZE, CELLS, samples)
    expected = crop_and_pool(features, boxes, SIZE, RoiCrop(samples, 1, 1))
    assert rois.dtype == np.float32
    np.testing.assert_allclose(engine(features, rois, samples, 1), expected, atol=1e-4)


@pytest.mark.parametrize(("samples", "pool", "stride"), [(14, 2, 2), (17, 2, 2), (7, 3, 1)])
def test_pooling_keeps_the_largest_sample_of_each_window(features, boxes, samples, pool, stride):
    samples_alone = crop_and_pool(features, boxes, SIZE, RoiCrop(samples, 1, 1))
    windows = np.lib.stride_tricks.sliding_window_view(samples_alone, (pool, pool), (2, 3))
    expected = windows[:, :, ::stride, ::stride].max((4, 5))
    crops = crop_and_pool(features, boxes, SIZE, RoiCrop(samples, pool, stride))
    assert crops.dtype == np.float32
    np.testing.assert_array_equal(crops, expected)


def test_the_whole_picture_in_as_many_samples_as_cells_is_the_map():
    features = np.random.default_rng(3).standard_normal((4, 9, 9)).astype(np.float32)
    crops = crop_and_pool(features, EDGES[:1], SIZE, RoiCrop(9, 1, 1))
    np.testing.assert_allclose(crops[0], features, atol=1e-5)


@settings(max_examples=30)
@given(random, st.integers(0, 12), st.floats(-1e6, 1e6, width=32))
def test_a_constant_map_gives_constant_crops(generator, count, value):
    boxes = boxes_in(generator, count, SIZE)
    features = np.full((3, *CELLS), value, np.float32)
    crops = crop_and_pool(features, boxes, SIZE, RoiCrop(14, 2, 2))
    assert crops.shape == (count, 3, 7, 7)
    assert (crops == np.float32(value)).all()
    aligned = roi_align([features], [16], boxes, 7, 2)
    np.testing.assert_allclose(aligned, np.full((count, 3, 7, 7), value), rtol=1e-6)


@settings(max_examples=30)
@given(random, st.integers(1, 12))
def test_crops_go_with_what_they_show(generator, count):
    """A picture moved by two cells and its boxes with it: what RoIAlign sees is the same."""
    features = generator.standard_normal((3, 12, 12)).astype(np.float32)
    moved = np.roll(features, 2, (1, 2))
    boxes = boxes_in(generator, count, (100, 100)) + np.float32(40)
    one = roi_align([features], [16], boxes, 7, 2)
    other = roi_align([moved], [16], boxes + 32, 7, 2)
    np.testing.assert_allclose(one, other, atol=1e-4)


@engines
@pytest.mark.parametrize("sampling", [1, 2, 3])
def test_each_level_of_a_pyramid_is_aligned_as_engines_do(sampling, engine):
    generator = np.random.default_rng(4)
    strides, size = (4, 8, 16, 32), (640, 800)
    pyramid = [
        generator.standard_normal((3, size[0] // stride, size[1] // stride)).astype(np.float32)
        for stride in strides
    ]
    sides = np.sort(generator.uniform(0, 1, (60, 2, 2)) ** 2, 1).reshape(60, 4)
    boxes = (sides * [800, 640, 800, 640]).astype(np.float32)
    boxes[:2] = [0, 0, 800, 640], [796, 636, 800, 640]
    crops = roi_align(pyramid, strides, boxes, 7, sampling)
    levels = level_of(boxes, strides)
    assert set(levels) == {0, 1, 2, 3}
    for level, stride in enumerate(strides):
        chosen = levels == level
        expected = engine(pyramid[level], boxes[chosen], 7, sampling, 1 / stride)
        np.testing.assert_allclose(crops[chosen], expected, atol=1e-4)


def test_large_boxes_are_cut_from_coarse_levels():
    sides = np.array([0, 1, 111, 112, 223, 224, 447, 448, 2000], np.float32)
    boxes = np.stack([sides * 0, sides * 0, sides, sides], 1)
    assert level_of(boxes, (4, 8, 16, 32)).tolist() == [0, 0, 0, 1, 1, 2, 2, 3, 3]
    assert level_of(boxes, (8, 16)).tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_the_side_of_the_level_of_stride_16_can_be_told():
    boxes = np.array([[0, 0, side, side] for side in (111, 112, 223, 224)], np.float32)
    assert level_of(boxes, (8, 16, 32), side=112).tolist() == [0, 1, 1, 2]


def test_a_box_is_as_large_as_its_area():
    wide = np.array([[0, 0, 448, 112], [0, 0, 448, 111]], np.float32)
    assert level_of(wide, (4, 8, 16, 32)).tolist() == [2, 1]


def test_no_boxes_no_crops(features):
    nothing = np.zeros((0, 4), np.float32)
    assert crop_and_pool(features, nothing, SIZE, RoiCrop(14, 2, 2)).shape == (0, 6, 7, 7)
    assert sampled_rois(nothing, SIZE, CELLS, 14).shape == (0, 4)
    assert roi_align([features], [16], nothing, 7, 2).shape == (0, 6, 7, 7)
