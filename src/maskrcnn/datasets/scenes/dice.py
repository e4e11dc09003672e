"""Random numbers that are the same for ever, on every machine.

NumPy promises the same bits of a bit generator to all its versions, but not the same numbers of a
distribution; and sines differ by a last bit from one machine's library to the next. So there is
one source here, uniform numbers, and all else is made of them by sums, products, quotients and
square roots alone, which IEEE 754 rounds in one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")

EIGHTH = 2**0.5 - 1
"""The tangent of a sixteenth of a turn."""


class Dice:
    """Decides what is in a picture.

    Parameters
    ----------
    seed : int
        Of a data set.
    place : int
        Of the picture in it. Pictures know nothing of each other.
    """

    def __init__(self, seed: int, place: int) -> None:
        self._generator = np.random.Generator(np.random.PCG64([seed, place]))

    def between(self, low: float, high: float) -> float:
        """Return a number from `low` to `high`."""
        return low + (high - low) * self._generator.random()

    def mostly_low(self, low: float, high: float) -> float:
        """Return a number from `low` to `high`, the lower half three times out of four."""
        part = self._generator.random()
        return low + (high - low) * part * (0.5 + 0.5 * part)

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self._generator.random() * (high - low + 1))

    def chance(self, part: float) -> bool:
        """Return true in a part of all cases, 0 to 1."""
        return self._generator.random() < part

    def one_of(self, things: Sequence[T]) -> T:
        """Return one of some things."""
        return things[int(self._generator.random() * len(things))]

    def turn(self) -> tuple[float, float]:
        """Return cosine and sine of any angle, from the tangent of its half."""
        half = self.between(-EIGHTH, EIGHTH)
        cosine, sine = (1 - half * half) / (1 + half * half), 2 * half / (1 + half * half)
        quarters = ((cosine, sine), (-sine, cosine), (-cosine, -sine), (sine, -cosine))
        return self.one_of(quarters)
