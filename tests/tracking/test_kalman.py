"""The filter: expects objects where they go, whatever the time between frames."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.tracking.kalman import Motion

BOX = np.array([[10.0, 20.0, 30.0, 70.0]])


def fields(motion: Motion) -> list[np.ndarray]:
    return [
        motion.place,
        motion.speed,
        motion.place_variance,
        motion.covariance,
        motion.speed_variance,
    ]


def walked(steps: list[float], speed: float) -> Motion:
    """A box that goes right at a speed and is seen after each of some steps."""
    motion, x = Motion.of(BOX), 0.0
    for step in steps:
        x += step * speed
        motion = motion.after(step).seen(BOX + np.array([x, 0, x, 0]))
    return motion


def test_a_new_object_is_expected_where_it_was():
    np.testing.assert_allclose(Motion.of(BOX).after(3).boxes, BOX)


@pytest.mark.parametrize("steps", [[1.0] * 30, [3.0] * 10, [1.0, 4.0, 0.5, 2.5] * 6])
def test_it_learns_the_speed_at_any_frame_rate(steps):
    motion = walked(steps, 2.0)
    assert motion.speed[0] == pytest.approx([2, 0, 0, 0], abs=0.15)
    ahead = motion.after(10).boxes - motion.boxes
    assert ahead[0] == pytest.approx([20, 0, 20, 0], abs=1.5)


@given(st.floats(0.01, 100), st.floats(0, 1))
def test_two_parts_of_a_wait_are_the_wait(steps, part):
    motion = walked([1.0, 2.0, 1.0], 3.0)
    parts = motion.after(steps * part).after(steps * (1 - part))
    for whole, halves in zip(fields(motion.after(steps)), fields(parts), strict=True):
        np.testing.assert_allclose(halves, whole, rtol=1e-6, atol=1e-9)


def test_units_do_not_matter():
    small, large = walked([1.0] * 5, 2.0), Motion.of(BOX * 1000)
    for count in range(1, 6):
        large = large.after(1).seen((BOX + np.array([2.0, 0, 2, 0]) * count) * 1000)
    np.testing.assert_allclose(large.boxes, small.boxes * 1000)


@given(st.lists(st.tuples(st.floats(1e-6, 1e9), st.floats(1e-3, 1e4)), max_size=12))
def test_it_stays_sound_whatever_comes(sights):
    motion = Motion.of(BOX)
    for steps, scale in sights:
        motion = motion.after(steps).seen(BOX * scale)
    assert all(np.isfinite(field).all() for field in fields(motion))
    assert (motion.place[:, 2:] > 0).all()
    assert (motion.place_variance >= 0).all()
    assert (motion.speed_variance >= 0).all()
