"""Counts over a whole video: what the lines and zones saw, and who can be forgotten."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Size
from maskrcnn.zones.anchors import Anchor
from maskrcnn.zones.clock import Clock
from maskrcnn.zones.crossing import LineWatch
from maskrcnn.zones.shapes import Line, Zone
from maskrcnn.zones.sighting import sightings
from maskrcnn.zones.visits import ZoneWatch

PATIENCE = 2.0


@dataclass(frozen=True)
class LineCount:
    """How often a line has been crossed so far."""

    line: Line
    inward: int
    outward: int


@dataclass(frozen=True)
class ZoneCount:
    """How many are in a zone."""

    zone: Zone
    inside: int


@dataclass(frozen=True)
class Counts:
    """What lines and zones say at one moment, in the order they were given."""

    lines: tuple[LineCount, ...] = ()
    zones: tuple[ZoneCount, ...] = ()


class Counter:
    """Counts who crosses which line, who is in which zone, and how long.

    The same instances in the same order give the same counts. Memory is that of the tracks of
    the last seconds: a track not seen for longer than `patience` is gone, and if its number comes
    back it is somebody else; one found again before may have crossed a line meanwhile.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        zones: Sequence[Zone],
        size: Size,
        labels: Labels,
        *,
        anchor: Anchor = "foot",
        patience: float = PATIENCE,
    ) -> None:
        """Watch lines and zones.

        Parameters
        ----------
        lines : sequence of Line
        zones : sequence of Zone
        size : (int, int)
            Height and width of the frames in pixels.
        labels : Labels
            Names of the classes in the summary.
        anchor : "foot" or "center"
            Which point of an object counts, see `anchor_points`.
        patience : float
            Seconds; longer than the tracker keeps those it has lost.

        Raises
        ------
        UsageError
            If two lines or two zones have the same name, or one leaves the picture.
        """
        _refuse_namesakes("lines", lines)
        _refuse_namesakes("zones", zones)
        self._lines = [LineWatch(line, size) for line in lines]
        self._zones = [ZoneWatch(zone, size) for zone in zones]
        self._size, self._labels, self._anchor, self._patience = size, labels, anchor, patience
        self._clock = Clock()
        self._seen: dict[int, float] = {}

    def update(self, tracked: Instances) -> None:
        """Look at the instances of the next frame.

        Raises
        ------
        UsageError
            If they have no tracks, or are of a frame of another size.
        """
        if tracked.size != self._size:
            height, width = self._size
            raise UsageError(
                f"lines and zones are for frames of {width}×{height}, "
                f"not {tracked.size[1]}×{tracked.size[0]}"
            )
        seen = sightings(tracked, self._anchor)
        now = self._clock.tick(tracked)
        for line in self._lines:
            line.update(seen)
        for zone in self._zones:
            zone.update(seen, now)
        self._seen.update((one.track_id, now) for one in seen)
        self._forget(now - self._clock.span(self._patience))

    def _forget(self, before: float) -> None:
        for track_id in [each for each, seen in self._seen.items() if seen < before]:
            del self._seen[track_id]
            for line in self._lines:
                line.forget(track_id)
            for zone in self._zones:
                zone.forget(track_id)

    @property
    def now(self) -> Counts:
        """Counts as of the last frame, to be drawn."""
        return Counts(
            tuple(
                LineCount(each.line, each.inward.total(), each.outward.total())
                for each in self._lines
            ),
            tuple(ZoneCount(each.zone, each.inside.total()) for each in self._zones),
        )

    def summary(self) -> dict[str, Any]:
        """Return all counts so far, by class too, as a dictionary for `json.dumps`.

        Of each line: crossings `in` and `out`. Of each zone: how many `entered` and `left`, are
        `inside` in the last frame and were at `most`; and by class their `dwell`: how many
        objects, the mean, longest and total time in `unit`.
        """
        return {
            "unit": self._clock.unit,
            "lines": [self._line_summary(each) for each in self._lines],
            "zones": [self._zone_summary(each) for each in self._zones],
        }

    def _line_summary(self, watch: LineWatch) -> dict[str, Any]:
        tallies = {"in": watch.inward, "out": watch.outward}
        return {
            "name": watch.line.name,
            "start": list(watch.line.start),
            "end": list(watch.line.end),
            **_totals(tallies),
            "classes": {
                self._labels.name(class_id): _of_class(tallies, class_id)
                for class_id in _classes(tallies.values())
            },
        }

    def _zone_summary(self, watch: ZoneWatch) -> dict[str, Any]:
        tallies = {"entered": watch.entered, "left": watch.left, "inside": watch.inside}
        return {
            "name": watch.zone.name,
            "corners": [list(corner) for corner in watch.zone.corners],
            **_totals(tallies),
            "most": watch.most,
            "classes": {
                self._labels.name(class_id): {
                    **_of_class(tallies, class_id),
                    "dwell": _rounded({**asdict(dwell), "mean": dwell.total / dwell.objects}),
                }
                for class_id, dwell in sorted(watch.dwell().items())
            },
        }


def _rounded(times: dict[str, float]) -> dict[str, float]:
    """Round times to a microsecond."""
    return {what: round(time, 6) for what, time in times.items()}


def _refuse_namesakes(what: str, shapes: Sequence[Line] | Sequence[Zone]) -> None:
    for name, times in Tally(shape.name for shape in shapes).items():
        if times > 1:
            raise UsageError(f"{times} {what} are called {name!r}: give each a name of its own")


def _totals(tallies: dict[str, Tally[int]]) -> dict[str, int]:
    return {what: tally.total() for what, tally in tallies.items()}


def _of_class(tallies: dict[str, Tally[int]], class_id: int) -> dict[str, int]:
    return {what: tally[class_id] for what, tally in tallies.items()}


def _classes(tallies: Iterable[Tally[int]]) -> list[int]:
    return sorted({class_id for tally in tallies for class_id, times in tally.items() if times})
