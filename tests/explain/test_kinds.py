"""Four pictures of one answer: what, where, which pixels, whose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maskrcnn.explain import kinds
from maskrcnn.instances import Instances
from tests.support.samples import two_people_and_a_dog

THREE = two_people_and_a_dog()
IMAGE = np.full((60, 80, 3), 200, np.uint8)


def test_pixels_of_a_class_share_a_colour_and_the_rest_is_dark():
    painted = kinds.semantic(THREE, IMAGE)
    first, dog, second = painted[40, 20], painted[25, 50], painted[2, 2]
    np.testing.assert_array_equal(first, second)
    assert np.abs(first.astype(int) - dog).max() > 60
    assert painted[55, 70].max() <= 50


def test_the_best_score_wins_a_pixel_that_two_classes_claim():
    both = replace(THREE, boxes=np.array([[0, 0, 30, 30]] * 3, np.float32))
    alone = both[:1]
    np.testing.assert_array_equal(
        kinds.semantic(both, IMAGE)[5, 5], kinds.semantic(alone, IMAGE)[5, 5]
    )


def test_no_two_classes_share_a_colour():
    colors = kinds.class_colors(THREE)
    assert len(colors) == len({color.tobytes() for color in colors.values()}) == 2


def test_detection_draws_boxes_and_leaves_the_inside_alone():
    drawn = kinds.detection(THREE[:1], IMAGE)
    assert np.any(drawn[10:50, 10] != 200)
    assert np.all(drawn[40:46, 15:25] == 200)


def test_instances_are_told_apart_by_colour():
    painted = kinds.instance(THREE, IMAGE)
    assert np.any(painted[40, 20] != painted[45, 12]) or np.any(painted[40, 20] != 200)
    assert np.any(painted[40, 20] != painted[2, 2])


def test_the_best_classes_are_written_at_the_foot():
    image = np.full((300, 400, 3), 200, np.uint8)
    written = kinds.classification(image, [("dog", 0.9), ("cat", 0.3), ("cup", 0.1), ("tie", 0.0)])
    assert np.all(written[:200] == 200)
    foot = written[220:].astype(int)
    green = (foot == (110, 118, 15)).all(2).sum(1)
    assert green.max() == pytest.approx(0.9 * 400, rel=0.15)
    assert np.count_nonzero(np.diff((green > 0).astype(int)) == 1) == 3


def test_each_class_is_named_once_with_its_best_score():
    (person, best), (_, other) = kinds.best_classes(THREE)
    assert person == THREE[0].label
    assert (best, other) == pytest.approx((0.9, 0.6))


def test_in_a_smaller_picture_boxes_shrink_with_it():
    small = kinds.at_most(THREE, IMAGE, 40)
    assert small.size == (30, 40)
    np.testing.assert_allclose(small.boxes, THREE.boxes / 2)


def test_nothing_found_is_drawn_as_nothing():
    nothing = Instances.empty((60, 80), THREE.labels)
    np.testing.assert_array_equal(kinds.instance(nothing, IMAGE), IMAGE)
    np.testing.assert_array_equal(kinds.detection(nothing, IMAGE), IMAGE)
    assert kinds.semantic(nothing, IMAGE).max() <= 50
