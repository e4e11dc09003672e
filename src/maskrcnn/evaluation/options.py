"""What users ask of an evaluation."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.errors import UsageError
from maskrcnn.options import Confidence

LEAST_OBJECTS, MOST_OBJECTS = 10, 10_000
LARGEST_GROUP = 256


@dataclass(frozen=True)
class EvaluationOptions:
    """What counts in an evaluation, and where.

    Average precision goes down to low scores and over many overlaps. All else (which objects are
    missed, false or taken for others) is told at one confidence and one overlap, as users see it.

    Attributes
    ----------
    floor : float
        Score that an object must exceed to count at all, 0 to 1.
    most : int
        How many objects of a picture count, those of the best scores.
    confidence : Confidence
        Score that an object must exceed to be shown.
    iou : float
        Intersection over union from which on an object is found, over 0 up to 1.
    worst : int
        How many of the pictures that came out worst are kept.
    group : int
        How many pictures the predictor is given at once.

    Raises
    ------
    UsageError
        If a number makes no sense.
    """

    floor: float = 0.01
    most: int = 100
    confidence: Confidence = Confidence()
    iou: float = 0.5
    worst: int = 12
    group: int = 8

    def __post_init__(self) -> None:
        if not 0 <= self.floor < 1:
            raise UsageError(f"score {self.floor:g}: objects count from 0 to under 1")
        if not LEAST_OBJECTS <= self.most <= MOST_OBJECTS:
            raise UsageError(
                f"{self.most} objects a picture: give {LEAST_OBJECTS} to {MOST_OBJECTS:,}"
            )
        if not 0 < self.iou <= 1:
            raise UsageError(f"overlap {self.iou:g}: give a number over 0, up to 1")
        if self.worst < 0:
            raise UsageError(f"{self.worst} worst pictures: give 0 or more")
        if not 1 <= self.group <= LARGEST_GROUP:
            raise UsageError(f"{self.group} pictures at once: give 1 to {LARGEST_GROUP}")
