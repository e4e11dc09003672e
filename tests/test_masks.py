"""Masks: soft crops, pixels and run lengths."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.masks import (
    MaskOptions,
    crop_of_mask,
    decode_rle,
    encode_rle,
    full_size,
    hard_pixels,
    mask_iou,
    soft_edges,
    soft_pixels,
    window_of,
)
from tests.support.strategies import boxes_inside, crops, instances, masks, sizes, wild_boxes


@given(wild_boxes, sizes)
def test_a_window_is_never_empty_and_never_leaves_the_picture(box, size):
    window = window_of(box, size)
    assert 0 <= window.x0 < window.x1 <= size[1]
    assert 0 <= window.y0 < window.y1 <= size[0]


@given(wild_boxes, sizes, crops, st.sampled_from(["linear", "nearest"]))
def test_pixels_of_any_box_fit_the_picture(box, size, crop, interpolation):
    window, pixels = hard_pixels(crop, box, size, MaskOptions(0.5, interpolation))
    assert pixels.shape == window.shape
    assert full_size(window, pixels, size).shape == size


@given(masks())
def test_a_mask_survives_as_a_soft_crop(mask):
    box, crop = crop_of_mask(mask)
    window, pixels = hard_pixels(crop, box, mask.shape, MaskOptions())
    assert np.array_equal(full_size(window, pixels, mask.shape), mask)


@given(masks())
def test_a_mask_survives_as_rle(mask):
    rle = encode_rle(mask)
    assert rle["size"] == list(mask.shape)
    assert np.array_equal(decode_rle(rle), mask)


def test_rle_is_read_compressed_and_as_a_list():
    mask = np.zeros((2, 3), bool)
    mask[1, 1:] = True
    assert np.array_equal(decode_rle({"size": [2, 3], "counts": [3, 1, 1, 1]}), mask)


@given(st.data(), sizes, crops)
def test_soft_pixels_stay_between_the_values_of_the_crop(data, size, crop):
    box = data.draw(boxes_inside(size))
    _, soft = soft_pixels(crop, box, size)
    assert soft.min() >= crop.min() - 1e-3
    assert soft.max() <= crop.max() + 1e-3


@pytest.mark.parametrize("size", [(30, 44), (120, 90)])
def test_soft_pixels_of_a_whole_box_are_opencvs_linear_resize(size):
    crop = np.random.default_rng(1).integers(0, 256, (15, 15), dtype=np.uint8)
    box = np.array([0, 0, size[1], size[0]], np.float32)
    window, soft = soft_pixels(crop, box, size)
    peer = cv2.resize(crop.astype(np.float32), size[::-1], interpolation=cv2.INTER_LINEAR)
    assert window.shape == size
    assert np.abs(soft - peer).max() < 0.01


@pytest.mark.parametrize("box", [(3, 4, 40, 31), (0, 0, 15, 15), (10.9, 2.2, 90.7, 77.9)])
def test_nearest_is_what_the_tutorial_draws(box):
    probabilities = np.random.default_rng(2).random((15, 15), np.float32)
    crop = (probabilities * 255).round().astype(np.uint8)
    x0, y0, x1, y1 = np.array(box).astype(int)
    peer = cv2.resize(probabilities, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST) > 0.3
    window, pixels = hard_pixels(crop, np.array(box), (100, 100), MaskOptions(0.3, "nearest"))
    assert window == (x0, y0, x1, y1)
    assert np.mean(pixels != peer) < 0.002


def test_a_fractional_box_moves_the_outline_by_that_fraction():
    """The edge of a ramp, 0 to 255 over the box, crosses the threshold where geometry says."""
    ramp = np.linspace(0, 255, 16).round().astype(np.uint8)[None].repeat(2, 0)
    for start in (10.0, 10.3, 10.6):
        box = np.array([start, 0, start + 160, 20])
        window, pixels = hard_pixels(ramp, box, (20, 200), MaskOptions(0.5))
        first = int(np.flatnonzero(pixels[10])[0]) + window.x0
        assert 0 <= first + 0.5 - (start + 80) <= 1.001


def test_overlap_of_masks():
    left, right, none = np.zeros((3, 4, 4), bool)
    left[:, :3] = True
    right[:, 1:] = True
    assert mask_iou([left, none], [right]) == pytest.approx(np.array([[0.5], [0]]))
    assert mask_iou([], [right]).shape == (0, 1)


@given(instances())
def test_soft_edges_agree_with_the_pixels(found):
    for one in found:
        window, alpha = one.alpha
        assert window == one.pixels[0]
        assert np.array_equal(alpha > 127, one.pixels[1])


def test_soft_edges_are_whole_inside_and_even_at_the_edge():
    crop = np.array([[0, 255]], np.uint8)
    _, alpha = soft_edges(crop, np.array([0, 0, 40, 1]), (1, 40), MaskOptions())
    assert alpha[0, :13].max() == 0
    assert alpha[0, 27:].min() == 255
    steps = np.diff(alpha[0].astype(int))[15:24]
    assert steps.min() > 20
    assert np.ptp(steps) <= 1
