"""Boxes on the levels of a pyramid: what goes in level by level, and what comes back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.rcnn.regions import CROPS, cropped, placed
from maskrcnn.rcnn.roi import level_of, roi_align
from maskrcnn.rcnn.settings import PyramidCrop
from maskrcnn.rcnn.view import View
from tests.support.rcnn import boxes_in, random

SIZE = 512, 640
CROP = PyramidCrop((4, 8, 16), 7, 14, 2)
LEVELS = range(len(CROP.strides))


def view_of(pictures, generator=None):
    generator = generator or np.random.default_rng(1)
    maps = tuple(
        generator.standard_normal((pictures, 2, SIZE[0] // s, SIZE[1] // s)).astype(np.float32)
        for s in CROP.strides
    )
    nothing = np.zeros((pictures, 0, 4), np.float32)
    return View(SIZE, maps, nothing[..., 0], nothing)


counts = st.lists(st.integers(0, 12), min_size=1, max_size=4).filter(any)


@given(random, counts)
def test_every_box_goes_in_on_its_level_and_its_row_comes_back(generator, counts):
    view = view_of(len(counts))
    boxes = [boxes_in(generator, count, SIZE) for count in counts]
    together = np.concatenate(boxes)
    pictures = np.repeat(np.arange(len(counts)), counts)
    levels = level_of(together, CROP.strides)
    regions = placed(view, boxes, CROP)
    per_level = [regions.feeds[f"rois_{level}"] for level in LEVELS]
    lengths = np.maximum(np.bincount(levels, minlength=3), 1)
    assert [len(rois) for rois in per_level] == lengths.tolist()
    rows = np.repeat(LEVELS, [len(rois) for rois in per_level])
    np.testing.assert_array_equal(regions.picked(rows), levels)
    strides = np.array(CROP.strides, np.float32)[levels, None]
    rois = regions.picked(np.concatenate(per_level))
    np.testing.assert_array_equal(rois, together / strides)
    owners = [regions.feeds[f"pictures_{level}"] for level in LEVELS]
    np.testing.assert_array_equal(regions.picked(np.concatenate(owners)), pictures)
    assert {array.dtype for array in owners} == {np.dtype(np.int64)}
    assert regions.count == len(rows)


@given(random, counts)
def test_what_belongs_to_a_box_goes_in_beside_it(generator, counts):
    boxes = [boxes_in(generator, count, SIZE) for count in counts]
    regions = placed(view_of(len(counts)), boxes, CROP)
    values = generator.standard_normal((sum(counts), 3)).astype(np.float32)
    rows = regions.placed(values)
    assert len(rows) == regions.count
    np.testing.assert_array_equal(regions.picked(rows), values)
    assert np.count_nonzero(rows.any(1)) == sum(counts)


def test_boxes_of_one_level_leave_the_others_one_of_no_interest():
    small = np.array([[0, 0, 20, 20], [30, 40, 60, 90]], np.float32)
    large = np.array([[0, 0, 640, 512]], np.float32)
    for boxes, lengths in ((small, [2, 1, 1]), (large, [1, 1, 1])):
        regions = placed(view_of(1), [boxes], CROP)
        assert [len(regions.feeds[f"rois_{level}"]) for level in LEVELS] == lengths
        assert all(np.isfinite(regions.feeds[f"rois_{level}"]).all() for level in LEVELS)
    assert regions.picked(np.arange(3)).tolist() == [2]


def test_crops_in_numpy_are_those_of_each_pictures_own_maps():
    view = view_of(3)
    generator = np.random.default_rng(2)
    boxes = [boxes_in(generator, count, SIZE) for count in (4, 0, 6)]
    for regions, size in (
        (cropped(view, boxes, CROP, "B"), 7),
        (cropped(view, boxes, CROP, "C"), 14),
    ):
        crops = regions.picked(regions.feeds[CROPS])
        assert crops.shape == (10, 2, size, size)
        for picture, part in ((0, crops[:4]), (2, crops[4:])):
            own = [each[picture] for each in view.maps]
            expected = roi_align(own, CROP.strides, boxes[picture], size, 2)
            np.testing.assert_array_equal(part, expected)
