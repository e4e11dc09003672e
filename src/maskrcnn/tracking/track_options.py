"""What a tracker goes by."""

from __future__ import annotations

import math
from dataclasses import dataclass

from maskrcnn.errors import UsageError

LOW_SCORE = 0.1
"""Objects over this score may continue a track; predictors are to find them for a tracker."""


@dataclass(frozen=True)
class TrackOptions:
    """How alike an object and a track must be, and how long a track is remembered.

    Likeness runs from 0 to 1: a mean of the intersections over union of the boxes and of the
    masks, where the track is expected to be by now.

    Attributes
    ----------
    buffer : float
        Seconds that a lost track is kept for. One seen in the last frame is always kept, however
        far apart frames are.
    mask_weight : float
        Part of the masks in the likeness, the rest is that of the boxes; 0 leaves masks out.
    least : float
        Likeness that an object over its threshold needs to continue a track.
    least_doubtful : float
        Likeness that an object below its threshold needs.
    least_other_class : float
        Likeness that an object needs to continue a track of another class.
    by_class : bool
        Whether the class matters. A track's class is the one that most of its scores went to, so
        that an object which is a truck in one frame and a car in all others remains who it is.
    """

    buffer: float = 1.0
    mask_weight: float = 0.5
    least: float = 0.01
    least_doubtful: float = 0.4
    least_other_class: float = 0.7
    by_class: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.buffer < math.inf:
            raise UsageError(f"buffer of {self.buffer} s: give the seconds to keep lost tracks for")
        if not 0 <= self.mask_weight <= 1:
            raise UsageError(f"mask_weight {self.mask_weight}: give a number from 0 to 1")
        for name in ("least", "least_doubtful", "least_other_class"):
            if not 0 < getattr(self, name) <= 1:
                raise UsageError(f"{name} {getattr(self, name)}: give a likeness over 0, at most 1")
