"""Who is in a zone, and how long they stay.

A track is inside from the frame on in which its point lies in the polygon, until it is farther out
than its reach, so that trembling on the boundary is one visit. Its dwell is the time between
frames at both of which it was inside, of all its visits together.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from maskrcnn.masks import Size
from maskrcnn.zones.shapes import Zone
from maskrcnn.zones.sighting import Sighting


@dataclass
class Dwell:
    """How long the objects of a class were inside: how many, together, and the longest."""

    objects: int = 0
    total: float = 0.0
    longest: float = 0.0

    def add(self, time: float) -> None:
        """Count one more object."""
        self.objects += 1
        self.total += time
        self.longest = max(self.longest, time)


@dataclass
class _Stay:
    """A track that is in the zone, or was; of the class that it first entered as."""

    class_id: int
    inside: bool
    seen: float
    time: float = 0.0


class ZoneWatch:
    """Counts the tracks in one zone.

    Attributes
    ----------
    zone : Zone
    entered, left : Tally of class id
        Whoever is inside when first seen has entered; who is gone while inside has left.
    inside : Tally of class id
        Those seen inside in the last frame.
    most : int
        The most at once.
    """

    def __init__(self, zone: Zone, size: Size) -> None:
        self.zone = zone
        self.entered: Tally[int] = Tally()
        self.left: Tally[int] = Tally()
        self.inside: Tally[int] = Tally()
        self.most = 0
        self._corners = zone.pixels(size).astype(np.float32)
        self._stays: dict[int, _Stay] = {}
        self._gone: defaultdict[int, Dwell] = defaultdict(Dwell)

    def update(self, seen: Iterable[Sighting], now: float) -> None:
        """Look at one frame."""
        stays = [self._see(one, now) for one in seen]
        self.inside = Tally(stay.class_id for stay in stays if stay is not None and stay.inside)
        self.most = max(self.most, self.inside.total())

    def forget(self, track_id: int) -> None:
        """Let go of a track that is gone; how long it stayed is kept by its class."""
        stay = self._stays.pop(track_id, None)
        if stay is not None:
            self._gone[stay.class_id].add(stay.time)
            self.left[stay.class_id] += stay.inside

    def dwell(self) -> dict[int, Dwell]:
        """Return how long those who are or were inside stayed, by class id."""
        classes = defaultdict(
            Dwell, {class_id: Dwell(**vars(gone)) for class_id, gone in self._gone.items()}
        )
        for stay in self._stays.values():
            classes[stay.class_id].add(stay.time)
        return dict(classes)

    def _see(self, one: Sighting, now: float) -> _Stay | None:
        distance = cv2.pointPolygonTest(self._corners, (one.x, one.y), True)
        stay = self._stays.get(one.track_id)
        if stay is None:
            if distance < 0:
                return None
            stay = self._stays[one.track_id] = _Stay(one.class_id, False, now)
        before, stay.inside = stay.inside, distance >= (-one.reach if stay.inside else 0)
        if before and stay.inside:
            stay.time += now - stay.seen
        self.entered[stay.class_id] += stay.inside and not before
        self.left[stay.class_id] += before and not stay.inside
        stay.seen = now
        return stay
