"""What the heads should have said of proposals: class, box and mask.

Girshick, "Fast R-CNN", 2015, arXiv:1504.08083, section 2.3; He et al., "Mask R-CNN", 2017,
arXiv:1703.06870, section 3.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Float, Uint8
from maskrcnn.rcnn.boxes import area, encode
from maskrcnn.training.targets.marked import Marked
from maskrcnn.training.targets.matching import Places, choose, in_crowds, match

OBJECT = 0.5
"""From this overlap on a proposal holds an object."""
PART = 0.25
"""Of the proposals that teach, at most so many hold objects."""


@dataclass(frozen=True)
class RoiTargets:
    """The proposals of one picture that teach.

    Attributes
    ----------
    boxes : float32 (S, 4)
        Those that hold an object first.
    classes : int64 (S,)
        0 is the background, so that the first class is 1.
    objects : intp (P,)
        Which object each of those that hold one does.
    deltas : float32 (P, 4)
        From each of them to its object's box.
    weights : float32 (S,)
        How sure it is that they hold it; 1 where they hold none.
    """

    boxes: Float
    classes: NDArray[np.int64]
    objects: Places
    deltas: Float
    weights: Float


def roi_targets(
    proposals: Float,
    marked: Marked,
    count: int,
    variance: Sequence[float],
    rng: np.random.Generator,
) -> RoiTargets:
    """Choose proposals of a picture that teach.

    The marked boxes are proposals too, so that there are good ones from the first step on.

    Parameters
    ----------
    proposals : float32 (P, 4)
    marked : Marked
    count : int
        How many are chosen, at most.
    variance : four floats
        That deltas are divided by.
    rng : Generator
    """
    boxes = np.concatenate([proposals, marked.boxes])
    boxes = boxes[area(boxes) > 0]
    matches = match(boxes, marked.boxes)
    holds = matches.overlaps >= OBJECT
    nothing = ~holds & ~in_crowds(boxes, marked.crowds)
    taught, others = choose(np.flatnonzero(holds), np.flatnonzero(nothing), count, PART, rng)
    objects = matches.objects[taught]
    classes = np.zeros(len(taught) + len(others), np.int64)
    classes[: len(taught)] = marked.class_ids[objects] + 1
    deltas = encode(boxes[taught], marked.boxes[objects], variance)
    sure = np.concatenate([marked.scores[objects], np.ones(len(others), np.float32)])
    return RoiTargets(boxes[np.concatenate([taught, others])], classes, objects, deltas, sure)


def mask_targets(targets: RoiTargets, marked: Marked, size: int) -> Float:
    """Return the masks that the proposals with an object should get, `float32 (P, size, size)`.

    1 where the object is, 0 where it is not.
    """
    masks = np.zeros((len(targets.objects), size, size), np.float32)
    for mask, roi, place in zip(masks, targets.boxes, targets.objects, strict=False):
        mask[...] = _over(roi, marked.masks[place], marked.boxes[place], size) >= 128
    return masks


def _over(roi: Float, mask: Uint8, box: Float, size: int) -> Uint8:
    """Sample a mask over another box than its own; beyond its own it is 0."""
    cells = np.array(mask.shape[::-1], np.float32) / (box[2:] - box[:2])
    step = (roi[2:] - roi[:2]) / size * cells
    first = (roi[:2] - box[:2]) * cells + step / 2 - 0.5
    places = np.array([[step[0], 0, first[0]], [0, step[1], first[1]]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(mask, places, (size, size), flags=flags), np.uint8)
