"""The frames of a cut, each with its moment, from the beginning or from where someone left off."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from maskrcnn.footage import Moment
from maskrcnn.sources.video.cut import Cut
from maskrcnn.sources.video.damage import Damage
from maskrcnn.sources.video.decoding import decoded
from maskrcnn.sources.video.facts import Facts
from maskrcnn.sources.video.location import Location
from maskrcnn.sources.video.opening import opened
from maskrcnn.sources.video.timeline import Timeline

_REORDERED = 16
"""No codec holds back more frames: a key frame may be shown that much later than it is decoded."""

_Stamped = tuple[av.VideoFrame, int]


@dataclass(frozen=True)
class Reading:
    """One pass over a video.

    Attributes
    ----------
    location : Location
    facts : Facts
    cut : Cut
    damage : Damage
        Counts what is wrong.
    """

    location: Location
    facts: Facts
    cut: Cut
    damage: Damage

    def frames(self, after: Moment | None) -> Generator[tuple[av.VideoFrame, Moment]]:
        """Yield the frames of the cut with their moments, or those behind a moment."""
        time_base = self.facts.footage.time_base
        index = 0 if after is None else after.index + 1
        stop = None if self.cut.end is None else self.facts.ticks_at(self.cut.end)
        end = None if after is None else after.ticks + after.duration
        for frame, ticks, duration in _lasting(self._behind(after), self.facts.step):
            if (stop is not None and ticks >= stop) or index == self.cut.frames:
                return
            yield frame, Moment(index, ticks, duration, time_base)
            index += 1
            end = ticks + duration
        if end is not None:
            self._compare(end * time_base)

    def _behind(self, after: Moment | None) -> Iterator[_Stamped]:
        """Yield from the cut's first frame on, or behind a moment; by a seek if it is exact."""
        goal = self.facts.ticks_at(self.cut.start or 0) if after is None else after.ticks + 1
        with ExitStack() as stack:
            stamped = None
            if self._is_far(goal):
                stamped = self._sought(goal, after, *stack.enter_context(opened(self.location)))
            if stamped is None:
                stack.close()
                self.damage.reset()
                container, stream = stack.enter_context(opened(self.location))
                stamped = self._stamped(decoded(container, stream, self.damage))
            for frame, ticks in stamped:
                if ticks >= goal:
                    yield frame, ticks

    def _is_far(self, goal: int) -> bool:
        return self.facts.seekable and goal - self._reserve > self.facts.first

    @property
    def _reserve(self) -> int:
        return max(math.ceil(1 / self.facts.footage.time_base), _REORDERED * self.facts.step)

    def _sought(
        self, goal: int, after: Moment | None, container: InputContainer, stream: VideoStream
    ) -> Iterator[_Stamped] | None:
        """Seek to a key frame before the goal; None if that may not give what a full read gives.

        It does where the key frame is shown before the goal and, behind a moment, where the frame
        of that moment is met again at its very time.
        """
        try:
            container.seek(goal - self._reserve, stream=stream)
        except av.FFmpegError:
            return None
        frames = decoded(container, stream, self.damage)
        key = next((frame for frame in frames if frame.key_frame), None)
        if key is None or key.pts is None or key.pts > goal:
            return None
        if after is None:
            return self._stamped(chain((key,), frames))
        later = (frame for frame in chain((key,), frames) if (frame.pts or 0) >= after.ticks)
        met = next(later, None)
        return self._stamped(frames, after) if met and met.pts == after.ticks else None

    def _stamped(
        self, frames: Iterable[av.VideoFrame], after: Moment | None = None
    ) -> Iterator[_Stamped]:
        timeline = Timeline(
            self.facts.footage.time_base,
            self.facts.step,
            self.damage,
            None if after is None else after.ticks,
        )
        for frame in frames:
            yield frame, timeline.place(frame.pts if frame.pts is not None else frame.dts)

    def _compare(self, end: Fraction) -> None:
        """Hold the end of the last frame against what the container says."""
        stated = self.facts.stated_end
        slack = 2 * self.facts.step * self.facts.footage.time_base
        if stated is not None and stated - end > slack:
            self.damage.missing_seconds = float(stated - end)


def _lasting(stamped: Iterable[_Stamped], usual: int) -> Iterator[tuple[av.VideoFrame, int, int]]:
    """Add how long each frame is shown: until the next, the last for as long as its file says."""
    waiting: _Stamped | None = None
    for frame, ticks in stamped:
        if waiting is not None:
            yield *waiting, ticks - waiting[1]
        waiting = frame, ticks
    if waiting is not None:
        yield *waiting, waiting[0].duration or usual
