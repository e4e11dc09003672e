from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.sources.video import Damage
from maskrcnn.sources.video.timeline import Timeline

MILLISECOND = Fraction(1, 1000)
TIMES = st.lists(st.one_of(st.none(), st.integers(-(10**6), 10**6)), max_size=50)


def placed(times, step=40):
    damage = Damage()
    timeline = Timeline(MILLISECOND, step, damage)
    return [timeline.place(time) for time in times], damage.times


@given(TIMES)
def test_times_always_increase(times):
    result, _ = placed(times)
    assert all(before < after for before, after in pairwise(result))


@given(st.lists(st.integers(-(10**9), 10**9), unique=True).map(sorted))
def test_times_that_increase_stay_as_they_are(times):
    assert placed(times) == (times, 0)


def test_a_missing_time_is_one_frame_after_the_one_before():
    assert placed([100, None, 180]) == ([100, 140, 180], 1)


def test_a_file_without_any_times_is_not_damaged():
    assert placed([None, None, None]) == ([0, 40, 80], 0)


def test_a_time_that_comes_twice_moves_by_a_tick_and_no_other():
    assert placed([0, 40, 40, 80]) == ([0, 40, 41, 80], 1)


def test_a_clock_that_begins_anew_goes_on():
    assert placed([5000, 5040, 0, 40, 80]) == ([5000, 5040, 5080, 5120, 5160], 1)
