"""A video that begins again when it ends, read once from front to back."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction

from maskrcnn.footage import Moment
from maskrcnn.masks import Uint8
from maskrcnn.sources.frame import Frame
from maskrcnn.sources.video import Video


def time_of(moment: Moment | None) -> Fraction:
    """Return when a frame is shown in seconds, exactly; 0 for a photo."""
    return Fraction(0) if moment is None else moment.ticks * moment.time_base


class LoopedVideo:
    """A video without an end.

    Parameters
    ----------
    source : str
        A path or an address.

    Raises
    ------
    VideoError
        If it cannot be read.
    """

    def __init__(self, source: str) -> None:
        self._video = Video(source)
        self._begin(Fraction(0))

    def at(self, time: Fraction) -> Uint8:
        """Return the picture shown at a time in seconds since the beginning; before it, the first.

        Times that increase are read on; an earlier one is read from the beginning.
        """
        time = max(time, Fraction(0))
        if time < self._since:
            self._begin(Fraction(0))
        while time >= self._until:
            if self._next is None:
                rounds = (time - self._began) // (self._until - self._began)
                self._begin(self._began + rounds * (self._until - self._began))
            else:
                self._show(self._next)
        return self._shown.image

    def close(self) -> None:
        """Free the decoder."""
        self._video.close()

    def _begin(self, time: Fraction) -> None:
        self._video.close()
        self._frames: Generator[Frame] = self._video.frames()
        first = next(self._frames)
        self._began = time
        self._offset = time - time_of(first.moment)
        self._show(first)

    def _show(self, frame: Frame) -> None:
        self._shown = frame
        self._next = next(self._frames, None)
        self._since = self._offset + time_of(frame.moment)
        if self._next is None:
            self._until = self._since + self._duration(frame)
        else:
            self._until = self._offset + time_of(self._next.moment)

    def _duration(self, last: Frame) -> Fraction:
        if last.moment is not None and last.moment.duration:
            return last.moment.duration * last.moment.time_base
        return 1 / self._video.footage.rate
