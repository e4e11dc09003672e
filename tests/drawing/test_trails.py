"""Where tracked objects came from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.drawing.colors import instance_colors
from maskrcnn.drawing.pen import Pen
from maskrcnn.drawing.trails import MOST_POINTS, Trails
from maskrcnn.errors import UsageError
from tests.support.walks import SIZE, frame

PEN = Pen(2, 0.5)


def after_a_walk(steps: int = 21, tenths: float = 1, **options) -> Trails:
    """One person has walked from x = 100 on along y = 100, 5 pixels a step."""
    trails = Trails(**options)
    for step in range(steps):
        trails.update(frame({3: (100 + 5 * step, 100)}, step * tenths / 10))
    return trails


def drawn(trails: Trails, ground: int = 0, pen: Pen = PEN) -> np.ndarray:
    canvas = np.full((*SIZE, 3), ground, np.uint8)
    trails.draw(canvas, pen)
    return canvas


def test_a_trail_lies_where_its_object_was():
    rows, columns = np.nonzero(drawn(after_a_walk()).any(2))
    assert rows.min() >= 97
    assert rows.max() <= 102
    assert abs((rows + 0.5).mean() - 100) < 0.6
    assert 95 <= columns.min() < 120
    assert 198 <= columns.max() <= 202


def test_it_has_the_colour_of_its_track_and_fades():
    line = drawn(after_a_walk())[99].astype(float)
    color = instance_colors(frame({3: (50, 100)}), "track")[0]
    assert np.abs(line[198] - color).max() < 3
    light = line[110:199].sum(1)
    assert (np.diff(light) >= -1).all(), "it grows stronger towards the object"
    assert light[0] < light[-1] / 3


def test_it_has_the_colours_of_a_palette_and_the_width_of_a_pen():
    wide = drawn(after_a_walk(palette="okabe-ito"), pen=Pen(9, 0.5))
    color = instance_colors(frame({3: (50, 100)}), "track", "okabe-ito")[0]
    assert np.abs(wide[99, 198].astype(float) - color).max() < 3
    assert np.count_nonzero(wide[:, 198].any(1)) >= 9


def test_it_reaches_back_as_long_as_asked():
    long, short = (drawn(after_a_walk(seconds=seconds)) for seconds in (2.0, 0.5))
    assert np.flatnonzero(long.any((0, 2))).min() < 120
    assert np.flatnonzero(short.any((0, 2))).min() > 170


def test_frames_without_a_moment_are_thirtieths_of_a_second():
    trails = Trails(seconds=0.5)
    for step in range(40):
        trails.update(frame({3: (100 + 5 * step, 100)}))
    columns = np.flatnonzero(drawn(trails).any((0, 2)))
    assert 70 <= columns.max() - columns.min() <= 80


def test_it_ends_with_its_object_and_goes_on_when_it_comes_back():
    trails = after_a_walk()
    trails.update(frame({}, 2.1))
    assert not drawn(trails).any()
    trails.update(frame({3: (210, 100)}, 2.2))
    assert drawn(trails)[99, 190].any()
    trails.update(frame({}, 9.0))
    trails.update(frame({3: (100, 50)}, 9.1))
    assert not drawn(trails).any(), "nobody remembers"


def test_the_picture_shows_through_where_it_fades():
    canvas = drawn(after_a_walk(), ground=200)
    color = instance_colors(frame({3: (50, 100)}), "track")[0].astype(int)
    low, high = np.minimum(color, 200), np.maximum(color, 200)
    assert ((canvas >= low - 1) & (canvas <= high + 1)).all()


def test_memory_is_bounded():
    trails = Trails()
    for step in range(3000):
        trails.update(frame({1: (100, 100), 10 + step: (200, 100)}, step / 1000))
    assert len(trails._trails) <= 2002
    assert len(trails._trails[1].points) == MOST_POINTS
    trails.update(frame({}, 99.0))
    assert not trails._trails


def test_who_is_not_tracked_has_no_trail():
    with pytest.raises(UsageError, match="track the instances first"):
        Trails().update(replace(frame({1: (50, 50)}, 0), track_ids=None))


@given(st.lists(st.tuples(st.floats(6, 294), st.floats(27, 200)), max_size=6))
@settings(max_examples=50)
def test_any_walk_can_be_drawn(points):
    trails = Trails()
    for step, point in enumerate(points):
        trails.update(frame({1: point}, step / 10))
        drawn(trails)
