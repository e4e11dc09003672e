"""Which pictures come in which batch: endless, and decided by a seed and a number alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Order:
    """Rounds, each of all pictures in an order of its own, cut into batches.

    A batch may begin in one round and end in the next, so that each picture comes equally often
    however many there are.

    Attributes
    ----------
    pictures : int
        How many there are.
    batch : int
        How many come together.
    seed : int
    """

    pictures: int
    batch: int
    seed: int

    def of(self, step: int) -> list[int]:
        """Return the places of the pictures of a batch, counted from 0."""
        first = step * self.batch
        numbers = range(first, first + self.batch)
        return [
            int(_round(self.pictures, self.seed, number // self.pictures)[number % self.pictures])
            for number in numbers
        ]


@lru_cache(maxsize=4)
def _round(pictures: int, seed: int, number: int) -> Places:
    return np.random.default_rng((seed, number)).permutation(pictures)
