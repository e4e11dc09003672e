"""Who crosses a line.

A track is on a side of the line once it is farther from it than its reach, so that trembling on
the line counts for nothing. When it has changed sides, and its way led through the line and not
past one of its ends, it has crossed.
"""

from __future__ import annotations

import math
from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass

from maskrcnn.masks import Size
from maskrcnn.zones.shapes import Line
from maskrcnn.zones.sighting import Sighting


@dataclass
class _Walk:
    """A track beside the line.

    `along` and `across` are pixels from the start, towards the end and to the right; `side` is
    -1 left, 1 right, 0 not yet known; `through` tells whether it last passed between the ends.
    """

    along: float
    across: float
    side: int = 0
    through: bool = False


class LineWatch:
    """Counts the tracks that cross one line.

    Attributes
    ----------
    line : Line
    inward, outward : Tally of class id
        How often it was crossed, by the class of who crossed.
    """

    def __init__(self, line: Line, size: Size) -> None:
        self.line = line
        self.inward: Tally[int] = Tally()
        self.outward: Tally[int] = Tally()
        (self._x, self._y), (end_x, end_y) = line.pixels(size).tolist()
        self._length = math.hypot(end_x - self._x, end_y - self._y)
        self._unit = (end_x - self._x) / self._length, (end_y - self._y) / self._length
        self._walks: dict[int, _Walk] = {}

    def update(self, seen: Iterable[Sighting]) -> None:
        """Look at one frame."""
        for one in seen:
            self._see(one)

    def forget(self, track_id: int) -> None:
        """Let go of a track that is gone."""
        self._walks.pop(track_id, None)

    def _see(self, one: Sighting) -> None:
        x, y = one.x - self._x, one.y - self._y
        along = x * self._unit[0] + y * self._unit[1]
        across = y * self._unit[0] - x * self._unit[1]
        walk = self._walks.setdefault(one.track_id, _Walk(along, across))
        if (walk.across > 0) != (across > 0):
            part = walk.across / (walk.across - across)
            walk.through = 0 <= walk.along + part * (along - walk.along) <= self._length
        walk.along, walk.across = along, across
        if abs(across) > one.reach:
            side = 1 if across > 0 else -1
            if walk.side == -side and walk.through:
                (self.inward if side > 0 else self.outward)[one.class_id] += 1
            walk.side = side
