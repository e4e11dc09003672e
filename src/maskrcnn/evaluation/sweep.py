"""How many of the found objects are right at every score, and what confidence that advises."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.evaluation.objects import Objects
from maskrcnn.evaluation.pairing import Pairing

SCORES = (np.arange(100) / 100).astype(np.float32)
"""0.00 to 0.99: what an object must exceed."""

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Advice:
    """A confidence, and what comes of it.

    Attributes
    ----------
    confidence : float
        In steps of 0.01.
    right, wrong : int
        How many objects are shown then that have a partner, and that have none.
    marked : int
        How many there are.
    reached : bool
        Whether the precision is as good as was wanted; else this is the best there is.
    """

    confidence: float
    right: int
    wrong: int
    marked: int
    reached: bool

    @property
    def precision(self) -> float | None:
        """The part of what is shown that is right; None where nothing is shown."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """The part of what is marked that is shown; None where nothing is marked."""
        return self.right / self.marked if self.marked else None

    def to_json(self) -> dict[str, Any]:
        """Return it for `json.dumps`."""
        return {**asdict(self), "precision": self.precision, "recall": self.recall}


@dataclass(frozen=True, eq=False)
class Sweep:
    """Right and wrong objects of a class by confidence.

    Attributes
    ----------
    marked : int
        How many objects there are, crowds left out.
    right, wrong : int64 (100,)
        How many with a score over 0.00, 0.01, … 0.99 have a partner, and have none.
    """

    marked: int
    right: Counts
    wrong: Counts

    def at(self, confidence: float) -> Advice:
        """Return what comes of a confidence, in steps of 0.01."""
        return self._step(int(np.clip(round(confidence * 100), 0, len(SCORES) - 1)), True)

    def advice(self, precision: float, floor: float = 0.0) -> Advice | None:
        """Return the lowest confidence that reaches a precision, or comes nearest to it.

        None where nothing is ever right.

        Parameters
        ----------
        precision : float
        floor : float
            The score under which nothing was counted.
        """
        if not self.right[0]:
            return None
        shown = self.right + self.wrong
        counted = np.float32(floor) <= SCORES
        precisions = np.where(counted, self.right / np.maximum(shown, 1), 0)
        reached = counted & (precisions >= precision)
        step = reached.argmax() if reached.any() else precisions.argmax()
        return self._step(int(step), bool(reached.any()))

    def _step(self, step: int, reached: bool) -> Advice:
        right, wrong = int(self.right[step]), int(self.wrong[step])
        return Advice(step / 100, right, wrong, self.marked, reached)

    def to_json(self) -> dict[str, Any]:
        """Return the counts as lists."""
        return {
            "marked": self.marked,
            "right": self.right.tolist(),
            "wrong": self.wrong.tolist(),
        }


class Sweeps:
    """Counts by class, one picture after the other."""

    def __init__(self, classes: int) -> None:
        """Count some number of classes."""
        self._marked = np.zeros(classes, np.int64)
        self._counts = np.zeros((2, classes, len(SCORES) + 1), np.int64)

    def add(self, marked: Objects, found: Objects, pairing: Pairing) -> None:
        """Take what is marked in a picture, what is found in it, and who is who."""
        np.add.at(self._marked, marked.class_ids, 1)
        steps = np.searchsorted(SCORES, found.scores)  # each exceeds that many
        for counts, which in zip(self._counts, (pairing.right, pairing.wrong), strict=True):
            np.add.at(counts, (found.class_ids[which], steps[which]), 1)

    def of_class(self, place: int) -> Sweep:
        """Return the counts of one class."""
        return self._summed(self._counts[:, place], int(self._marked[place]))

    def together(self) -> Sweep:
        """Return the counts of all classes."""
        return self._summed(self._counts.sum(1), int(self._marked.sum()))

    @staticmethod
    def _summed(counts: Counts, marked: int) -> Sweep:
        right, wrong = counts[:, ::-1].cumsum(1)[:, ::-1][:, 1:]
        return Sweep(marked, right, wrong)
