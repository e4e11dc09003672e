"""When pictures are due that come in bursts."""

from __future__ import annotations

_LATE = 0.2
_EARLY = 10.0


class Pace:
    """Turns times of a source into delays, so that it is seen at the speed at which it was made.

    A playlist gives some seconds of video at once, and a file all of it; without a pace, the
    newest picture would be all that is seen of either. After a stall, or where the times jump,
    the pace begins anew.
    """

    def __init__(self) -> None:
        self._start: float | None = None

    def delay(self, time: float, now: float) -> float:
        """Return the seconds to wait until the picture of `time` is due; 0 if it is late."""
        if self._start is None or not -_LATE <= self._start + time - now <= _EARLY:
            self._start = now - time
        return max(self._start + time - now, 0.0)
