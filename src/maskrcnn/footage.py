"""What the frames of a video share, and when each of them is shown.

Times are kept as the file has them, in whole ticks of its time base, so that a video of variable
frame rate comes out as it went in. Numbers of colours are those of ITU-T H.273, which FFmpeg and
all containers use.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from maskrcnn.masks import Size


@dataclass(frozen=True)
class Moment:
    """When a frame is shown.

    Attributes
    ----------
    index : int
        Its place among the frames, from 0.
    ticks : int
        Its time in units of `time_base`; the first frame need not begin at 0.
    duration : int
        How long it is shown, in the same units; 0 where the file does not say.
    time_base : Fraction
        Seconds a tick.
    """

    index: int
    ticks: int
    duration: int
    time_base: Fraction

    @property
    def seconds(self) -> float:
        """Its time in seconds."""
        return float(self.ticks * self.time_base)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain numbers, with its seconds for those who want no more."""
        return {
            "index": self.index,
            "seconds": self.seconds,
            "ticks": self.ticks,
            "duration": self.duration,
            "time_base": str(self.time_base),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Moment:
        """Read what `to_json` made.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is not of that form.
        """
        time_base = Fraction(data["time_base"])
        return cls(int(data["index"]), int(data["ticks"]), int(data["duration"]), time_base)


@dataclass(frozen=True)
class ColorTags:
    """How numbers become colours (ITU-T H.273); 2 is unspecified, of a range 0 is.

    Attributes
    ----------
    range : int
        1 is limited (16 to 235), 2 is full (0 to 255).
    matrix, primaries, transfer : int
        From YUV to RGB, what red, green and blue are, and from light to numbers.
    """

    range: int = 0
    matrix: int = 2
    primaries: int = 2
    transfer: int = 2


@dataclass(frozen=True)
class Footage:
    """What all frames of a video share.

    Attributes
    ----------
    size : (int, int)
        Height and width in pixels, upright.
    rate : Fraction
        Frames a second, on average.
    time_base : Fraction
        Seconds a tick of its moments.
    frames : int or None
        How many there should be: an estimate of the container's, None where it has none.
    pixel_aspect : Fraction
        Width of a pixel by its height, upright.
    colors : ColorTags
    """

    size: Size
    rate: Fraction
    time_base: Fraction
    frames: int | None = None
    pixel_aspect: Fraction = Fraction(1)
    colors: ColorTags = ColorTags()
