"""Boxes and masks that cover each other, against pixels that are counted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.masks import MaskOptions, full_size, hard_pixels
from maskrcnn.masks import mask_iou as pixel_iou
from maskrcnn.tracking.overlap import Masks, box_iou, mask_iou, shapes_of
from tests.support.strategies import boxes_inside

PICTURE = (200, 200)


def disc(side: int) -> np.ndarray:
    across = (np.arange(side) + 0.5) / side * 2 - 1
    return ((across**2 + across[:, None] ** 2 < 1) * 255).astype(np.uint8)


def iou(first: tuple[list[float], np.ndarray], second: tuple[list[float], np.ndarray]) -> float:
    a, b = (Masks(np.array([box], float), shapes_of((crop,), 1)) for box, crop in (first, second))
    return float(mask_iou(a, b, np.array([0]), np.array([0]))[0])


@given(st.lists(boxes_inside(PICTURE), min_size=1, max_size=4))
def test_boxes_are_compared_as_filled_rectangles(boxes):
    corners = np.round(np.array(boxes, float))
    corners[:, 2:] = np.maximum(corners[:, 2:], corners[:, :2] + 1)
    filled = [np.zeros((202, 202), bool) for _ in corners]
    for pixels, (x0, y0, x1, y1) in zip(filled, corners.astype(int), strict=True):
        pixels[y0:y1, x0:x1] = True
    np.testing.assert_allclose(box_iou(corners, corners), pixel_iou(filled, filled), atol=1e-9)


@pytest.mark.parametrize("shift", [0, 10, 30, 60, 79, 90])
def test_discs_overlap_as_their_pixels_do(shift):
    first, second = [20.0, 20, 100, 120], [20.0 + shift, 20, 100 + shift, 120]
    crop = disc(28)
    pixels = [
        full_size(*hard_pixels(crop, np.array(box), PICTURE, MaskOptions()), PICTURE)
        for box in (first, second)
    ]
    expected = pixel_iou(pixels[:1], pixels[1:])[0, 0]
    assert iou((first, crop), (second, crop)) == pytest.approx(expected, abs=0.05)


def test_a_mask_is_its_own_twin_at_any_resolution():
    box = [5.0, 5, 90, 40]
    assert iou((box, disc(14)), (box, disc(112))) > 0.9
    assert iou((box, disc(28)), (box, disc(28))) == pytest.approx(1)


def test_halves_of_one_box_share_nothing():
    left = np.zeros((16, 16), np.uint8)
    left[:, :8] = 255
    box = [0.0, 0, 50, 50]
    assert iou((box, left), (box, 255 - left)) < 0.01


def test_nothing_is_like_nothing():
    empty, box = np.zeros((4, 4), np.uint8), [0.0, 0, 50, 50]
    assert iou((box, empty), (box, empty)) == 0
    assert iou((box, empty), (box, disc(9))) == 0


def test_a_box_alone_is_solid():
    boxes = np.array([[0.0, 0, 40, 40], [20.0, 0, 60, 40]])
    masks = Masks(boxes, shapes_of(None, 2))
    row, column = np.array([0]), np.array([1])
    assert mask_iou(masks, masks, row, column) == pytest.approx(box_iou(boxes, boxes)[0, 1])


def test_many_pairs_are_no_other_than_few():
    rng = np.random.default_rng(0)
    corners = rng.uniform(0, 50, (30, 2))
    boxes = np.hstack([corners, corners + rng.uniform(20, 60, (30, 2))])
    masks = Masks(boxes, shapes_of(tuple(disc(n + 4) for n in range(30)), 30))
    rows, columns = (axis.ravel() for axis in np.indices((30, 30)))
    together = mask_iou(masks, masks, rows, columns)
    alone = [mask_iou(masks, masks, rows[[i]], columns[[i]])[0] for i in range(0, len(rows), 97)]
    np.testing.assert_allclose(together[::97], alone, atol=1e-6)
