"""Lines, zones and counts in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.drawing.pen import Pen
from maskrcnn.drawing.zones import draw_zones, write_counts
from maskrcnn.errors import UsageError
from maskrcnn.labels import color_wheel
from maskrcnn.zones import Counts, Line, LineCount, Zone, ZoneCount

FIRST = color_wheel(1)[0].astype(int)
SIZES = [(1, 1), (16, 9), (240, 320), (576, 768), (2160, 3840)]
LINE = Line.of("door=0.5,1,0.5,0")
ZONE = Zone.of("shop=0.25,0.25,0.75,0.25,0.75,0.75,0.25,0.75")


def test_a_zone_is_tinted_inside_and_nowhere_else():
    canvas = np.full((200, 400, 3), 100, np.uint8)
    draw_zones(canvas, Counts(zones=(ZoneCount(ZONE, 0),)), Pen.of(canvas))
    inside = canvas[55:145, 105:295].astype(float)
    assert np.abs(inside - (0.2 * FIRST + 80)).max() <= 1
    assert (canvas[:45] == 100).all()
    assert (canvas[:, 305:] == 100).all()
    assert (canvas[100, 98:103] == FIRST).all(1).any(), "it has an outline"


def test_an_arrow_shows_which_way_is_in():
    for line, right in ((LINE, True), (Line.of("door=0.5,0,0.5,1"), False)):
        canvas = np.full((200, 300, 3), 100, np.uint8)
        draw_zones(canvas, Counts(lines=(LineCount(line, 0, 0),)), Pen.of(canvas))
        changed = (canvas != 100).any((0, 2))
        assert changed[160:165].any() == right
        assert changed[135:140].any() != right
        column = canvas[:, 150]
        assert (column == FIRST).all(1).mean() > 0.9


def test_counts_are_written_where_there_is_room():
    canvas = np.zeros((240, 320, 3), np.uint8)
    write_counts(canvas, Counts((LineCount(LINE, 3, 1),), (ZoneCount(ZONE, 2),)), Pen.of(canvas))
    zone, line = color_wheel(2)
    for color, (left, bottom) in ((zone, (80, 60)), (line, (160, 240))):
        rows, columns = np.nonzero((canvas == color).all(2))
        assert abs(columns.min() - left) <= 2
        assert bottom - 4 <= rows.max() <= bottom
        assert 15 < rows.max() - rows.min() < 30
        assert columns.max() < 320


def test_other_counts_look_different():
    pictures = []
    for inward in (1, 2):
        canvas = np.zeros((240, 320, 3), np.uint8)
        write_counts(canvas, Counts(lines=(LineCount(LINE, inward, 0),)), Pen.of(canvas))
        pictures.append(canvas)
    assert (pictures[0] != pictures[1]).any()


@pytest.mark.parametrize("size", SIZES)
def test_any_picture_will_do(size):
    canvas = np.zeros((*size, 3), np.uint8)
    whole = Zone.of("all=0,0,1,0,1,1,0,1")
    counts = Counts((LineCount(LINE, 3, 1),), (ZoneCount(ZONE, 2), ZoneCount(whole, 0)))
    draw_zones(canvas, counts, Pen.of(canvas))
    write_counts(canvas, counts, Pen.of(canvas))
    assert canvas.any()


@pytest.mark.parametrize("size", SIZES[2:])
def test_letters_grow_with_the_picture(size):
    canvas = np.zeros((*size, 3), np.uint8)
    write_counts(canvas, Counts(zones=(ZoneCount(ZONE, 2),)), Pen.of(canvas))
    height = np.ptp(np.flatnonzero(canvas.any((1, 2))))
    assert height > max(18, size[0] / 60)


def test_a_pen_can_be_told():
    canvases = []
    for pen in (Pen(2, 0.5), Pen(9, 0.5)):
        canvas = np.zeros((240, 320, 3), np.uint8)
        draw_zones(canvas, Counts(lines=(LineCount(LINE, 0, 0),)), pen)
        canvases.append(canvas)
    thin, thick = (canvas.any(2).sum() for canvas in canvases)
    assert thick > 2 * thin


def test_what_leaves_the_picture_is_refused():
    far = Counts(lines=(LineCount(Line.of("0,0,500,0"), 0, 0),))
    with pytest.raises(UsageError, match="leaves the picture of 320×240"):
        draw_zones(np.zeros((240, 320, 3), np.uint8), far, Pen(2, 0.5))


def test_without_any_nothing_changes():
    canvas = np.zeros((240, 320, 3), np.uint8)
    draw_zones(canvas, Counts(), Pen.of(canvas))
    write_counts(canvas, Counts(), Pen.of(canvas))
    assert not canvas.any()
