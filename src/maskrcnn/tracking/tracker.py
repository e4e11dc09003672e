"""`Tracker`: instances of one frame after the other in, the same with track ids out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import UsageError
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from maskrcnn.tracking.association import associate
from maskrcnn.tracking.kalman import STEPS_PER_SECOND
from maskrcnn.tracking.rows import join
from maskrcnn.tracking.track_options import LOW_SCORE, TrackOptions
from maskrcnn.tracking.tracks import Sightings, Tracks


class Tracker:
    """Tells who is who from frame to frame.

    Every object over its threshold is part of a track from its first frame on, so that none goes
    missing; one below that continues a track is shown too. Ids count from 1 and never return.
    What it says depends on what was found alone, not on the order in which it was: results read
    from a file give the same ids, also if only those that were shown were kept.
    """

    def __init__(self, floors: NDArray[np.float32], options: TrackOptions = TrackOptions()) -> None:
        """Begin without tracks.

        Parameters
        ----------
        floors : float32 (C,)
            The score that objects of each class must exceed to begin a track, as
            `maskrcnn.options.Selection.floors` returns it; infinity where a class is not wanted.
            Those between `LOW_SCORE` and it continue tracks only.
        options : TrackOptions
        """
        self._floors = np.asarray(floors, np.float32)
        self._lowest = np.where(np.isinf(floors), np.inf, np.minimum(floors, LOW_SCORE))
        self._options = options
        self._next_id = 1
        self._tracks = Tracks.none(len(self._floors))
        self._time: float | None = None

    def update(self, found: Instances) -> Instances:
        """Return those instances of the next frame that belong to a track, best score first.

        Their `track_ids` are set. Time passes by `found.moment`; by a thirtieth of a second
        where frames have none, or where they go back in time.

        Raises
        ------
        UsageError
            If there are not as many labels as floors.
        """
        if len(found.labels) != len(self._floors):
            raise UsageError(
                f"thresholds for {len(self._floors)} classes, but instances of "
                f"{len(found.labels)}: make a Tracker for each model"
            )
        found = _ranked(found[found.scores > self._lowest[found.class_ids]])
        seen = Sightings.of(found, self._floors)
        ids = self._continue(seen, self._seconds_to(found.moment))
        begun = np.flatnonzero((ids == 0) & seen.sure)
        ids[begun] = self._begin(seen[begun])
        return replace(found, track_ids=ids)[ids > 0]

    def _continue(self, seen: Sightings, seconds: float) -> NDArray[np.int32]:
        """Move all tracks on; return the id of each object that continues one, 0 of others."""
        ids = np.zeros(len(seen.sure), np.int32)
        tracks = self._tracks.after(seconds)
        chosen = associate(tracks, seen, self._options)
        continued = tracks[chosen >= 0].seen(seen[chosen[chosen >= 0]])
        missed = tracks[(chosen < 0) & (tracks.unseen <= self._options.buffer)].missed()
        self._tracks = join([continued, missed])
        ids[chosen[chosen >= 0]] = continued.ids
        return ids

    def _begin(self, seen: Sightings) -> NDArray[np.int32]:
        new = Tracks.begin(self._next_id, seen)
        self._next_id += len(new)
        self._tracks = join([self._tracks, new])
        return new.ids

    def _seconds_to(self, moment: Moment | None) -> float:
        now = None if moment is None else moment.seconds
        before, self._time = self._time, now
        passed = 0.0 if now is None or before is None else now - before
        return passed if passed > 0 else 1 / STEPS_PER_SECOND


def _ranked(found: Instances) -> Instances:
    """Return instances by falling score, and equal ones in an order of their own."""
    looks = found.crops or ((),) * len(found)

    def rank(place: int) -> tuple[object, ...]:
        look = np.asarray(looks[place])
        box = found.boxes[place].tolist()
        return -found.scores[place], found.class_ids[place], box, look.shape, look.tobytes()

    return found[sorted(range(len(found)), key=rank)]
