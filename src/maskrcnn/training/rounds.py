"""What there is to tell of a training, round by round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Round:
    """Some steps of learning, and how good the network was after them.

    Attributes
    ----------
    step : int
        The last of them, counted from 1.
    losses : mapping
        The mean of each loss.
    seconds : float
        How long the steps took.
    waited : float
        How many of those seconds were spent waiting for pictures to be made ready.
    pictures : int
        How many were learned from.
    scores : mapping
        What the network was judged to be, for instance `mask AP`; empty where it was not.
    is_best : bool
        Whether no round before it was better.
    """

    step: int
    losses: Mapping[str, float]
    seconds: float
    waited: float
    pictures: int
    scores: Mapping[str, float] = field(default_factory=dict)
    is_best: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Round:
        """Read what `to_json` made."""
        return cls(**data)


class Listener(Protocol):
    """Hears how a training goes."""

    def noted(self, words: str) -> None:
        """Hear what the user should know."""

    def begins(self, rounds: list[Round]) -> None:
        """Hear which rounds are done already, as the training goes on."""

    def learned(self, step: int, losses: Mapping[str, float]) -> None:
        """Hear of a step, counted from 1."""

    def judging(self) -> None:
        """Hear that the network is about to be judged."""

    def ended(self, done: Round) -> None:
        """Hear of a round."""


class Silent:
    """A listener that says nothing."""

    def noted(self, words: str) -> None:
        """Do nothing."""

    def begins(self, rounds: list[Round]) -> None:
        """Do nothing."""

    def learned(self, step: int, losses: Mapping[str, float]) -> None:
        """Do nothing."""

    def judging(self) -> None:
        """Do nothing."""

    def ended(self, done: Round) -> None:
        """Do nothing."""
