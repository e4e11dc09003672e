"""What becomes of the objects of a frame, one frame after the other: tracked, counted, drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.drawing.colors import ColorBy
from maskrcnn.drawing.look import Look
from maskrcnn.drawing.painter import Painter
from maskrcnn.drawing.pen import Pen
from maskrcnn.drawing.styles import STYLES
from maskrcnn.drawing.trails import Trails
from maskrcnn.drawing.zones import draw_zones, write_counts
from maskrcnn.errors import UsageError
from maskrcnn.footage import Footage, Moment
from maskrcnn.formats import Collection
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8
from maskrcnn.tracking import Tracker
from maskrcnn.zones import Counter, Line, Zone

ORIGIN = Moment(0, 0, 0, Fraction(1))
"""When videos that replace something begin: not where a run that is resumed does."""


@dataclass(frozen=True)
class SceneOptions:
    """What is asked of a video beyond its objects.

    Attributes
    ----------
    track : bool
        Whether to tell who is who from frame to frame; lines, zones, trails and colours by track
        do so anyway.
    lines, zones : tuple
        Where to count.
    trails : bool
        Whether to draw where tracked objects came from.
    look : Look
        What frames are made to look like.
    """

    track: bool = False
    lines: tuple[Line, ...] = ()
    zones: tuple[Zone, ...] = ()
    trails: bool = False
    look: Look = Look()

    @property
    def tracks(self) -> bool:
        """Whether anything needs tracks."""
        counts = bool(self.lines or self.zones)
        return self.track or self.trails or counts or self.look.color_by == "track"

    @property
    def remembers(self) -> bool:
        """Whether what is shown of a frame depends on the frames before it."""
        return self.tracks or any(STYLES[name].remembers for name in self.look.styles)


class Scene:
    """Remembers what was seen in earlier frames; frames come in their order.

    Parameters
    ----------
    options : SceneOptions
    footage : Footage
    labels : Labels
    floors : float32 (C,)
        The score that objects of each class must exceed to be shown; a tracker takes weaker ones
        too, to follow what it has seen.
    tracked : bool
        Whether the instances that come are tracked already.
    """

    def __init__(
        self,
        options: SceneOptions,
        footage: Footage,
        labels: Labels,
        floors: NDArray[np.float32],
        *,
        tracked: bool = False,
    ) -> None:
        color_by: ColorBy = "track" if options.tracks or tracked else "class"
        self._painter = Painter(options.look, labels, color_by, ORIGIN)
        self._tracker = Tracker(floors) if options.tracks and not tracked else None
        self._counter = (
            Counter(options.lines, options.zones, footage.size, labels)
            if options.lines or options.zones
            else None
        )
        self._trails = (
            Trails(color_by=self._painter.color_by, palette=options.look.palette)
            if options.trails
            else None
        )

    @classmethod
    def of_results(cls, options: SceneOptions, footage: Footage, results: Collection) -> Scene:
        """Begin a scene of frames whose objects are known, with the tracks that they may have."""
        floors = np.zeros(len(results.labels), np.float32)
        return cls(options, footage, results.labels, floors, tracked=results.is_tracked)

    def see(self, found: Instances) -> Instances:
        """Return the objects to be shown, with their tracks, and count them."""
        seen = found if self._tracker is None else self._tracker.update(found)
        if self._counter is not None:
            self._counter.update(seen)
        if self._trails is not None:
            self._trails.update(seen)
        self._painter.see(seen)
        return seen

    def replay(self, earlier: Iterable[Instances]) -> None:
        """See again what was found in earlier frames."""
        for found in earlier:
            self.see(found)

    def draw(self, seen: Instances) -> Uint8:
        """Return a new picture of the frame with what `see` returned, as `Painter.paint` does."""
        if seen.image is None:
            raise UsageError("these instances carry no picture to draw on")
        return self._painter.paint(seen.image, seen, self._draw_below, self._draw_above)

    def close(self) -> None:
        """Let go of what the look holds."""
        self._painter.close()

    def _draw_below(self, canvas: Uint8, pen: Pen) -> None:
        if self._counter is not None:
            draw_zones(canvas, self._counter.now, pen)
        if self._trails is not None:
            self._trails.draw(canvas, pen)

    def _draw_above(self, canvas: Uint8, pen: Pen) -> None:
        if self._counter is not None:
            write_counts(canvas, self._counter.now, pen)

    def summary(self) -> dict[str, Any]:
        """Return what was counted on lines and in zones, for JSON."""
        return {} if self._counter is None else self._counter.summary()
