"""Which class is shown as which."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maskrcnn.evaluation.objects import Objects
from maskrcnn.evaluation.pairing import Mistakes


class Confusion:
    """Counts who is shown as what, one picture after the other.

    Attributes
    ----------
    counts : int64 (C + 1, C + 1)
        By the class that is marked and the class that is shown; the last of each is nothing.
    """

    def __init__(self, classes: int) -> None:
        """Count some number of classes."""
        self.counts: NDArray[np.int64] = np.zeros((classes + 1, classes + 1), np.int64)

    def add(self, marked: Objects, found: Objects, wrong: Mistakes) -> None:
        """Take the objects of a picture, and what is right and wrong with them."""
        nothing = len(self.counts) - 1
        for place, other in (*wrong.matched, *wrong.mistaken):
            self.counts[marked.class_ids[other], found.class_ids[place]] += 1
        np.add.at(self.counts[nothing], found.class_ids[list(wrong.false)], 1)
        np.add.at(self.counts[:, nothing], marked.class_ids[list(wrong.missed)], 1)
