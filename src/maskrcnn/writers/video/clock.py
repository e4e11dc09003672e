"""Times of a video in the ticks of its container."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from maskrcnn.footage import Footage
from maskrcnn.writers.video.formats import VideoFormat
from maskrcnn.writers.video.reel import Reel, Shown, T

RATES = 100_000
"""The largest denominator of the rate of an AVI file, whose fields have 32 bits."""

HALF = Fraction(1, 2)


@dataclass
class Clock:
    """Turns ticks of the video into ticks of its container, and keeps count.

    Attributes
    ----------
    tick : Fraction
        Seconds a tick of the video.
    base : Fraction
        Seconds a tick of the container.
    one_rate : bool
        Whether the container shows every frame for one tick.
    frames : int
        Frames seen so far.
    end : int
        When the last of them is shown no more, in ticks of the video.
    """

    tick: Fraction
    base: Fraction
    one_rate: bool = False
    frames: int = 0
    end: int = 0

    @property
    def seconds(self) -> Fraction:
        """How long all frames seen so far are shown."""
        return self.end * self.tick

    def retimed(self, shown: Iterable[Shown[T]]) -> Iterator[Shown[T]]:
        """Yield what is shown in ticks of the container, no two at the same."""
        latest = -1
        for one in shown:
            start, stop = max(latest + 1, self._at(one.start)), self._at(one.end)
            if self.one_rate:
                start, stop = self.frames, self.frames + 1
            self.frames, self.end, latest = self.frames + 1, one.end, start
            yield replace(one, start=start, duration=max(1, stop - start))

    def _at(self, ticks: int) -> int:
        return round(ticks * self.tick / self.base)


def clock_of(
    reel: Reel,
    kind: VideoFormat,
    footage: Footage,
) -> tuple[Clock, list[str]]:
    """Return the clock of a container, and a note where it cannot keep the times.

    AVI shows all frames equally long: at the rate of the footage if that gives the length of the
    whole, else at the rate that does.
    """
    if kind.container != "avi":
        return Clock(reel.tick, kind.takes.time_base or reel.tick), []
    frames, seconds = 0, Fraction(0)
    for shown in reel.packets():
        frames, seconds = frames + 1, shown.end * reel.tick
    rate = footage.rate.limit_denominator(RATES)
    if abs(rate * seconds - frames) > HALF:
        rate = (frames / seconds).limit_denominator(RATES)
    clock = Clock(reel.tick, 1 / rate, one_rate=True)
    starts = (shown.start * reel.tick * rate for shown in reel.packets())
    if all(abs(start - place) <= HALF for place, start in enumerate(starts)):
        return clock, []
    return clock, [
        f"AVI has one rate: frames are shown at {float(rate):.4g} a second, no longer at their "
        "own times; .mp4 and .mkv keep them"
    ]
