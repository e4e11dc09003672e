"""One object of a track in one frame, as lines and zones look at it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances
from maskrcnn.zones.anchors import Anchor, anchor_points

REACH = 0.1
"""How far a point must be from a line before its side counts, in sizes of the object: the root of
its box's area. Masks of what stands still move less from frame to frame."""


class Sighting(NamedTuple):
    """Who was seen where; `x`, `y` and `reach` are in pixels."""

    track_id: int
    class_id: int
    x: float
    y: float
    reach: float


def sightings(tracked: Instances, anchor: Anchor) -> list[Sighting]:
    """Return a sighting for each instance.

    Raises
    ------
    UsageError
        If nobody keeps track of them.
    """
    if tracked.track_ids is None:
        raise UsageError("lines and zones count tracks: track the instances first")
    extents = (tracked.boxes[:, 2:] - tracked.boxes[:, :2]).astype(np.float64)
    reach = REACH * np.sqrt(extents.prod(1))
    columns = (tracked.track_ids, tracked.class_ids, *anchor_points(tracked, anchor).T, reach)
    return [Sighting(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
