"""Shapes drawn on demand, numbers checked, and what is said of those that are not."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.errors import ResultsError
from maskrcnn.formats.common.numbers import box_in, number, picture_size, short, whole
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.shapes import Found, Shape, ellipse, instances_of, joined, polygon
from maskrcnn.masks import Window
from tests.support.strategies import LABELS


def found(shape: Shape, score: float = 1.0) -> Found:
    return Found(0, np.array(shape.window, np.float32), (shape,), score)


def test_parts_are_drawn_together_in_their_smallest_box() -> None:
    parts = [polygon([(x, 1), (x + 2, 1), (x + 2, 3), (x, 3)], (8, 10)) for x in (1, 6)]
    both = joined(found(parts[0]), found(parts[1]))
    (one,) = instances_of([both], "a.jpg", (8, 10), LABELS, tracked=False)
    assert one.box.tolist() == [1, 1, 8, 3]
    assert one.mask.sum(0).tolist() == [0, 2, 2, 0, 0, 0, 2, 2, 0, 0]


def test_what_leaves_the_picture_is_cut() -> None:
    (one,) = instances_of(
        [found(polygon([(-5, -5), (5, -5), (5, 5), (-5, 5)], (8, 10)))], "", (8, 10), LABELS, False
    )
    assert (one.area, one.box.tolist()) == (25, [0, 0, 5, 5])


def test_a_circle_has_its_area() -> None:
    shape = ellipse((50, 50), (40, 40), (100, 100))
    assert shape.draw().sum() == pytest.approx(np.pi * 40**2, rel=0.01)


def test_objects_come_best_first_and_boxes_are_filled_beside_masks() -> None:
    mask = polygon([(1, 1), (3, 1), (1, 3)], (8, 10))
    box = Found(1, np.array([2, 2, 4, 6], np.float32), score=0.9)
    both = instances_of([found(mask, 0.5), box], "", (8, 10), LABELS, tracked=False)
    assert both.names == ["dog", "person"]
    assert both.areas[0] == 8
    assert instances_of([box], "", (8, 10), LABELS, tracked=False).crops is None


def test_masks_that_no_memory_holds_are_refused() -> None:
    vast = Shape(Window(0, 0, 2**14, 2**14), lambda: np.ones((1, 1), np.bool_))
    with pytest.raises(ResultsError, match="too large"):
        instances_of([found(vast)] * 9, "a.jpg", (2**14, 2**14), LABELS, tracked=False)


@pytest.mark.parametrize("size", [(0, 5), (-1, 5), (2.5, 5), (None, 5), ("x", 5), (10**9, 10**9)])
def test_sizes_that_no_picture_has_are_refused(size: tuple[object, object]) -> None:
    with pytest.raises(ValueError, match="not the size of a picture"):
        picture_size(*size)


def test_numbers_are_short_and_exact() -> None:
    for value in np.random.default_rng(0).uniform(0, 5000, 100).astype(np.float32):
        assert np.float32(short(value)) == value
    assert short(np.float32(0.9)) == 0.9
    assert whole("12") == 12
    assert box_in(("1", 2, 30, 40), (8, 10)).tolist() == [1, 2, 10, 8]


@pytest.mark.parametrize("value", [None, "x", [], "nan", float("inf"), 1e308, 10**400, -(10**10)])
def test_what_is_no_number_of_a_picture_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        number(value)


def test_remarks_are_few_and_short_lines() -> None:
    remarks = Remarks("a.json")
    assert not remarks.notes
    for place in range(20):
        remarks.left_out(f"shape {place}", "x\n\x1b" * 1000)
    assert len(remarks.notes) == 6
    assert remarks.notes[-1] == "a.json: left out 20 damaged or unknown in all"
    assert all(len(note) <= 300 and note.isprintable() for note in remarks.notes)
