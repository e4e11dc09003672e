import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.errors import UsageError
from maskrcnn.sources.video import Cut
from maskrcnn.sources.video.cut import clock


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12.5", 12.5),
        ("90", 90),
        (".5", 0.5),
        ("0", 0),
        ("1:02.5", 62.5),
        ("0:05", 5),
        ("1:02:03", 3723),
        ("100:00:00.25", 360000.25),
        (" 7 ", 7),
    ],
)
def test_times_are_read_as_seconds_or_from_a_clock(text, seconds):
    assert Cut.of(text, None, None).start == seconds


@pytest.mark.parametrize(
    "text", ["", "soon", "-1", "1:60", "1:99:00", "1:2:3:4", "1.5:00", "nan", "1e3", "5s"]
)
def test_other_times_are_refused_with_the_right_form(text):
    with pytest.raises(UsageError, match=r"end '.*': write seconds as 12\.5, or a time as 1:02\.5"):
        Cut.of(None, text, None)


def test_an_end_that_is_not_after_the_start_is_refused():
    with pytest.raises(UsageError, match=r"end 0:10 is not after start 1:05"):
        Cut.of("1:05", "10", None)
    with pytest.raises(UsageError, match=r"end 0:00 is not after start 0:00"):
        Cut(end=0)


@pytest.mark.parametrize("wrong", [{"frames": 0}, {"start": -1}, {"end": float("inf")}])
def test_cuts_that_hold_nothing_are_refused(wrong):
    with pytest.raises(UsageError):
        Cut(**wrong)


@given(st.integers(0, 10**7))
def test_a_time_comes_back_from_the_clock(hundredths):
    assert Cut.of(clock(hundredths / 100), None, None).start == pytest.approx(hundredths / 100)
