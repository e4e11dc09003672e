"""Names of files: what users and models call things never leads out of the folder."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from maskrcnn.writers.folder import object_name
from maskrcnn.writers.names import PictureNames, plain_name
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


def test_pictures_of_one_name_have_names_of_their_own():
    names = PictureNames()
    pictures = ["a/cat.jpg", "b/cat.jpg", "b/cat-2.png", "CAT.webp", "c/cat.jpg", "", ""]
    given_names = [names.of(named(name)) for name in pictures]
    assert given_names == ["cat", "cat-2", "cat-2-2", "CAT-3", "cat-4", "picture", "picture-2"]


def test_frames_are_numbered_by_their_place_in_their_video():
    names = PictureNames()
    frames = [("a/clip.mp4", 0), ("a/clip.mp4", 12), ("b/clip.mp4", 12), ("a/clip.mp4", 13)]
    found = [named(f"{film} frame {index}", index) for film, index in frames]
    assert [names.of(each) for each in found] == [
        "clip-000000",
        "clip-000012",
        "clip-2-000012",
        "clip-000013",
    ]
