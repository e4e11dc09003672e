"""What time it is in a video, from one frame to the next."""

from __future__ import annotations

from typing import Literal

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances

FRAMES_A_SECOND = 30
"""Taken for granted only where frames carry no moment and a time in seconds is asked for."""


class Clock:
    """Tells the time of each frame: in seconds, or in frames where they carry no moment.

    Attributes
    ----------
    unit : "seconds" or "frames"
        What the first frame decides.
    now : float
        Never goes back.
    """

    def __init__(self) -> None:
        self.unit: Literal["seconds", "frames"] = "seconds"
        self.now = float("-inf")

    def tick(self, found: Instances) -> float:
        """Return the time of the next frame.

        Raises
        ------
        UsageError
            If some frames carry a moment and others none.
        """
        moment, first = found.moment, self.now == float("-inf")
        if first and moment is None:
            self.unit, self.now = "frames", -1.0
        if (moment is None) != (self.unit == "frames"):
            raise UsageError("of a video, all frames carry a moment or none does")
        self.now = self.now + 1 if moment is None else max(self.now, moment.seconds)
        return self.now

    def span(self, seconds: float) -> float:
        """Return a time given in seconds in the clock's own unit."""
        return seconds if self.unit == "seconds" else seconds * FRAMES_A_SECOND
