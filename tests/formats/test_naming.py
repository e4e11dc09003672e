"""What pictures are called in other tools' files."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.footage import Moment
from maskrcnn.formats.naming import FileNames, shortened
from tests.support.samples import two_people_and_a_dog


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("photos/cat.jpg", "photos/cat.jpg"),
        ("/home/me/cat.jpg", "cat.jpg"),
        ("../cat.heic", "cat.heic.png"),
        ("https://example.com/a/cat.jpg", "cat.jpg"),
        ("standard input", "standard input.png"),
        ('what "is"?.png', "what _is__.png"),
        ("", "picture.png"),
    ],
)
def test_a_photo_keeps_its_name_as_far_as_it_can(name, wanted):
    assert FileNames().named(name) == PurePosixPath(wanted)


def test_a_frame_is_called_after_its_video():
    moment = Moment(12, 12, 1, Fraction(1, 25))
    found = replace(two_people_and_a_dog(), name="clips/walk.mp4 frame 12", moment=moment)
    assert FileNames().of(found) == PurePosixPath("walk-000012.jpg")


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), max_size=12))
def test_no_two_share_a_name_and_none_leaves_the_folder(names):
    namer = FileNames()
    given_names = [namer.named(name) for name in names]
    assert len({str(each.with_suffix("")).casefold() for each in given_names}) == len(names)
    for each in given_names:
        assert not each.is_absolute()
        assert ".." not in each.parts


def test_the_folder_that_all_are_in_is_left_out():
    assert shortened(["a/b/x.jpg", "a/c/y.jpg"]) == ["b/x.jpg", "c/y.jpg"]
    assert shortened(["/m/x.jpg", "/m/y.jpg"]) == ["x.jpg", "y.jpg"]
    assert shortened(["x.jpg", "a/y.jpg"]) == ["x.jpg", "a/y.jpg"]
    assert shortened(["/m/x.jpg", "y.jpg"]) == ["/m/x.jpg", "y.jpg"]
    assert shortened([]) == []
