"""What the region proposal network should have said of anchors.

Ren et al., "Faster R-CNN", 2015, arXiv:1506.01497, section 3.1.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maskrcnn.masks import Bool, Float
from maskrcnn.rcnn.boxes import encode, iou
from maskrcnn.training.targets.marked import Marked
from maskrcnn.training.targets.matching import Places, choose, in_crowds, match

OBJECT, NOTHING = 0.7, 0.3
"""From this overlap on an anchor holds an object; below that one it holds none."""
COUNT, PART = 256, 0.5
"""Anchors of a picture that teach, and the part of them that may hold objects."""


@dataclass(frozen=True)
class AnchorTargets:
    """The anchors of one picture that teach.

    Attributes
    ----------
    places : intp (S,)
        Which they are, those that hold an object first.
    deltas : float32 (P, 4)
        From each of those that hold one to its box.
    weights : float32 (S,)
        How sure it is that they hold one; 1 where they hold none.
    """

    places: Places
    deltas: Float
    weights: Float


def anchor_targets(
    anchors: Float,
    marked: Marked,
    variance: Sequence[float],
    rng: np.random.Generator,
) -> AnchorTargets:
    """Choose the anchors of a picture that teach.

    An anchor holds an object that it overlaps enough; so that none goes without, those that
    overlap an object best hold it as well.

    Parameters
    ----------
    anchors : float32 (K, 4)
    marked : Marked
    variance : four floats
        That deltas are divided by.
    rng : Generator
    """
    objects = marked.boxes
    matches = match(anchors, objects)
    nearest, holds = matches.objects.copy(), matches.overlaps >= OBJECT
    if len(objects):
        best, own = _best_of_each(anchors, objects)
        nearest[best], holds[best] = own, True
    nothing = (matches.overlaps < NOTHING) & ~holds & ~in_crowds(anchors, marked.crowds)
    taught, others = choose(np.flatnonzero(holds), np.flatnonzero(nothing), COUNT, PART, rng)
    deltas = encode(anchors[taught], objects[nearest[taught]], variance)
    sure = np.concatenate([marked.scores[nearest[taught]], np.ones(len(others), np.float32)])
    return AnchorTargets(np.concatenate([taught, others]), deltas, sure)


def _best_of_each(anchors: Float, objects: Float) -> tuple[Places, Places]:
    """Return the anchors that overlap an object best, more than one if equal, and the objects."""
    table = iou(anchors, objects)
    is_best: Bool = (table == table.max(0)) & (table > 0)
    return np.nonzero(is_best)  # type: ignore[return-value]
