"""Writing a video and its results so that nothing is lost: in segments, with a journal.

A segment is some hundred frames in a closed file, with the results of those frames in another. When
both are on the disk the journal says so. In the end, and also when the run is cut short by an
error or Ctrl-C, the segments are joined, without encoding anything again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

from maskrcnn.errors import MaskRCNNError
from maskrcnn.footage import Footage, Moment
from maskrcnn.instances import Instances
from maskrcnn.journal import Journal
from maskrcnn.masks import Uint8
from maskrcnn.pipeline.segment import Segment, SegmentFiles, Target
from maskrcnn.results import join_results, read_results
from maskrcnn.writers.video import Original, check, join

SEGMENT_FRAMES = 240
"""As many are done again, at most, after a kill."""


class Recording:
    """A video and a results file on their way to the disk.

    Parameters
    ----------
    journal : Journal
    target : Target
    footage : Footage
    frames : int
        The most frames of a segment.
    seconds : float
        The longest time that passes in one.
    """

    def __init__(
        self,
        journal: Journal,
        target: Target,
        footage: Footage,
        frames: int = SEGMENT_FRAMES,
        seconds: float = math.inf,
    ) -> None:
        self._journal = journal
        self._target = target
        self._footage = footage
        self._frames = frames
        self._seconds = seconds
        self._segment: Segment | None = None
        written = self._written
        self.frames = sum(int(entry["frames"]) for entry in written)
        self.first = Moment.from_json(written[0]["first"]) if written else None
        self.last = Moment.from_json(written[-1]["last"]) if written else None

    @property
    def has_video(self) -> bool:
        """Whether pictures are wanted, or results alone."""
        return self._target.video is not None

    @property
    def complete(self) -> bool:
        """Whether the last frame has been written, and only joining is left."""
        return bool(self._journal.entries) and "end" in self._journal.entries[-1]

    def found_before(self) -> Iterator[Instances]:
        """Read again what the network found in the frames of earlier runs, if it was kept."""
        for entry in self._written if self._target.keep_found else ():
            yield from read_results(self._files(entry["number"]).found)

    def write(self, found: Instances, seen: Instances, drawn: Uint8 | None) -> None:
        """Add a frame: what the network found, what is shown of it, and the picture."""
        moment = seen.moment
        if moment is None:
            raise ValueError("a frame of a recording has its moment")
        if self._segment is None:
            number = len(self._written)
            self._segment = Segment(number, self._files(number), self._target, self._footage)
        self._segment.write(found, seen, drawn, moment)
        self.first = self.first or moment
        self.last, self.frames = moment, self.frames + 1
        lasted = moment.seconds - self._segment.first.seconds
        if self._segment.frames == self._frames or lasted >= self._seconds:
            self.rest()

    def rest(self) -> None:
        """Finish the segment, short as it may be: what is in it cannot be had again."""
        if self._segment is None:
            return
        segment, self._segment = self._segment, None
        segment.close()
        parts = segment.parts
        entry = {
            "number": segment.number,
            "frames": segment.frames,
            "first": segment.first.to_json(),
            "last": segment.last.to_json(),
            "parts": [part.name for part in parts],
        }
        self._journal.append(entry, parts)

    def end(self) -> None:
        """Note that there are no further frames."""
        self.rest()
        self._journal.append({"end": True, "parts": []}, [])

    @contextmanager
    def kept_on_errors(self, original: Path | str | None) -> Iterator[None]:
        """Make what was written a video that plays if the block is left by any error or Ctrl-C."""
        try:
            yield
        except BaseException:
            with suppress(MaskRCNNError):
                self.join(original)
            raise

    def join(self, original: Path | str | None) -> tuple[str, ...]:
        """Put what was written into its place, with the sound of the original; return notes.

        Raises
        ------
        OutputError
            If it cannot be written, or does not hold what was put into it.
        """
        numbers = [entry["number"] for entry in self._written]
        if self._segment is not None:
            self._segment.close()
            numbers.append(self._segment.number)
        parts, target = [self._files(number) for number in numbers], self._target
        if not parts:
            return ()
        if target.results is not None:
            join_results([part.results for part in parts], target.results)
        if target.video is None or target.format is None:
            return ()
        videos = [part.video for part in parts]
        joined = join(videos, target.video, target.format, self._footage, self._sound(original))
        check(target.video, target.format, self.frames, joined.seconds)
        return joined.notes

    @property
    def _written(self) -> list[dict[str, Any]]:
        """What the journal knows of finished segments."""
        return [entry for entry in self._journal.entries if "number" in entry]

    def _files(self, number: int) -> SegmentFiles:
        suffix = "" if self._target.format is None else self._target.format.segment_suffix
        return SegmentFiles.of(self._journal.folder, number, suffix)

    def _sound(self, original: Path | str | None) -> Original | None:
        """Tell which part of the original's sound belongs to the frames."""
        if original is None or self.first is None or self.last is None:
            return None
        unit, last = self.last.time_base, self.last
        end = (last.ticks + last.duration) * unit if last.duration else None
        return Original(original, Fraction(self.first.ticks * unit), end)
