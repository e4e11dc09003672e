"""How large a picture is when a network sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.errors import UsageError
from maskrcnn.input_size import (
    LARGEST,
    FixedSize,
    KeepAspectRatio,
    NativeSize,
    read_input_size,
)

sides = st.integers(1, 5000)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("native", NativeSize()),
        (" Native ", NativeSize()),
        ("800,1365", KeepAspectRatio(800, 1365)),
        (" 800 , 1365 ", KeepAspectRatio(800, 1365)),
        ("800", KeepAspectRatio(800, 1365)),
        ("600", KeepAspectRatio(600, 1024)),
        ("32", KeepAspectRatio(32, 55)),
        ("640,640", KeepAspectRatio(640, 640)),
    ],
)
def test_it_is_read(text, size):
    assert read_input_size(text) == size


@pytest.mark.parametrize(
    "text",
    [
        "",
        "large",
        "800x600",
        "800,",
        ",800",
        "800,600",
        "1,2,3",
        "-800",
        "8e2",
        "31",
        "800,16385",
        "16384",
        "9" * 30,
        "²",
    ],
)
def test_what_makes_no_sense_is_refused(text):
    with pytest.raises(UsageError, match="write native, one side as in 800") as caught:
        read_input_size(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("picture", "size"),
    [
        ((480, 640), (800, 1067)),
        ((640, 480), (1067, 800)),
        ((720, 1280), (768, 1365)),
        ((1600, 1600), (800, 800)),
        ((100, 2000), (68, 1365)),
        ((1, 3000), (1, 1365)),
    ],
)
def test_the_zoos_rule(picture, size):
    assert KeepAspectRatio(800, 1365).of(picture) == size


@given(sides, sides)
def test_a_picture_keeps_its_shape_inside_the_bounds(height, width):
    size = KeepAspectRatio(800, 1365).of((height, width))
    assert min(size) >= 1
    assert max(size) <= 1365
    assert min(size) <= 800
    assert max(size) == 1365 or min(size) == 800
    scale = max(size) / max(height, width)
    assert abs(size[0] - max(1, height * scale)) <= 1
    assert abs(size[1] - max(1, width * scale)) <= 1


@given(sides, sides)
def test_others_do_not_ask_or_do_not_change(height, width):
    assert NativeSize().of((height, width)) == (height, width)
    assert FixedSize(300, 400).of((height, width)) == (300, 400)


multiples = st.sampled_from([1, 2, 16, 32, 64])


@given(sides, sides, multiples)
def test_sides_are_multiples_near_what_they_would_be(height, width, multiple):
    """For networks with several maps, whose cells must fit the input."""
    picture = height, width
    exact, scaled = KeepAspectRatio(800, 1365).of(picture), KeepAspectRatio(800, 1365, multiple)
    for free, size in ((exact, scaled.of(picture)), (picture, NativeSize(multiple).of(picture))):
        for side, fitting in zip(free, size, strict=True):
            assert fitting % multiple == 0
            assert fitting >= multiple
            assert abs(fitting - side) <= (multiple + 1) / 2 or fitting == multiple


@given(st.integers(32, LARGEST), st.integers(32, LARGEST))
def test_what_is_in_bounds_can_be_written(one, other):
    shorter, longer = sorted((one, other))
    assert read_input_size(f"{shorter},{longer}") == KeepAspectRatio(shorter, longer)


def test_in_words():
    assert str(NativeSize()) == "the picture's own"
    assert str(FixedSize(300, 400)) == "400×300"
    assert str(KeepAspectRatio(800, 1365)) == "shorter side 800, longer side at most 1365"
