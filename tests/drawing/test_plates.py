"""Text on plates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.drawing.pen import Pen
from maskrcnn.drawing.plates import CUT, Plate, draw_plate, draw_plates

PEN = Pen(2, 0.5)
COLOR = np.array([40, 200, 90], np.uint8)
names = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=60)


@given(names, st.integers(60, 900), st.sampled_from([PEN, Pen(5, 1.2), Pen(1, 0.3)]))
def test_a_text_of_any_length_has_a_plate_that_fits(text, room, pen):
    room = round(room * pen.text_scale * 2)
    plate = Plate.of(text, pen, room)
    assert plate.width <= room
    assert pen.text_scale / 2 <= plate.scale <= pen.text_scale


def test_a_text_that_fits_is_written_as_it_is():
    plate = Plate.of("person #7: 0.9876", PEN, 400)
    assert (plate.text, plate.scale) == ("person #7: 0.9876", 0.5)


def test_a_text_somewhat_too_wide_is_written_smaller():
    text = "person #7: 0.9876"
    room = round(Plate.of(text, PEN, 400).width * 0.7)
    plate = Plate.of(text, PEN, room)
    assert plate.text == text
    assert 0.3 < plate.scale < 0.36
    assert room * 0.9 < plate.width <= room


def test_a_text_much_too_wide_is_cut():
    plate = Plate.of("a very long name of a class, and what it is good for", PEN, 100)
    assert plate.text.startswith("a very long")
    assert plate.text.endswith(CUT)
    assert 80 < plate.width <= 100


@pytest.mark.parametrize("at", [(0, 0), (60, 40), (199, 99), (199, 0), (0, 99), (-30, -5)])
def test_a_plate_lies_in_the_picture_with_all_its_text(at):
    canvas = np.zeros((100, 200, 3), np.uint8)
    draw_plate(canvas, "kite: 0.5000", at, COLOR, PEN)
    rows, columns = np.nonzero(canvas.any(2))
    plate = Plate.of("kite: 0.5000", PEN, 200)
    assert [np.ptp(rows) + 1, np.ptp(columns) + 1] == [plate.height, plate.width]
    written = canvas[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    ink = (written != COLOR).any(2)
    assert ink.any(1).sum() > 8
    assert not ink[[0, -1]].any(), "letters stay on the plate"


def test_the_first_lies_on_top_where_there_is_room_for_one():
    canvas = np.zeros((22, 60, 3), np.uint8)
    colors = np.array([COLOR, COLOR[::-1]])
    draw_plates(canvas, ["one", "two"], np.array([[0, 0, 60, 22]] * 2), colors, Pen(2, 0.9))
    assert (canvas == COLOR).all(2).any()


def test_nothing_is_written_about_nothing():
    canvas = np.zeros((30, 40, 3), np.uint8)
    draw_plates(canvas, [], np.zeros((0, 4), np.float32), np.zeros((0, 3), np.uint8), PEN)
    assert not canvas.any()


@pytest.mark.parametrize("size", [(1, 1), (2, 90), (90, 2), (8, 8)])
def test_pictures_smaller_than_a_letter_do_no_harm(size):
    canvas = np.zeros((*size, 3), np.uint8)
    draw_plate(canvas, "person: 0.9876", (0, 0), COLOR, PEN)
    assert canvas.any()


def test_a_pen_goes_by_the_picture_unless_told():
    assert Pen.of(np.zeros((600, 800, 3), np.uint8)) == Pen(2, 0.5)
    assert Pen.of(np.zeros((2160, 3840, 3), np.uint8)) == Pen(10, 2.4)
    assert Pen.of(np.zeros((2160, 3840, 3), np.uint8), thickness=1) == Pen(1, 2.4)
    assert Pen.of(np.zeros((2160, 3840, 3), np.uint8), text_scale=0.7) == Pen(10, 0.7)
