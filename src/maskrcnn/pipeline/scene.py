"""What becomes of the objects of a frame, one frame after the other: tracked, counted, drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.drawing.overlay import ColorBy, draw_instances
from maskrcnn.drawing.trails import Trails
from maskrcnn.drawing.zones import draw_zones, write_counts
from maskrcnn.errors import UsageError
from maskrcnn.footage import Footage
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8
from maskrcnn.tracking import Tracker
from maskrcnn.zones import Counter, Line, Zone


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
    colors : "instance", "class", "track" or None
        What has a colour of its own; None is the track where there are tracks, else the class.
    """

    track: bool = False
    lines: tuple[Line, ...] = ()
    zones: tuple[Zone, ...] = ()
    trails: bool = False
    colors: ColorBy | None = None

    @property
    def tracks(self) -> bool:
        """Whether anything needs tracks."""
        return self.track or self.trails or bool(self.lines or self.zones) or self.colors == "track"


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
    """

    def __init__(
        self,
        options: SceneOptions,
        footage: Footage,
        labels: Labels,
        floors: NDArray[np.float32],
    ) -> None:
        self._color_by: ColorBy = options.colors or ("track" if options.tracks else "class")
        self._tracker = Tracker(floors) if options.tracks else None
        self._counter = (
            Counter(options.lines, options.zones, footage.size, labels)
            if options.lines or options.zones
            else None
        )
        self._trails = Trails(color_by=self._color_by) if options.trails else None

    def see(self, found: Instances) -> Instances:
        """Return the objects to be shown, with their tracks, and count them."""
        seen = found if self._tracker is None else self._tracker.update(found)
        if self._counter is not None:
            self._counter.update(seen)
        if self._trails is not None:
            self._trails.update(seen)
        return seen

    def replay(self, earlier: Iterable[Instances]) -> None:
        """See again what was found in earlier frames."""
        for found in earlier:
            self.see(found)

    def draw(self, seen: Instances) -> Uint8:
        """Draw what `see` returned into a copy of its frame, `uint8 (H, W, 3)`."""
        if seen.image is None:
            raise UsageError("these instances carry no picture to draw on")
        canvas = seen.image.copy()
        if self._counter is not None:
            draw_zones(canvas, self._counter.now)
        if self._trails is not None:
            self._trails.draw(canvas)
        draw_instances(canvas, seen, self._color_by)
        if self._counter is not None:
            write_counts(canvas, self._counter.now)
        return canvas

    def summary(self) -> dict[str, Any]:
        """Return what was counted on lines and in zones, for JSON."""
        return {} if self._counter is None else self._counter.summary()
