"""What scenes are drawn with: dice, noise, colours and the camera's grain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.datasets.scenes import colors
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.datasets.scenes.finish import finish
from maskrcnn.datasets.scenes.noise import SIDE, clouds, field, grain


@given(st.integers(0, 2**63), st.integers(0, 2**31))
def test_turns_have_length_one_and_go_everywhere(seed: int, place: int) -> None:
    dice = Dice(seed, place)
    turns = np.array([dice.turn() for _ in range(200)])
    assert np.allclose((turns**2).sum(1), 1)
    assert {(c > 0, s > 0) for c, s in turns} == {(a, b) for a in (0, 1) for b in (0, 1)}


def test_dice_keep_to_what_they_are_asked_for() -> None:
    dice = Dice(0, 0)
    assert {dice.whole(2, 4) for _ in range(100)} == {2, 3, 4}
    low = [dice.mostly_low(1, 3) for _ in range(2000)]
    assert 1 <= min(low) <= max(low) <= 3
    assert np.mean(np.array(low) < 2) == pytest.approx(0.62, abs=0.05)
    assert np.mean([dice.chance(0.2) for _ in range(2000)]) == pytest.approx(0.2, abs=0.05)


def test_noise_repeats_and_is_interpolated() -> None:
    tile = field(1.5)
    x = np.linspace(-60, 60, 700, dtype=np.float32)
    y = np.linspace(-5, 9, 700, dtype=np.float32)
    assert np.allclose(clouds(x, y, 10, 1.5), clouds(x + SIDE / 10, y, 10, 1.5), atol=1e-3)
    tenths = np.array([0, 0.1, 0.2, 0.3, 0.4], np.float32)
    at_cells = clouds(tenths, np.full(5, 0.3, np.float32), 10, 1.5)
    assert np.allclose(at_cells, tile[3, :5], atol=1e-5)
    between = clouds(np.array([[0.75]], np.float32), np.array([[0.3]], np.float32), 10, 1.5)
    assert between == pytest.approx(tile[3, 7:9].mean(), abs=1e-4)


def test_noise_is_even() -> None:
    for values in (field(1.0)[:-1, :-1], grain(Dice(0, 0), 100_000)):
        assert values.mean() == pytest.approx(0, abs=0.02)
        assert values.std() == pytest.approx(1, abs=0.02)


def test_a_colour_comes_out_as_it_was_written() -> None:
    blue, green, red = colors.color_of("4080C0")
    light = np.array([blue, green, red], np.float32)[:, None, None] * np.ones(
        (3, 64, 64), np.float32
    )
    assert np.allclose(finish(light, Dice(0, 0)).mean((0, 1)), [0xC0, 0x80, 0x40], atol=1)
