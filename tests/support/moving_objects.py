"""Objects that move as a test says, as a network would find them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from maskrcnn.tracking import Tracker, TrackOptions
from tests.support.strategies import LABELS

SIZE = (480, 640)
FLOORS = np.array([0.5, 0.5, np.inf], np.float32)
"""People and dogs over 0.5, no kites."""

Thing = tuple[tuple[float, float, float, float], float, int]
"""Centre x and y, width and height; score; class."""


def frame(
    things: Iterable[Thing],
    seconds: float | None = None,
    crops: Iterable[np.ndarray] | None = None,
    size: tuple[int, int] = SIZE,
) -> Instances:
    """Find things in a frame, in the order given; solid masks unless crops are."""
    things = list(things)
    middles = np.array([box for box, _, _ in things], float).reshape(-1, 4)
    halves = middles[:, 2:] / 2
    boxes = np.hstack([middles[:, :2] - halves, middles[:, :2] + halves])
    return Instances(
        size=size,
        boxes=boxes.clip(0, [*size[::-1], *size[::-1]]).astype(np.float32),
        scores=np.array([score for _, score, _ in things], np.float32),
        class_ids=np.array([class_id for _, _, class_id in things], np.int32),
        crops=tuple(crops or (np.full((8, 8), 255, np.uint8) for _ in things)),
        labels=LABELS,
        moment=None if seconds is None else moment(seconds),
    )


def moment(seconds: float) -> Moment:
    return Moment(0, round(seconds * 1000), 0, Fraction(1, 1000))


def track(frames: Iterable[Instances], **options: Any) -> list[Instances]:
    """Send frames through a tracker of their own."""
    tracker = Tracker(FLOORS, TrackOptions(**options))
    return [tracker.update(each) for each in frames]


def ids(found: Instances) -> list[int]:
    assert found.track_ids is not None
    return [int(each) for each in found.track_ids]


def who(found: Instances) -> dict[int, float]:
    """Where along the picture each track is: x of its centre."""
    return dict(
        zip(ids(found), ((found.boxes[:, 0] + found.boxes[:, 2]) / 2).tolist(), strict=True)
    )
