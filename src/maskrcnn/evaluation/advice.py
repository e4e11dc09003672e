"""The confidence that each class needs for a precision that is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maskrcnn.evaluation.evaluation import Evaluation
from maskrcnn.evaluation.sweep import Advice


@dataclass(frozen=True)
class Advised:
    """What to ask for, and what comes of it.

    Attributes
    ----------
    wanted : float
        The precision.
    classes : dict of str to Advice
        Of each class of which anything is right, by its name.
    never : tuple of str
        The classes that were found, and never where they are.
    marked : int
        How many objects of all classes there are.
    """

    wanted: float
    classes: dict[str, Advice]
    never: tuple[str, ...]
    marked: int

    @classmethod
    def of(cls, evaluation: Evaluation, wanted: float) -> Advised:
        """Look for the lowest confidence of each class that reaches a precision."""
        floor = evaluation.options.floor
        advised = {each.name: each.sweep.advice(wanted, floor) for each in evaluation.classes}
        known = {name: advice for name, advice in advised.items() if advice is not None}
        never = (
            each.name
            for each in evaluation.classes
            if each.sweep.wrong[0] and not each.sweep.right[0]
        )
        return cls(wanted, known, tuple(never), evaluation.together.marked)

    @property
    def confidence(self) -> str:
        """What `--confidence` takes: `person=0.62,dog=0.4`.

        It ends with `*=1`, which shows nothing, where other classes were never right.
        """
        parts = [f"{name}={advice.confidence:g}" for name, advice in self.classes.items()]
        return ",".join([*parts, "*=1"] if self.never else parts)

    @property
    def together(self) -> Advice:
        """What comes of it in all classes; its confidence says nothing."""
        all_ = self.classes.values()
        right, wrong = sum(each.right for each in all_), sum(each.wrong for each in all_)
        return Advice(0.0, right, wrong, self.marked, all(each.reached for each in all_))

    def to_json(self) -> dict[str, Any]:
        """Return it for `json.dumps`."""
        together = self.together
        return {
            "wanted": self.wanted,
            "confidence": self.confidence,
            "precision": together.precision,
            "recall": together.recall,
            "never": list(self.never),
            "classes": {name: advice.to_json() for name, advice in self.classes.items()},
        }
