"""Which part of a video is read."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from maskrcnn.errors import UsageError

_CLOCK = re.compile(r"(?:(?:(\d{1,4}):)?(\d{1,2}):)?(\d+(?:\.\d*)?|\.\d+)")


@dataclass(frozen=True)
class Cut:
    """The frames from `start` up to `end`, and at most so many; by default all.

    Attributes
    ----------
    start, end : float or None
        Seconds since the video's first frame. The frame shown at `end` is not in it.
    frames : int or None
        At most this many.

    Raises
    ------
    UsageError
        If it could hold no frame.
    """

    start: float | None = None
    end: float | None = None
    frames: int | None = None

    def __post_init__(self) -> None:
        for name, seconds in (("start", self.start), ("end", self.end)):
            if seconds is not None and not (math.isfinite(seconds) and seconds >= 0):
                raise UsageError(f"{name} {seconds}: give seconds since the video's first frame")
        if self.end is not None and self.end <= (self.start or 0):
            raise UsageError(f"end {clock(self.end)} is not after start {clock(self.start or 0)}")
        if self.frames is not None and self.frames < 1:
            raise UsageError(f"frames {self.frames}: at least 1")

    @classmethod
    def of(cls, start: str | None, end: str | None, frames: int | None) -> Cut:
        """Read times written as seconds or as a clock shows them.

        Parameters
        ----------
        start, end : str or None
            "12.5", "1:02.5" or "1:02:03".
        frames : int or None

        Raises
        ------
        UsageError
            If a time is written in another way, or the cut could hold no frame.
        """
        return cls(_seconds("start", start), _seconds("end", end), frames)


WHOLE = Cut()
"""All frames."""


def exactly(seconds: float) -> Fraction:
    """Return the number that was written: 0.1 is a tenth, not the binary fraction beside it."""
    return Fraction(str(seconds))


def clock(seconds: float) -> str:
    """Write a time as a clock shows it: "0:12.5", "1:02:03"."""
    minutes, rest = divmod(round(seconds, 2), 60)
    hours, minutes = divmod(int(minutes), 60)
    shown = f"{rest:05.2f}".rstrip("0").rstrip(".")
    return f"{hours}:{minutes:02}:{shown}" if hours else f"{minutes}:{shown}"


def _seconds(name: str, text: str | None) -> float | None:
    if text is None:
        return None
    match = _CLOCK.fullmatch(text.strip())
    hours, minutes, seconds = match.groups() if match else (None, None, "60")
    total = 3600 * int(hours or 0) + 60 * int(minutes or 0) + float(seconds)
    carries = minutes is not None and (float(seconds) >= 60 or (hours and int(minutes) >= 60))
    if match is None or carries:
        raise UsageError(f"{name} {text!r}: write seconds as 12.5, or a time as 1:02.5 or 1:02:03")
    return total
