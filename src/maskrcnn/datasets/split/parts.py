"""Dealing groups of pictures to parts, so that each part has its share of every class.

Source: K. Sechidis, G. Tsoumakas and I. Vlahavas, On the Stratification of Multi-Label Data,
ECML PKDD 2011: the rarest class first, each time to the part that lacks most of it. Here parts
that are full take no more, so that each has its share of the pictures as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import UsageError

PARTS = ("train", "val", "test")

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Shares:
    """How much of all pictures is to judge by, and to test with at last; the rest is learnt from.

    Raises
    ------
    UsageError
        If one is not from 0 to under 1, there is none, or nothing is left to learn from.
    """

    val: float = 0.2
    test: float = 0.0

    def __post_init__(self) -> None:
        for name, share in (("val", self.val), ("test", self.test)):
            if not 0 <= share < 1:
                raise UsageError(f"--{name} {share}: give a part of all, such as 0.2")
        if not 0 < self.val + self.test < 1:
            raise UsageError(
                f"--val {self.val} and --test {self.test}: together they are to be a part of all"
            )

    @property
    def by_part(self) -> dict[str, float]:
        """Shares of the parts that there are, by name."""
        shares = (1 - self.val - self.test, self.val, self.test)
        return {name: share for name, share in zip(PARTS, shares, strict=True) if share}


def deal(counts: Numbers, sizes: Numbers, shares: NDArray[np.float64], seed: int) -> Numbers:
    """Deal groups to parts.

    Parameters
    ----------
    counts : int64 (G, C)
        In how many of its pictures each group has each class.
    sizes : int64 (G,)
        How many pictures it has.
    shares : float64 (P,)
        Of each part; they come to 1.
    seed : int
        Decides where parts are equally good.

    Returns
    -------
    int64 (G,)
        The part of each group.
    """
    # Pictures themselves are a class too, the most frequent: it deals out those without objects.
    counts = np.concatenate([counts, sizes[:, None]], 1)
    wanted = shares[:, None] * counts.sum(0)
    chance = np.random.default_rng(seed).permutation(len(sizes))
    parts = np.full(len(sizes), -1, np.int64)
    while (waiting := np.flatnonzero(parts < 0)).size:
        left = counts[waiting].sum(0)
        rarest = int(np.where(left > 0, left, left.max() + 1).argmin())
        having = waiting[counts[waiting, rarest] > 0]
        for group in having[np.lexsort((chance[having], -sizes[having]))]:
            room = wanted[:, -1]
            full = room < sizes[group] / 2
            best = np.lexsort((-room, -wanted[:, rarest], full))[0]
            parts[group] = best
            wanted[best] -= counts[group]
    return parts
