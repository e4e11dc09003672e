"""The learning rate rises, and falls as half a cosine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.training.schedule import rate


def test_it_rises_to_one_and_falls_to_nearly_nothing():
    rates = [rate(step, 100, 0.1) for step in range(100)]
    assert rates[:10] == pytest.approx([0.1 * step for step in range(1, 11)])
    assert rates[55] == pytest.approx(0.5)
    assert 0 < rates[-1] < 0.001


@given(st.integers(1, 2000), st.floats(0, 0.9))
def test_it_is_a_part_that_rises_once_and_falls_once(steps, warm_up):
    rates = [rate(step, steps, warm_up) for step in range(steps)]
    highest = rates.index(max(rates))
    assert all(0 < each <= 1 for each in rates)
    assert rates[: highest + 1] == sorted(rates[: highest + 1])
    assert rates[highest:] == sorted(rates[highest:], reverse=True)
