"""Tracks: objects that were seen before, and what is remembered of each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from maskrcnn.instances import Instances
from maskrcnn.tracking.kalman import STEPS_PER_SECOND, Motion, Numbers
from maskrcnn.tracking.overlap import Shapes, shapes_of
from maskrcnn.tracking.rows import Bool, Rows


@dataclass(frozen=True, eq=False)
class Sightings(Rows):
    """What a network found in one frame.

    Attributes
    ----------
    boxes : float64 (D, 4)
        `xyxy` as parts of the picture's sides, so that frames may differ in size.
    shapes : float32 (D, 16, 16)
        Soft masks over the boxes, from 0 to 1.
    votes : float64 (D, C)
        The score, at the class.
    sure : bool (D,)
        Whether the score is over the threshold.
    """

    boxes: Numbers
    shapes: Shapes
    votes: Numbers
    sure: Bool

    @classmethod
    def of(cls, found: Instances, floors: NDArray[np.float32]) -> Sightings:
        """Take what tracking needs from instances and the score each class must exceed `(C,)`."""
        height, width = found.size
        votes = np.zeros((len(found), len(floors)))
        votes[np.arange(len(found)), found.class_ids] = found.scores
        return cls(
            found.boxes.astype(np.float64) / [width, height, width, height],
            shapes_of(found.crops, len(found)),
            votes,
            found.scores > floors[found.class_ids],
        )


@dataclass(frozen=True, eq=False)
class Tracks(Rows):
    """T objects that were seen before.

    Attributes
    ----------
    ids : int32 (T,)
    motion : Motion
    shapes : float32 (T, 16, 16)
        Soft masks when they were last seen.
    votes : float64 (T, C)
        The sum of the scores for each class.
    unseen : float64 (T,)
        Seconds since they were last seen.
    current : bool (T,)
        Whether they were seen in the last frame.
    """

    ids: NDArray[np.int32]
    motion: Motion
    shapes: Shapes
    votes: Numbers
    unseen: Numbers
    current: Bool

    @classmethod
    def none(cls, classes: int) -> Tracks:
        """Return no tracks, of a model with some number of classes."""
        nothing = Sightings(
            np.zeros((0, 4)), shapes_of((), 0), np.zeros((0, classes)), np.zeros(0, np.bool_)
        )
        return cls.begin(1, nothing)

    @classmethod
    def begin(cls, first_id: int, seen: Sightings) -> Tracks:
        """Begin a track with every object seen."""
        count = len(seen.boxes)
        return cls(
            np.arange(first_id, first_id + count, dtype=np.int32),
            Motion.of(seen.boxes),
            seen.shapes,
            seen.votes,
            np.zeros(count),
            np.ones(count, np.bool_),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def after(self, seconds: float) -> Tracks:
        """Return where they are expected some seconds later."""
        motion = self.motion.after(seconds * STEPS_PER_SECOND)
        return replace(self, motion=motion, unseen=self.unseen + seconds)

    def seen(self, seen: Sightings) -> Tracks:
        """Return the same tracks, each continued by the object in its row."""
        return replace(
            self,
            motion=self.motion.seen(seen.boxes),
            shapes=seen.shapes,
            votes=self.votes + seen.votes,
            unseen=np.zeros(len(self)),
            current=np.ones(len(self), np.bool_),
        )

    def missed(self) -> Tracks:
        """Return the same tracks, none of which was seen."""
        return replace(self, current=np.zeros(len(self), np.bool_))
