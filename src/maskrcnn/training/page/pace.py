"""How long a training still takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from maskrcnn.training.plan import Plan
from maskrcnn.training.rounds import Round

RECENT = 5
"""Rounds that tell how fast it goes."""


@dataclass(frozen=True)
class Pace:
    """How fast a training goes.

    Attributes
    ----------
    step : float
        Seconds a step.
    besides : float
        Seconds a round takes besides learning, for judging above all.
    """

    step: float
    besides: float

    @classmethod
    def of(cls, rounds: Sequence[Round], besides: Sequence[float]) -> Pace | None:
        """Measure the last rounds; None where no step was made.

        Parameters
        ----------
        rounds : sequence of Round
        besides : sequence of float
            What rounds took besides learning, in seconds, where somebody looked at the clock.
        """
        first = rounds[-RECENT - 1].step if len(rounds) > RECENT else 0
        seconds = sum(each.seconds for each in rounds[-RECENT:])
        if not rounds or rounds[-1].step <= first:
            return None
        return cls(seconds / (rounds[-1].step - first), fmean(besides[-RECENT:] or [0.0]))

    def seconds(self, plan: Plan, done: int) -> tuple[float, float]:
        """Return how long the next round takes after so many steps, and all that are left."""
        ends = [end for end in plan.ends if end > done]
        if not ends:
            return 0.0, 0.0
        left = self.step * (ends[-1] - done) + self.besides * len(ends)
        return self.step * (ends[0] - done) + self.besides, left
