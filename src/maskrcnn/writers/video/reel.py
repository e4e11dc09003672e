"""The segments of a video, read one after the other as if they were one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Generic, TypeVar

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from maskrcnn.errors import OutputError
from maskrcnn.writers.video.formats import MILLISECOND

T = TypeVar("T")


@dataclass(frozen=True)
class Shown(Generic[T]):
    """A packet or a frame, and when it is shown, in ticks of the video; the first begins at 0."""

    what: T
    start: int
    duration: int

    @property
    def end(self) -> int:
        """When it is shown no more."""
        return self.start + self.duration


class Reel:
    """Segments in a row.

    Parameters
    ----------
    segments : sequence of Path
        At least one.
    tick : Fraction
        Seconds a tick of their times.
    """

    def __init__(self, segments: Sequence[Path], tick: Fraction) -> None:
        if not segments:
            raise OutputError("there are no segments to join")
        self.segments, self.tick = segments, tick

    def packets(self) -> Iterator[Shown[Packet[Any]]]:
        """Yield all packets.

        Raises
        ------
        OutputError
            If a segment cannot be read, or was not written like the first.
        """
        return _lasting(self._packets())

    def frames(self) -> Iterator[Shown[VideoFrame]]:
        """Yield all frames, decoded.

        Raises
        ------
        OutputError
            If a segment cannot be read, or was not written like the first.
        """
        return _lasting(self._frames())

    def _packets(self) -> Iterator[tuple[Packet[Any] | None, int]]:
        for file, stream, first in self._opened():
            for packet in file.demux(stream):
                if packet.size:
                    yield packet, first + (packet.pts or 0)
            yield None, first + _length(file)

    def _frames(self) -> Iterator[tuple[VideoFrame | None, int]]:
        for file, stream, first in self._opened():
            for frame in file.decode(stream):
                yield frame, first + (frame.pts or 0)
            yield None, first + _length(file)

    def _opened(self) -> Iterator[tuple[InputContainer, VideoStream, int]]:
        """Yield each segment, open, with its stream and the tick at which it begins."""
        zero, kind = 0, None
        for number, path in enumerate(self.segments):
            try:
                with av.open(str(path)) as file:
                    stream = file.streams.video[0]
                    first, tick = file.metadata["COMMENT"].split()
                    if number == 0:
                        zero, kind = int(first), _kind(stream)
                    if Fraction(tick) != self.tick or _kind(stream) != kind:
                        raise OutputError(f"{path}: is a segment of another video")
                    yield file, stream, int(first) - zero
            except (av.FFmpegError, LookupError, OSError, ValueError) as error:
                raise OutputError(f"{path}: is not a whole segment: write it again") from error


def _length(file: InputContainer) -> int:
    return round((file.duration or 0) * Fraction(1, av.time_base) / MILLISECOND)


def _kind(stream: VideoStream) -> tuple[str, int, int, bytes | None]:
    context = stream.codec_context
    return context.name, context.width, context.height, context.extradata


def _lasting(timed: Iterator[tuple[T | None, int]]) -> Iterator[Shown[T]]:
    """Give each of what is shown its duration, which the next one ends, or the end of all."""
    held: tuple[T, int] | None = None
    end = 0
    for what, start in timed:
        if what is None:
            end = start
            continue
        if held is not None:
            yield Shown(*held, duration=start - held[1])
        held = what, start
    if held is not None:
        yield Shown(*held, duration=end - held[1])
