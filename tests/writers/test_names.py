"""Names of files: what users and models call things never leads out of the folder."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from maskrcnn.writers.folder import object_name
from maskrcnn.writers.names import FileNames, plain_name, shortened
from tests.support.strategies import LABELS


def named(name, index=None):
    found = replace(Instances.empty((4, 4), LABELS), name=name)
    moment = None if index is None else Moment(index, index, 1, Fraction(1, 10))
    return replace(found, moment=moment)


@given(st.text())
def test_any_words_make_one_plain_name(tmp_path_factory, words):
    name = plain_name(words, "object")
    assert name
    assert Path(name).name == name
    assert not name.startswith(".")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("potted plant", "03-potted-plant"),
        ("Café", "03-Café"),
        ("../../etc/passwd", "03-etc-passwd"),
        ("", "03-object"),
        ("dog/cat: a\nb", "03-dog-cat-a-b"),
    ],
)
def test_objects_are_called_by_number_and_class(label, name):
    assert object_name(3, label) == name


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
    wanted = PurePosixPath("walk-000012.jpg")
    assert FileNames().of(named("clips/walk.mp4 frame 12", 12)) == wanted
    assert FileNames().of(named("walk-000012.jpg", 12)) == wanted, "read back and written again"


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), max_size=12))
def test_no_two_share_a_name_and_none_leaves_the_folder(names):
    namer = FileNames()
    given_names = [namer.named(name) for name in names]
    assert len({str(each.with_suffix("")).casefold() for each in given_names}) == len(names)
    for each in given_names:
        assert not each.is_absolute()
        assert ".." not in each.parts


@given(st.lists(st.integers(150, 400), min_size=2, max_size=5), st.sampled_from("aé猫😀"))
def test_no_part_is_too_long_for_a_file_system(lengths, letter):
    names = FileNames()
    photos = [f"{letter * long}/{letter * long}.jpeg" for long in lengths]
    made = [names.named(photo) for photo in photos]
    made.append(names.of(named(f"{letter * 300}.mp4 frame 3", 3)))
    assert len(set(made)) == len(made)
    assert all(len(part.encode()) <= 220 for name in made for part in name.parts)
    assert len(plain_name(letter * 300, "object").encode()) <= 200


def test_thousands_of_one_name_take_no_time():
    names = FileNames()
    first = [str(names.named(f"/photos/{day}/img.jpg")) for day in range(5000)]
    assert first[0] == "img.jpg"
    assert first[1:] == [f"img-{number}.jpg" for number in range(2, 5001)]


def test_the_folder_that_all_are_in_is_left_out():
    assert shortened(["a/b/x.jpg", "a/c/y.jpg"]) == ["b/x.jpg", "c/y.jpg"]
    assert shortened(["/m/x.jpg", "/m/y.jpg"]) == ["x.jpg", "y.jpg"]
    assert shortened(["x.jpg", "a/y.jpg"]) == ["x.jpg", "a/y.jpg"]
    assert shortened(["/m/x.jpg", "y.jpg"]) == ["/m/x.jpg", "y.jpg"]
    assert shortened([]) == []
