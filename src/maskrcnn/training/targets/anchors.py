"""What the region proposal network should have said of anchors.

Ren et al., "Faster R-CNN", 2015, arXiv:1506.01497, section 3.1.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maskrcnn.masks import Bool, Float
from maskrcnn.rcnn.boxes import encode, iou
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
    """

    places: Places
    deltas: Float


def anchor_targets(
    anchors: Float,
    objects: Float,
    crowds: Float,
    variance: Sequence[float],
    rng: np.random.Generator,
) -> AnchorTargets:
    """Choose the anchors of a picture that teach.

    An anchor holds an object that it overlaps enough; so that none goes without, those that
    overlap an object best hold it as well.

    Parameters
    ----------
    anchors : float32 (K, 4)
    objects, crowds : float32 (G, 4), (M, 4)
        What is marked.
    variance : four floats
        That deltas are divided by.
    rng : Generator
    """
    matches = match(anchors, objects)
    nearest, holds = matches.objects.copy(), matches.overlaps >= OBJECT
    if len(objects):
        best, own = _best_of_each(anchors, objects)
        nearest[best], holds[best] = own, True
    nothing = (matches.overlaps < NOTHING) & ~holds & ~in_crowds(anchors, crowds)
    taught, others = choose(np.flatnonzero(holds), np.flatnonzero(nothing), COUNT, PART, rng)
    deltas = encode(anchors[taught], objects[nearest[taught]], variance)
    return AnchorTargets(np.concatenate([taught, others]), deltas)


def _best_of_each(anchors: Float, objects: Float) -> tuple[Places, Places]:
    """Return the anchors that overlap an object best, more than one if equal, and the objects."""
    table = iou(anchors, objects)
    is_best: Bool = (table == table.max(0)) & (table > 0)
    return np.nonzero(is_best)  # type: ignore[return-value]
