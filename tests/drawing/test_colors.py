"""Palettes: whoever looks at the picture can tell the colours apart."""

from __future__ import annotations

from itertools import combinations

import cv2
import numpy as np
import pytest

from maskrcnn.drawing.colors import PALETTES, TRACK_COLORS, ink_on, instance_colors
from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels, color_wheel

SIGHT = {
    "full": np.eye(3),
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
"""What colours look like to people without one kind of cones, in linear RGB: Machado, Oliveira and
Fernandes 2009, severity 1."""

APART = 10
"""How far colours must be from each other in CIE Lab: four times what can just be noticed."""


def seen(colors: np.ndarray, sight: str) -> np.ndarray:
    """Simulate how BGR colours look to somebody, in CIE Lab."""
    rgb = colors[:, ::-1] / 255
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    mixed = np.clip(linear @ SIGHT[sight].T, 0, 1).astype(np.float32)
    lab: np.ndarray = cv2.cvtColor(mixed[None], cv2.COLOR_LRGB2Lab)[0]
    return lab


def least_apart(colors: np.ndarray, sight: str) -> float:
    pairs = combinations(seen(colors, sight), 2)
    return min(float(np.linalg.norm(one - other)) for one, other in pairs)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("name", [name for name in PALETTES if name != "wheel"])
def test_everybody_can_tell_the_colours_of_a_palette_apart(name, sight):
    assert least_apart(np.array(PALETTES[name].colors), sight) > APART


def test_a_wheel_of_hues_promises_less():
    assert least_apart(color_wheel(8), "full") > APART
    assert least_apart(color_wheel(8), "no green") < APART


def objects(count: int, track_ids: list[int] | None = None) -> Instances:
    return Instances(
        size=(50, 60),
        boxes=np.array([[0, 0, 9, 9]] * count, np.float32),
        scores=np.full(count, 0.5, np.float32),
        class_ids=np.arange(count, dtype=np.int32) % 3,
        crops=None,
        labels=Labels(("person", "dog", "kite"), ((1, 2, 3), (4, 5, 6))),
        track_ids=None if track_ids is None else np.array(track_ids, np.int32),
    )


def test_colours_are_the_published_ones_in_opencvs_order():
    assert instance_colors(objects(1), palette="okabe-ito").tolist() == [[0x00, 0x9F, 0xE6]]
    assert instance_colors(objects(1), palette="bright").tolist() == [[0xAA, 0x77, 0x44]]


def test_without_a_palette_they_are_the_models_own():
    assert instance_colors(objects(3)).tolist() == [[1, 2, 3], [4, 5, 6], [1, 2, 3]]


def test_the_wheel_can_be_asked_for():
    assert np.array_equal(instance_colors(objects(3), palette="wheel"), color_wheel(3))


def test_colours_repeat_in_turn_where_there_are_too_few():
    colors = instance_colors(objects(7), palette="high-contrast")
    assert len(np.unique(colors, axis=0)) == 3
    assert np.array_equal(colors[:4], colors[3:])


def test_classes_and_tracks_take_colours_of_the_palette():
    found = objects(6, [1, 2, 3, 4, 5, 1])
    by_class = instance_colors(found, "class", "bright")
    assert np.array_equal(by_class[:3], by_class[3:])
    assert len(np.unique(by_class, axis=0)) == 3
    by_track = instance_colors(found, "track", "bright")
    assert np.array_equal(by_track[0], by_track[5])
    assert len(np.unique(by_track, axis=0)) == 5


@pytest.mark.parametrize("name", PALETTES)
def test_tracks_of_any_number_have_a_colour(name):
    found = objects(4, [1, TRACK_COLORS, TRACK_COLORS + 1, 2_000_000_000])
    assert instance_colors(found, "track", name).shape == (4, 3)


def test_a_palette_that_nobody_knows_is_refused():
    with pytest.raises(UsageError, match="did you mean 'bright'"):
        instance_colors(objects(1), palette="brigth")


@pytest.mark.parametrize("name", [name for name in PALETTES if name != "wheel"])
def test_letters_can_be_read_on_any_colour(name):
    colors = np.array(PALETTES[name].colors, np.uint8)
    for color in colors:
        paper, ink = seen(np.array([color, ink_on(color)]), "full")
        assert abs(paper[0] - ink[0]) > 40
