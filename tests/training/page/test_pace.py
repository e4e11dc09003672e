"""How long a training still takes."""

from __future__ import annotations

import pytest

from maskrcnn.training.page.pace import RECENT, Pace
from tests.support.told_trainings import plan_of, round_of


def test_nothing_is_known_before_the_first_round():
    assert Pace.of([], []) is None


def test_what_is_left_takes_as_long_a_step_and_a_round_as_before():
    plan = plan_of(100, 10)
    pace = Pace.of([round_of(plan, 10, seconds=5.0), round_of(plan, 20, seconds=15.0)], [1.0, 3.0])
    assert pace == Pace(step=1.0, besides=2.0)
    assert pace.seconds(plan, 20) == (12.0, 80 + 8 * 2.0)


def test_rounds_of_long_ago_do_not_count():
    plan = plan_of(1000, 100)
    slow = [round_of(plan, 10 * i, seconds=1000.0) for i in range(1, 4)]
    quick = [round_of(plan, 30 + 10 * i, seconds=1.0) for i in range(1, RECENT + 1)]
    pace = Pace.of([*slow, *quick], [])
    assert pace is not None
    assert pace.step == pytest.approx(0.1)
    assert pace.besides == 0


def test_after_an_interruption_the_next_round_is_what_is_left_of_one():
    plan = plan_of(100, 10)
    assert Pace(step=2.0, besides=1.0).seconds(plan, 13) == (15.0, 174.0 + 9)


def test_nothing_is_left_at_the_end():
    assert Pace(step=1.0, besides=1.0).seconds(plan_of(), 100) == (0, 0)
