"""Labels lie inside the picture and off each other, and move when they must, and not else."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.drawing.placement import place_plates

PICTURE = (240, 320)
HEIGHT = 20

anywhere = st.tuples(
    st.integers(-50, 400), st.integers(-50, 300), st.integers(1, 300), st.integers(1, 300)
).map(lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3]))
"""Boxes in and around the picture."""


def plates(widths: list[int], height: int = HEIGHT) -> np.ndarray:
    return np.array([(width, height) for width in widths], int).reshape(-1, 2)


def shared(corners: np.ndarray, sizes: np.ndarray) -> int:
    """Count the pixels that pairs of plates share."""
    spans = np.concatenate([corners, corners + sizes], 1)
    return sum(
        int(np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None).prod())
        for a, b in combinations(spans, 2)
    )


@given(
    st.lists(st.tuples(anywhere, st.integers(1, 320), st.integers(1, 240)), max_size=12),
)
def test_every_plate_lies_in_the_picture(drawn):
    boxes = np.array([box for box, _, _ in drawn]).reshape(-1, 4)
    sizes = np.array([size for _, *size in drawn], int).reshape(-1, 2)
    corners = place_plates(sizes, boxes, PICTURE)
    assert (corners >= 0).all()
    assert (corners + sizes <= PICTURE[::-1]).all()


@given(st.lists(st.tuples(anywhere, st.integers(1, 320)), min_size=2, max_size=4))
def test_a_few_plates_never_lie_on_each_other(drawn):
    boxes, sizes = np.array([box for box, _ in drawn]), plates([width for _, width in drawn])
    assert shared(place_plates(sizes, boxes, PICTURE), sizes) == 0


@given(st.lists(st.tuples(anywhere, st.integers(1, 100)), max_size=12), st.integers(0, 12))
def test_what_matters_less_moves_nothing(drawn, kept):
    boxes = np.array([box for box, _ in drawn]).reshape(-1, 4)
    sizes = plates([width for _, width in drawn])
    alone = place_plates(sizes[:kept], boxes[:kept], PICTURE)
    assert np.array_equal(place_plates(sizes, boxes, PICTURE)[:kept], alone)


def test_a_plate_stands_above_its_box_or_hangs_inside():
    boxes = np.array([[40, 100, 90, 150], [200, 10, 290, 60]])
    corners = place_plates(plates([50, 50]), boxes, PICTURE)
    assert corners.tolist() == [[39, 81], [199, 10]]


def test_plates_apart_stay_where_they_are_used_to():
    boxes = np.array([[10 + 60 * i, 100, 50 + 60 * i, 150] for i in range(5)])
    corners = place_plates(plates([50] * 5), boxes, PICTURE)
    assert corners.tolist() == [[9 + 60 * i, 81] for i in range(5)]


def test_a_dozen_objects_in_one_place_have_legible_labels():
    boxes = np.array([[100, 120, 160, 160]] * 12)
    sizes = plates([80] * 12, 14)
    corners = place_plates(sizes, boxes, PICTURE)
    assert shared(corners, sizes) == 0
    assert np.abs(corners - [99, 107]).max() < 7 * 14 + 60, "and they are near"


def test_where_there_is_no_room_little_is_covered():
    boxes = np.array([[0, 0, 40, 30]] * 6)
    sizes = plates([40] * 6, 10)
    corners = place_plates(sizes, boxes, (30, 40))
    assert len(np.unique(corners[:3], axis=0)) == 3, "three fit"
    assert shared(corners, sizes) == 3 * 40 * 10


def test_a_plate_larger_than_the_picture_begins_at_its_edge():
    corners = place_plates(plates([500]), np.array([[100, 100, 120, 120]]), PICTURE)
    assert corners.tolist() == [[0, 81]]
