"""How many of the found objects are right at every score, and what confidence that advises."""

from __future__ import annotations

from dataclasses import dataclass
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
    precision : float
        The part of what is shown then that is right.
    recall : float
        The part of what is marked that is shown then.
    reached : bool
        Whether the precision is as good as was wanted; else this is the best there is.
    """

    confidence: float
    precision: float
    recall: float
    reached: bool


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

    def at(self, confidence: float) -> tuple[float | None, float | None]:
        """Return precision and recall at a confidence, None where there is nothing to divide by."""
        step = int(np.clip(round(confidence * 100), 0, len(SCORES) - 1))
        right, wrong = int(self.right[step]), int(self.wrong[step])
        precision = right / (right + wrong) if right + wrong else None
        return precision, right / self.marked if self.marked else None

    def advice(self, precision: float) -> Advice | None:
        """Return the lowest confidence that reaches a precision, or comes nearest to it.

        None where nothing of the class was marked and found.
        """
        shown = self.right + self.wrong
        if not self.marked or not self.right[0]:
            return None
        precisions = self.right / np.maximum(shown, 1)
        reached = (precisions >= precision) & (shown > 0)
        step = int(reached.argmax()) if reached.any() else int(precisions.argmax())
        return Advice(
            step / 100,
            float(precisions[step]),
            float(self.right[step] / self.marked),
            bool(reached.any()),
        )

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
