"""Times of frames, each later than the one before, as close to the file's own as can be."""

from __future__ import annotations

from fractions import Fraction

from maskrcnn.sources.video.damage import Damage


class Timeline:
    """Repairs times that are missing or run backwards; all others stay as they are.

    A frame without a time is shown one frame after the one before. A time that is not later is
    moved one tick behind it; where a clock falls back by more than a second (two recordings, one
    behind the other) it goes on from there.

    Parameters
    ----------
    time_base : Fraction
        Seconds a tick.
    step : int
        Ticks from frame to frame at the average rate.
    damage : Damage
        Where repairs are counted. Files that have no times at all need none.
    last : int, optional
        The time of the frame before the first, if there is one.
    """

    def __init__(
        self, time_base: Fraction, step: int, damage: Damage, last: int | None = None
    ) -> None:
        self._second = 1 / time_base
        self._step = step
        self._damage = damage
        self._last = last
        self._shift = 0
        self._any = last is not None

    def place(self, ticks: int | None) -> int:
        """Return the time of the next frame."""
        time = self._time(ticks)
        self._last = time
        return time

    def _time(self, ticks: int | None) -> int:
        if ticks is None:
            self._damage.times += self._any
            return 0 if self._last is None else self._last + self._step
        self._any = True
        time = ticks + self._shift
        if self._last is None or time > self._last:
            return time
        self._damage.times += 1
        if self._last - time <= self._second:
            return self._last + 1
        self._shift += self._last + self._step - time
        return self._last + self._step
