"""The scene of lesions: outlines by their waves, and pigment that ends where they do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.lesions.outlines import Blob, choose_blobs
from maskrcnn.datasets.scenes.lesions.pigment import choose_pigment, color
from maskrcnn.datasets.scenes.lesions.tube import tube

SIZE = (240, 320)


def test_without_waves_it_is_an_ellipse() -> None:
    blob = Blob(150.2, 118.7, 0.8, -0.6, 70.0, 40.0, ())
    assert np.count_nonzero(blob.out(SIZE) < 1) == pytest.approx(np.pi * 70 * 40, rel=0.01)


@settings(max_examples=20)
@given(st.tuples(st.floats(-0.1, 0.1), st.floats(-0.1, 0.1)), st.floats(-0.1, 0.1))
def test_waves_are_cosines_and_sines_of_multiples(
    second: tuple[float, float], third: float
) -> None:
    blob = Blob(160, 120, 1.0, 0.0, 60.0, 60.0, (second, (0.0, third)))
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]] + 0.5
    angle = np.arctan2(rows - 120, columns - 160)
    radius = 1 + second[0] * np.cos(2 * angle) + second[1] * np.sin(2 * angle)
    radius += third * np.sin(3 * angle)
    away = np.hypot(rows - 120, columns - 160) / 60
    assert np.allclose(blob.out(SIZE), away / radius, atol=1e-4)


def test_half_of_the_pigment_is_left_at_the_outline() -> None:
    for place in range(8):
        dice = Dice(0, place)
        blob, light = choose_blobs(dice, SIZE)[0], np.ones((3, *SIZE), np.float32)
        out = blob.out(SIZE)
        color(light, blob, out, choose_pigment(dice))
        taken = -np.log(light[0])
        middle, edge = taken[out < 0.4].mean(), taken[np.abs(out - 1) < 0.02].mean()
        assert taken[out > 1.6].max() == 0
        assert edge == pytest.approx(0.5 * middle, rel=0.35)


def test_what_is_beyond_the_tube_is_dark() -> None:
    light = np.ones((3, *SIZE), np.float32)
    beyond = tube(light, Dice(0, 0))
    assert 0 < beyond.mean() < 0.5
    assert light[:, beyond].max() < 0.05
    assert light[:, 110:130, 150:170].min() > 0.9
