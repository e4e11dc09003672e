"""A video file as its frames, each at its own time."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from weakref import WeakSet

from maskrcnn.errors import VideoError
from maskrcnn.footage import Footage, Moment
from maskrcnn.sources.frame import Frame
from maskrcnn.sources.video.cut import WHOLE, Cut, clock
from maskrcnn.sources.video.damage import Damage
from maskrcnn.sources.video.facts import find_facts
from maskrcnn.sources.video.location import locate
from maskrcnn.sources.video.reading import Reading
from maskrcnn.sources.video.wholeness import missing_bytes


class Video:
    """A video in a file, in numbered pictures, or on the web.

    Opening reads the header and decodes the first frame, no more. Whatever FFmpeg decodes is
    read; a playlist in a file may name other files, but nothing on the network.

    Parameters
    ----------
    source : str or path-like
        A file, a pattern such as "frames/%06d.png", or an ``http://`` or ``https://`` address.
    cut : Cut
        Which frames; times count from the video's first frame.
    size : str, optional
        What frames are scaled to: "640x480", "640x" or "x480" (the other side follows), or "640"
        (the longer side). Only the first ever enlarges.

    Attributes
    ----------
    name : str
        What messages call it.
    path : Path or None
        The file, or the pattern; None on the web.
    footage : Footage
        Of the frames as they come out: turned, scaled, cut.
    notes : tuple of str
        What the user should hear, such as "turned by 90° as the file asks".
    damage : Damage
        What is wrong, counted while the latest reading goes on.

    Raises
    ------
    VideoError
        If it is no video, or no frame of it can be decoded.
    UsageError
        If `size` makes no sense.
    """

    def __init__(
        self, source: str | os.PathLike[str], cut: Cut = WHOLE, size: str | None = None
    ) -> None:
        self._location = locate(source)
        self._facts = find_facts(self._location, size)
        self._cut = cut
        self._readings: WeakSet[Generator[Frame]] = WeakSet()
        self.name = self._location.name
        self.path: Path | None = self._location.path
        self.notes = self._facts.notes
        self.footage: Footage = self._facts.footage_of(cut)
        self._missing = self._missing_bytes()
        self.damage = Damage(missing_bytes=self._missing)

    def __enter__(self) -> Video:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all readings and free their decoders, but for one that another thread is in."""
        for reading in list(self._readings):
            with suppress(ValueError):
                reading.close()

    def frames(self, after: Moment | None = None) -> Generator[Frame]:
        """Read every frame in order, from the first or behind a moment.

        Times of the file are kept, tick for tick; those that are missing or run backwards are
        repaired, so that they always increase. What cannot be decoded is left out and counted in
        `damage`. Closing the iterator frees the decoder.

        Parameters
        ----------
        after : Moment, optional
            Of the last frame that was read before. What follows is what a reading without a break
            would give, index and ticks too: by a seek where that is certain, else by reading from
            the beginning.

        Yields
        ------
        Frame
            Upright, BGR; `index` counts from the first frame of the cut.

        Raises
        ------
        VideoError
            If there is no frame in the cut, or the file has gone.
        """
        self.damage = Damage(missing_bytes=self._missing)
        reading = self._read(after, self.damage)
        self._readings.add(reading)
        return reading

    def _read(self, after: Moment | None, damage: Damage) -> Generator[Frame]:
        printer = self._facts.printer()
        frame_and_moment = Reading(self._location, self._facts, self._cut, damage).frames(after)
        moment = after
        with closing(frame_and_moment):
            for frame, moment in frame_and_moment:
                damage.resized += (frame.height, frame.width) != self._facts.coded
                name = f"{self.name} frame {moment.index}"
                yield Frame(printer.print(frame), name, self.path, moment.index, moment)
        if moment is None:
            raise VideoError(self._no_frames())

    def _no_frames(self) -> str:
        start, whole = clock(self._cut.start or 0), self._facts.footage
        if whole.frames is None:
            return f"{self.name}: no frame from {start} on"
        end = clock(float(whole.frames / whole.rate))
        return f"{self.name}: no frame from {start} on; it ends at about {end}"

    def _missing_bytes(self) -> int:
        """Not of a sequence or of what is on the web."""
        if self.path is None or self._location.is_sequence:
            return 0
        with suppress(OSError):
            return missing_bytes(self.path)
        return 0
