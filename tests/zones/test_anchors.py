"""Where objects stand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given

from maskrcnn.instances import Instances
from maskrcnn.zones import anchor_points
from tests.support.samples import two_people_and_a_dog
from tests.support.strategies import LABELS, instances


def of_mask(mask: np.ndarray, at: tuple[int, int] = (10, 20)) -> Instances:
    """An object of exactly these pixels, with their upper left corner at `(x, y)`."""
    (x, y), (height, width) = at, mask.shape
    return Instances(
        size=(100, 100),
        boxes=np.array([[x, y, x + width, y + height]], np.float32),
        scores=np.ones(1, np.float32),
        class_ids=np.zeros(1, np.int32),
        crops=(mask.astype(np.uint8) * 255,),
        labels=LABELS,
    )


def test_an_object_stands_below_the_middle_of_its_feet():
    mask = np.zeros((20, 10), bool)
    mask[2:10, 0:3] = True  # a bag, held to the left
    mask[2:18, 5:9] = True
    assert anchor_points(of_mask(mask)).tolist() == [[10 + 7, 20 + 18]]


def test_a_walker_does_not_jump_from_foot_to_foot():
    left_down, right_down = (np.zeros((30, 20), bool) for _ in range(2))
    for mask, left, right in ((left_down, 30, 28), (right_down, 28, 30)):
        mask[:left, 2:6] = mask[:right, 14:18] = True
    both = [anchor_points(of_mask(mask)).tolist() for mask in (left_down, right_down)]
    assert both[0] == both[1] == [[20, 50]]


def test_without_a_mask_it_is_the_lower_edge_of_the_box():
    found = two_people_and_a_dog()
    feet = [[20, 50], [50, 30], [2.5, 5]]
    assert anchor_points(replace(found, crops=None)).tolist() == feet
    assert anchor_points(found).tolist() == feet
    empty = replace(found, crops=(np.zeros((4, 4), np.uint8),) * 3)
    assert anchor_points(empty).tolist() == feet


def test_the_centre_of_the_box_can_be_asked_for():
    points = anchor_points(two_people_and_a_dog(), "center")
    assert points.tolist() == [[20, 30], [50, 25], [2.5, 2.5]]


@given(instances())
def test_everybody_stands_at_the_lower_edge_of_what_is_theirs(found):
    points = anchor_points(found)
    assert points.shape == (len(found), 2)
    for one, (x, y) in zip(found, points, strict=True):
        window, pixels = one.pixels
        if pixels.any():
            row = int(y) - 1 - window.y0
            assert pixels[row].any()
            assert not pixels[row + 1 :].any()
            assert window.x0 < x < window.x1
