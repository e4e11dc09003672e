"""Which pictures come in which batch: endless, and decided by a seed and a number alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets.dataset import Dataset
from maskrcnn.masks import Float

Places = NDArray[np.intp]

CHANCE = 0
"""Sets the chance of the order apart from other chance that comes of the same seed."""


@dataclass(frozen=True)
class Order:
    """Rounds, each of all pictures in an order of its own, cut into batches.

    A batch may begin in one round and end in the next, so that however few pictures there are,
    each comes as often as it should.

    Attributes
    ----------
    often : float (K,)
        How often each picture comes in a round, 1 or more on the average.
    batch : int
        How many come together.
    seed : int
    """

    often: Float
    batch: int
    seed: int
    _last: dict[int, Places] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def length(self) -> int:
        """How many pictures a round has."""
        return round(float(self.often.sum()))

    def of(self, step: int) -> list[int]:
        """Return the places of the pictures of a batch, counted from 0."""
        numbers = range(step * self.batch, (step + 1) * self.batch)
        return [int(self._round(each // self.length)[each % self.length]) for each in numbers]

    def any(self, rng: np.random.Generator) -> int:
        """Return the place of a picture by chance."""
        ends = self._ends
        return int(np.searchsorted(ends[:-1], rng.random() * ends[-1], side="right"))

    @cached_property
    def _ends(self) -> NDArray[np.float64]:
        return np.cumsum(self.often, dtype=np.float64)

    def _round(self, number: int) -> Places:
        places = self._last.get(number)
        if places is None:
            places = self._drawn(np.random.default_rng((CHANCE, self.seed, number)))
            if len(self._last) > 1:
                self._last.clear()
            self._last[number] = places
        return places

    def _drawn(self, rng: np.random.Generator) -> Places:
        """Draw a round: systematic sampling, so that a picture that comes 1.3 times comes 1 or 2.

        Places lie one after another on a line, each as long as it comes often; a comb of teeth
        of distance 1 is laid on it.
        """
        line = rng.permutation(len(self.often))
        ends = np.cumsum(self.often[line], dtype=np.float64)
        teeth = (np.arange(self.length) + rng.random()) * (ends[-1] / self.length)
        under = np.searchsorted(ends, teeth, side="right")
        return rng.permutation(line[np.minimum(under, len(line) - 1)])


def how_often(dataset: Dataset, rare: float) -> Float:
    """Return how often each picture should come in a round, so that rare classes are seen.

    Repeat-factor sampling (Gupta et al., "LVIS", 2019, arXiv:1908.03195, section 5.1): a class
    that a part `f` of the pictures show wants them `sqrt(rare / f)` times; a picture comes as
    often as any class in it wants.

    Parameters
    ----------
    dataset : Dataset
    rare : float
        Classes of which fewer than this part of the pictures show one are rare; 0 for none.
    """
    if not rare:
        return np.ones(len(dataset), np.float32)
    shown = [np.unique(dataset.example(i).found.class_ids) for i in range(len(dataset))]
    return _repeats(shown, len(dataset.labels), rare)


def _repeats(shown: Sequence[NDArray[np.int32]], classes: int, rare: float) -> Float:
    parts = np.bincount(np.concatenate(shown), minlength=classes) / len(shown)
    wanted = np.maximum(1, np.sqrt(rare / np.maximum(parts, 1 / len(shown))))
    return np.array([wanted[each].max(initial=1) for each in shown], np.float32)
