"""Who crosses, who is inside, and how long."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances
from maskrcnn.zones import Counter, Line, Zone
from tests.support.strategies import LABELS
from tests.support.walks import SIZE, frame

UPWARDS = Line("door", (150, 200), (150, 0))
SHORT = Line("gate", (150, 120), (150, 80))
SQUARE = Zone("shop", ((100, 50), (200, 50), (200, 150), (100, 150)))
TENTH = 0.1


def counter(*shapes: Line | Zone, **options) -> Counter:
    lines = [each for each in shapes if isinstance(each, Line)]
    zones = [each for each in shapes if isinstance(each, Zone)]
    return Counter(lines, zones, SIZE, LABELS, **options)


def walk(shape: Line | Zone, *points: tuple[float, float]) -> dict:
    """What a line or zone says of one person who stands on these points, a tenth apart."""
    watched = counter(shape)
    for step, point in enumerate(points):
        watched.update(frame({1: point}, step * TENTH))
    summary = watched.summary()
    said: dict = (summary["lines"] + summary["zones"])[0]
    return said


def crossings(line: Line, *points: tuple[float, float]) -> tuple[int, int]:
    said = walk(line, *points)
    return said["in"], said["out"]


def test_of_a_line_drawn_upwards_going_right_is_going_in():
    assert crossings(UPWARDS, (100, 100), (140, 100), (160, 100), (200, 100)) == (1, 0)
    assert crossings(UPWARDS, (200, 100), (160, 100), (140, 100), (100, 100)) == (0, 1)


def test_of_a_line_drawn_from_left_to_right_going_down_is_going_in():
    floor = Line.of("0,0.5,1,0.5")
    assert crossings(floor, (150, 50), (150, 150)) == (1, 0)
    assert crossings(floor, (150, 150), (150, 50)) == (0, 1)


def test_only_the_line_counts_and_not_what_would_prolong_it():
    assert crossings(SHORT, (100, 100), (200, 100)) == (1, 0)
    assert crossings(SHORT, (100, 130), (200, 130)) == (0, 0)
    assert crossings(SHORT, (100, 140), (200, 70)) == (1, 0), "aslant, from below and to above"
    assert crossings(SHORT, (100, 100), (200, 150)) == (0, 0)
    round_the_end = [(100, 100), (140, 140), (160, 140), (200, 100)]
    assert crossings(SHORT, *round_the_end) == (0, 0)
    assert crossings(SHORT, *round_the_end, (100, 100)) == (0, 1)


def test_trembling_on_the_line_counts_for_nothing():
    tremble = [(150 + shift, 100) for shift in (1, -1, 1.5, 0, -1.5, 1)]
    assert crossings(UPWARDS, (100, 100), *tremble, (100, 100)) == (0, 0)
    assert crossings(UPWARDS, (100, 100), *tremble, (200, 100)) == (1, 0)
    assert crossings(UPWARDS, *tremble, (200, 100)) == (0, 0), "nobody knows whence"


def test_a_slow_walker_is_counted_too():
    assert crossings(UPWARDS, *[(x, 100) for x in np.arange(140, 160, 0.25)]) == (1, 0)


def test_who_is_lost_on_the_line_and_found_beyond_has_crossed_once():
    watched = counter(UPWARDS)
    watched.update(frame({1: (120, 100)}, 0))
    for step in range(1, 10):
        watched.update(frame({}, step * TENTH))
    watched.update(frame({1: (180, 100)}, 1.0))
    watched.update(frame({1: (190, 100)}, 1.1))
    assert watched.now.lines[0].inward == 1


def test_who_is_gone_for_long_is_somebody_else():
    watched = counter(UPWARDS, SQUARE)
    watched.update(frame({1: (120, 100)}, 0))
    watched.update(frame({}, 2.1))
    assert watched.summary()["zones"][0]["left"] == 1
    watched.update(frame({1: (180, 100)}, 2.2))
    assert watched.now.lines[0].inward == 0
    assert watched.summary()["zones"][0]["entered"] == 2


def test_crossings_are_told_by_class():
    watched = counter(UPWARDS)
    classes = {1: 0, 2: 1, 3: 0}
    watched.update(frame({1: (100, 50), 2: (100, 100), 3: (200, 150)}, 0, classes))
    watched.update(frame({1: (200, 50), 2: (200, 100), 3: (100, 150)}, 1, classes))
    assert watched.summary()["lines"][0]["classes"] == {
        "person": {"in": 1, "out": 1},
        "dog": {"in": 1, "out": 0},
    }
    assert (watched.now.lines[0].inward, watched.now.lines[0].outward) == (2, 1)


def test_a_visit_has_a_beginning_an_end_and_a_length():
    said = walk(SQUARE, (50, 100), (110, 100), (150, 100), (190, 100), (250, 100))
    assert (said["entered"], said["left"], said["inside"], said["most"]) == (1, 1, 0, 1)
    dwell = said["classes"]["person"]["dwell"]
    assert dwell == {
        "objects": 1,
        "total": pytest.approx(0.2),
        "longest": pytest.approx(0.2),
        "mean": pytest.approx(0.2),
    }


def test_coming_back_adds_up():
    there_and_back = [(150, 100), (150, 100), (250, 100), (150, 100), (150, 100), (150, 100)]
    said = walk(SQUARE, *there_and_back)
    assert (said["entered"], said["left"], said["inside"]) == (2, 1, 1)
    assert said["classes"]["person"]["dwell"]["longest"] == pytest.approx(0.3)


def test_trembling_on_the_boundary_is_one_visit():
    tremble = [(200 + shift, 100) for shift in (1, -1, 1.5, 0, -1.5, 1)]
    said = walk(SQUARE, (250, 100), *tremble, (250, 100))
    assert (said["entered"], said["left"]) == (1, 1)


def test_the_boundary_belongs_to_the_zone():
    assert walk(SQUARE, (200, 100))["inside"] == 1
    assert walk(SQUARE, (200.01, 100))["inside"] == 0


def test_the_most_at_once_is_what_was_seen_in_one_frame():
    watched = counter(SQUARE)
    for step, feet in enumerate(({1: (150, 100)}, {2: (150, 90), 3: (120, 90)}, {2: (150, 90)})):
        watched.update(frame(feet, step * TENTH))
        assert watched.now.zones[0].inside == len(feet)
    assert watched.summary()["zones"][0]["most"] == 2


def test_a_class_that_flickers_is_one_object_of_the_first():
    watched = counter(SQUARE)
    for step, class_id in enumerate((0, 1, 0, 1)):
        watched.update(frame({1: (150, 100)}, step * TENTH, {1: class_id}))
    classes = watched.summary()["zones"][0]["classes"]
    assert list(classes) == ["person"]
    assert classes["person"]["dwell"]["objects"] == 1


def test_frames_without_a_moment_are_counted():
    watched = counter(SQUARE)
    for _ in range(4):
        watched.update(frame({1: (150, 100)}))
    assert watched.summary()["unit"] == "frames"
    assert watched.summary()["zones"][0]["classes"]["person"]["dwell"]["total"] == 3
    for _ in range(61):
        watched.update(frame({}))
    assert watched.summary()["zones"][0]["left"] == 1
    with pytest.raises(UsageError, match="all frames carry a moment or none"):
        watched.update(frame({}, 7.0))


def test_time_does_not_go_back():
    watched = counter(SQUARE)
    for seconds in (5.0, 6.0, 1.0):
        watched.update(frame({1: (150, 100)}, seconds))
    dwell = watched.summary()["zones"][0]["classes"]["person"]["dwell"]
    assert dwell["total"] == pytest.approx(1)


def test_the_centre_of_the_box_can_count_instead():
    above = counter(SQUARE, anchor="center")
    above.update(frame({1: (150, 155)}, 0))
    assert above.now.zones[0].inside == 1


def test_what_cannot_be_counted_is_refused():
    watched = counter(UPWARDS)
    with pytest.raises(UsageError, match="track the instances first"):
        watched.update(replace(frame({1: (9, 40)}, 0), track_ids=None))
    with pytest.raises(UsageError, match="300×200, not 30×20"):
        watched.update(Instances.empty((20, 30), LABELS))
    with pytest.raises(UsageError, match="2 lines are called 'door'"):
        counter(UPWARDS, UPWARDS)
    with pytest.raises(UsageError, match="leaves the picture"):
        counter(Line("far", (0, 0), (301, 0)))


def test_a_long_stream_of_passers_by_takes_no_more_memory_than_a_short_one():
    watched = counter(UPWARDS, SQUARE)
    sizes = []
    for step in range(2000):
        watched.update(frame({step: (150, 100), step + 1: (140, 100)}, step * 0.5))
        sizes.append(len(json.dumps(watched.summary())) + sum(map(len, _kept(watched))))
    assert max(sizes[1000:]) < max(sizes[:100]) + 20, "a few digits more"


def _kept(watched: Counter) -> list[dict]:
    """Whatever grows with tracks."""
    return [watched._seen, watched._lines[0]._walks, watched._zones[0]._stays]


def feet_of(walks: list[list[tuple[float, float]]]) -> list[Instances]:
    """Frames in which everybody walks, as long as their walk goes on."""
    return [
        frame(
            {who: way[step] for who, way in enumerate(walks, start=1) if step < len(way)},
            step * TENTH,
        )
        for step in range(max(map(len, walks)))
    ]


points = st.tuples(
    st.integers(40, 1160).map(lambda quarters: quarters / 4),
    st.integers(160, 780).map(lambda quarters: quarters / 4),
)
walks = st.lists(st.lists(points, min_size=1, max_size=12), min_size=1, max_size=4)


def side(x: float) -> int:
    """0 left of the line, 1 right of it."""
    return int(x > 150)


@given(walks)
def test_in_less_out_is_how_many_more_are_right_of_a_line_through_the_whole_picture(walks):
    clear = [[(x, y) for x, y in way if abs(x - 150) > 5] for way in walks]
    clear = [way for way in clear if way] or [[(20.0, 100.0)]]
    watched = counter(UPWARDS)
    for each in feet_of(clear):
        watched.update(each)
    line = watched.now.lines[0]
    assert line.inward - line.outward == sum(side(way[-1][0]) - side(way[0][0]) for way in clear)
    turns = [side(b[0]) != side(a[0]) for way in clear for a, b in pairwise(way)]
    assert line.inward + line.outward == sum(turns)


@given(walks)
def test_turning_a_line_round_swaps_in_and_out(walks):
    there, back = counter(SHORT), counter(Line("gate", SHORT.end, SHORT.start))
    for each in feet_of(walks):
        there.update(each)
        back.update(each)
    first, second = there.now.lines[0], back.now.lines[0]
    assert (first.inward, first.outward) == (second.outward, second.inward)


@given(walks)
def test_who_entered_and_has_not_left_is_inside(walks):
    watched = counter(SQUARE)
    for each in feet_of(walks):
        watched.update(each)
    for step in range(30):
        watched.update(frame({}, 10 + step * TENTH))
    said = watched.summary()["zones"][0]
    assert said["entered"] == said["left"]
    assert said["inside"] == 0
    inside = [way for way in walks if any(100 <= x <= 200 and 50 <= y <= 150 for x, y in way)]
    people = said["classes"].get("person", {"dwell": {"objects": 0, "longest": 0.0}})["dwell"]
    assert people["objects"] == len(inside)
    assert people["longest"] <= max(map(len, walks)) * TENTH


@given(walks)
def test_the_same_instances_give_the_same_counts(walks):
    first, second = counter(UPWARDS, SQUARE), counter(UPWARDS, SQUARE)
    for each in feet_of(walks):
        first.update(each)
        second.update(Instances.from_json(json.dumps(each.to_json())))
    assert first.summary() == second.summary()
    assert first.now == second.now
