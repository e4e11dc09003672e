"""Changes of pictures, as they are written on a command line."""

from __future__ import annotations

import pytest

from maskrcnn.errors import UsageError
from maskrcnn.training.augmentation.options import AS_THEY_ARE, AugmentOptions
from maskrcnn.training.augmentation.spelling import read_augment


def test_nothing_said_is_the_usual():
    assert read_augment(None) == read_augment("") == AugmentOptions()


def test_what_is_named_differs():
    read = read_augment("flip=0, scale=0.5-2 ,copy-paste=0.4")
    assert read == AugmentOptions(flip=0, scale=(0.5, 2), copy_paste=0.4)


def test_none_is_a_beginning():
    assert read_augment("none") == AS_THEY_ARE
    assert read_augment("none,flip=1").flip == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("flipp=1", "flip"),
        ("flip", "a number as in flip=0.5"),
        ("scale=2", "two numbers as in scale=0.5-2"),
        ("scale=2-1", "scale"),
        ("flip=2", "from 0 to 1"),
        ("flip=often", "a number as in flip=0.5"),
    ],
)
def test_what_makes_no_sense_is_told(text, message):
    with pytest.raises(UsageError, match=message):
        read_augment(text)
