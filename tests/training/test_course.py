"""A training goes on after any end, and only what is needed stays on the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from maskrcnn.errors import InterruptedRunError
from maskrcnn.journal import Journal
from maskrcnn.training.course import Course, Judged
from maskrcnn.training.rounds import Round
from tests.training.test_trainer import loader_of, trainer_of, weights_of

ENDS = [2, 4, 6]


class Hearer:
    """Hears of a training, and may do something at a step."""

    def __init__(self, at: int = -1, act=lambda: None):
        self.rounds: list[Round] = []
        self.steps: list[int] = []
        self.at, self.act = at, act

    def begins(self, rounds):
        self.rounds += rounds

    def learned(self, step, _losses):
        self.steps.append(step)
        if step == self.at:
            self.act()

    def judging(self):
        pass

    def noted(self, words):
        pass

    def ended(self, done):
        self.rounds.append(done)


def judge_by(scores: dict[int, float]):
    return lambda _network, step: Judged({"mask AP": scores[step]})


def course_of(journal: Journal, hearer: Hearer, scores=None) -> Course:
    judge = judge_by(scores or {2: 0.1, 4: 0.3, 6: 0.2})
    return Course(trainer_of(), loader_of().batches, judge, journal, [hearer])


def run(place: Path, hearer: Hearer, start="new", ends=ENDS) -> torch.Tensor:
    with Journal(place, {"seed": 0}, start) as journal:
        course = course_of(journal, hearer)
        course.run(ends)
        return weights_of(course._trainer)


def test_rounds_are_judged_and_the_best_is_kept(tmp_path: Path):
    hearer = Hearer()
    with Journal(tmp_path / "model", {"seed": 0}) as journal:
        course = course_of(journal, hearer)
        course.run(ENDS)
        assert [each.step for each in course.rounds if each.is_best] == [2, 4]
        assert course.best.step == 4
        kept = sorted(each.name for each in journal.folder.glob("*.safetensors"))
        assert kept == ["step-0000004.safetensors", "step-0000006.safetensors"]
        course.load_best()
        assert course._trainer.steps == 4
    assert hearer.steps == [1, 2, 3, 4, 5, 6]
    assert [each.pictures for each in hearer.rounds] == [4, 4, 4]
    assert all(each.losses["masks"] > 0 for each in hearer.rounds)


def test_a_later_equal_score_is_the_better_one(tmp_path: Path):
    with Journal(tmp_path / "model", {}) as journal:
        course = course_of(journal, Hearer(), {2: 0.0, 4: 0.0, 6: 0.0})
        course.run(ENDS)
        assert course.best.step == 6


def test_ctrl_c_keeps_the_step_and_the_rest_is_the_same(tmp_path: Path):
    straight = run(tmp_path / "straight", Hearer())
    pressed = Hearer(3, lambda: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(InterruptedRunError, match="after step 3, which is kept: --resume goes on"):
        run(tmp_path / "model", pressed)
    goes_on = Hearer()
    resumed = run(tmp_path / "model", goes_on, "resume")
    assert goes_on.steps == [4, 5, 6]
    assert torch.equal(resumed, straight)


@pytest.mark.parametrize("step", [1, 4, 5])
def test_a_kill_loses_the_steps_since_the_last_round_alone(tmp_path: Path, step: int):
    straight = run(tmp_path / "straight", Hearer())
    killed = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_training", tmp_path / "model", str(step)],
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    goes_on = Hearer()
    # Killed before the first round there is nothing to go on with, and a new run may begin.
    resumed = run(tmp_path / "model", goes_on, "resume" if step > 2 else "new")
    assert goes_on.steps[0] == {1: 1, 4: 3, 5: 5}[step]
    assert torch.equal(resumed, straight)
