"""Pictures that came out worst: where most was missed, false, mistaken or badly outlined."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from maskrcnn.datasets import Example
from maskrcnn.evaluation.pairing import Mistakes
from maskrcnn.instances import Instances


@dataclass(frozen=True, eq=False)
class Difficult:
    """A picture, and what is wrong with what is shown of it.

    Attributes
    ----------
    place : int
        Of the picture in the dataset.
    example : Example
        What is marked.
    found : Instances
        What is found; the labels are those of whoever found it.
    wrong : Mistakes
        By places in `found` and in `example.found`.
    """

    place: int
    example: Example
    found: Instances
    wrong: Mistakes

    @property
    def name(self) -> str:
        """Where the picture came from."""
        return self.example.found.name

    def to_json(self) -> dict[str, Any]:
        """Return what is wrong, by the names of classes."""
        marked, found = self.example.found.names, self.found.names
        return {
            "name": self.name,
            "place": self.place,
            "missed": [marked[other] for other in self.wrong.missed],
            "false": [found[place] for place in self.wrong.false],
            "mistaken": [[marked[other], found[place]] for place, other in self.wrong.mistaken],
            "matched": len(self.wrong.matched),
            "overlap": self.wrong.overlap,
        }


class Worst:
    """Keeps at most so many, without their pixels."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[tuple[float, int, Difficult]] = []
        self._numbers = count()

    def add(self, one: Difficult) -> None:
        """Take a picture, and let go of the best of those that are kept."""
        if not self._most or not one.wrong.badness:
            return
        kept = replace(one, found=replace(one.found, image=None))
        heapq.heappush(self._kept, (one.wrong.badness, -next(self._numbers), kept))
        if len(self._kept) > self._most:
            heapq.heappop(self._kept)

    def all(self) -> tuple[Difficult, ...]:
        """Return those that are kept, the worst first."""
        return tuple(one for *_, one in sorted(self._kept, reverse=True, key=lambda each: each[:2]))
