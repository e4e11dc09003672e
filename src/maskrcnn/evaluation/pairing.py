"""Which found object is which marked one, at one overlap.

As COCO pairs them (https://cocodataset.org/#detection-eval): the best score first, each with that
object of its class, still free, which it overlaps most. What lies in a crowd counts neither way.
Since better scores choose first, who is paired over some score is the same whether or not lower
ones were looked at too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.evaluation.objects import Objects, overlaps
from maskrcnn.masks import Bool

NOBODY = -1
ALMOST = 1 - 1e-10
"""An overlap of 1 is reached by what is equal but for rounding, as in `COCOeval`."""

Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pairing:
    """Who is who in one picture.

    Attributes
    ----------
    partner : int64 (D,)
        Of each found object the place of the marked one, -1 where there is none.
    ignored : bool (D,)
        Whether it counts neither way.
    overlap : float64 (D, G)
        With the marked objects, crowds left out.
    """

    partner: Places
    ignored: Bool
    overlap: NDArray[np.float64]

    @property
    def right(self) -> Bool:
        """Which found objects have a partner, `bool (D,)`."""
        right: Bool = self.partner != NOBODY
        return right

    @property
    def wrong(self) -> Bool:
        """Which found objects have none and ought to, `bool (D,)`."""
        wrong: Bool = ~self.right & ~self.ignored
        return wrong


def paired(found: Objects, marked: Objects, crowds: Objects, iou: float) -> Pairing:
    """Pair the found objects of a picture, best score first, with the marked ones."""
    overlap = overlaps(found, marked, np.zeros(len(marked), np.bool_))
    in_crowd = overlaps(found, crowds, np.ones(len(crowds), np.bool_))
    least = min(iou, ALMOST)
    partner = np.full(len(found), NOBODY)
    usable = np.where(found.class_ids[:, None] == marked.class_ids, overlap, -1.0)
    for place in np.argsort(-found.scores, kind="stable"):
        row = usable[place]
        if row.size and row.max() >= least:
            partner[place] = row.size - 1 - row[::-1].argmax()  # of equal ones COCO takes the last
            usable[:, partner[place]] = -1.0
    same = found.class_ids[:, None] == crowds.class_ids
    ignored = (partner == NOBODY) & ((in_crowd >= least) & same).any(1)
    return Pairing(partner, ignored, overlap)


@dataclass(frozen=True)
class Mistakes:
    """What is right and what is wrong with the objects that are shown of a picture, by places.

    Attributes
    ----------
    matched : tuple of (found, marked)
        Objects shown as what they are.
    mistaken : tuple of (found, marked)
        Objects shown as something else.
    missed : tuple of int
        Marked ones that nothing is shown of.
    false : tuple of int
        Shown ones where nothing is marked.
    overlap : float or None
        The mean overlap of those shown as what they are.
    """

    matched: tuple[tuple[int, int], ...]
    mistaken: tuple[tuple[int, int], ...]
    missed: tuple[int, ...]
    false: tuple[int, ...]
    overlap: float | None

    @property
    def badness(self) -> float:
        """One for each that is mistaken, missed or false, and what the outlines of others lack."""
        lacking = 0.0 if self.overlap is None else len(self.matched) * (1 - self.overlap)
        return len(self.mistaken) + len(self.missed) + len(self.false) + lacking


def mistakes(pairing: Pairing, shown: Bool, iou: float) -> Mistakes:
    """Tell what is wrong with those found objects that are shown, `bool (D,)`.

    What has no partner on either side is paired regardless of class, the best overlap first.
    """
    overlap = pairing.overlap
    places = np.flatnonzero(shown & pairing.right)
    matched = list(zip(places.tolist(), pairing.partner[places].tolist(), strict=True))
    free = shown & pairing.wrong
    missed = np.ones(overlap.shape[1], np.bool_)
    missed[[other for _, other in matched]] = False
    mistaken = _overlapping(np.where(free[:, None] & missed, overlap, -1.0), iou)
    for place, other in mistaken:
        free[place] = missed[other] = False
    return Mistakes(
        tuple(matched),
        tuple(mistaken),
        tuple(np.flatnonzero(missed).tolist()),
        tuple(np.flatnonzero(free).tolist()),
        float(np.mean([overlap[pair] for pair in matched])) if matched else None,
    )


def _overlapping(overlap: NDArray[np.float64], iou: float) -> list[tuple[int, int]]:
    """Take the largest of a matrix again and again, each row and column once."""
    pairs = []
    while overlap.size and overlap.max() >= min(iou, ALMOST):
        place, other = (int(each) for each in divmod(int(overlap.argmax()), overlap.shape[1]))
        pairs.append((place, other))
        overlap[place] = overlap[:, other] = -1.0
    return pairs
