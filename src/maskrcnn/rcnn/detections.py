"""Detections: what the second stage makes of proposals, boxes of objects of a class.

Fast R-CNN (Girshick, 2015, arXiv:1504.08083): each class has a probability and a box of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Float, Size
from maskrcnn.rcnn.boxes import area, clip, decode, finite
from maskrcnn.rcnn.probabilities import softmax
from maskrcnn.rcnn.settings import RCNNSettings, Suppression
from maskrcnn.rcnn.suppression import best, suppress


@dataclass(frozen=True)
class Detections:
    """Objects that were found, best first.

    Attributes
    ----------
    boxes : float32 (D, 4)
        `xyxy` in pixels of the network's input, inside it and not empty.
    scores : float32 (D,)
        Probabilities.
    class_ids : int32 (D,)
        From 0, the background left out.
    proposals : intp (D,)
        The row of the proposal that each came from.
    """

    boxes: Float
    scores: Float
    class_ids: NDArray[np.int32]
    proposals: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.boxes)

    def take(self, places: NDArray[np.intp]) -> Detections:
        """Return the detections at some places, in that order."""
        return Detections(
            self.boxes[places], self.scores[places], self.class_ids[places], self.proposals[places]
        )


def detect(
    proposals: Float,
    class_logits: Float,
    deltas: Float,
    input_size: Size,
    floors: Float,
    settings: RCNNSettings,
) -> Detections:
    """Correct the proposals of one picture, class by class, and keep the best of each object.

    Numbers of the network that are not finite cost the boxes that they belong to, and no others.

    Parameters
    ----------
    proposals : float32 (P, 4)
    class_logits : float32 (P, C + 1)
        The background first.
    deltas : float32 (P, C, 4)
    input_size : (int, int)
        Height and width of the network's input.
    floors : float32 (C,)
        The probability that each class must exceed; infinite for one that is not wanted.
    settings : RCNNSettings
    """
    probabilities = softmax(class_logits)[:, 1:]
    rows, class_ids = np.nonzero(probabilities > floors)
    corrections = deltas[rows, class_ids]
    decoded = decode(proposals[rows], corrections, settings.box_variance)
    boxes = clip(decoded, input_size)
    found = Detections(boxes, probabilities[rows, class_ids], class_ids.astype(np.int32), rows)
    sound = np.flatnonzero(finite(corrections) & finite(decoded) & (area(boxes) > 0))
    ranked = sound[best(found.scores[sound], len(sound))]
    return _one_of_each_object(found.take(ranked), settings.detections)


def _one_of_each_object(found: Detections, limits: Suppression) -> Detections:
    most = limits.total if limits.per_class >= limits.total else len(found)
    kept = suppress(found.boxes, limits.overlap, most, found.class_ids)
    kept = kept[_ranks(found.class_ids[kept]) < limits.per_class]
    return found.take(kept[: limits.total])


def _ranks(class_ids: NDArray[np.int32]) -> NDArray[np.intp]:
    """Return how many of its own class stand before each."""
    order = np.argsort(class_ids, kind="stable")
    ranks = np.empty(len(order), np.intp)
    ranks[order] = np.arange(len(order)) - np.searchsorted(class_ids[order], class_ids[order])
    return ranks
