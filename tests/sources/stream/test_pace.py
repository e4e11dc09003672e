"""Pictures that come in bursts are due one by one."""

from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.sources.stream.pace import Pace


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_a_burst_is_spread_over_its_own_time(begin: float, now: float) -> None:
    pace = Pace()
    for place in range(10):
        delay = pace.delay(begin + place / 10, now)
        now += delay
        assert abs(delay - (0.1 if place else 0)) < 1e-6


def test_time_lost_in_a_stall_is_not_made_up_by_a_rush() -> None:
    pace = Pace()
    assert pace.delay(0.0, 100.0) == 0
    assert pace.delay(0.1, 103.0) == 0
    assert round(pace.delay(0.2, 103.0), 6) == 0.1


def test_a_little_late_is_made_up() -> None:
    pace = Pace()
    assert pace.delay(0.0, 100.0) == 0
    assert pace.delay(0.1, 100.2) == 0
    assert round(pace.delay(0.3, 100.2), 6) == 0.1


def test_a_clock_that_jumps_begins_anew() -> None:
    pace = Pace()
    for time in (0.0, 5000.0, 2.0):
        assert pace.delay(time, 100.0) == 0
