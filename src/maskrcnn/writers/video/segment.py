"""Segments: the pieces that a video is written in, so that a run that was killed can go on.

A segment is a Matroska file, which takes packets of every codec. Its clock knows milliseconds only,
so a millisecond of it stands for one tick of the video's time base: times stay exact, and its
length tells how long the last frame is shown. It begins at 0; its comment says at which tick that
was. It opens in players, with true pictures at a wrong speed.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from contextlib import ExitStack, closing
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import av
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from maskrcnn.errors import OutputError
from maskrcnn.files import written_whole
from maskrcnn.footage import ColorTags, Footage, Moment
from maskrcnn.masks import Uint8
from maskrcnn.writers.video.canvas import Canvas
from maskrcnn.writers.video.formats import FINEST, LONGEST, MILLISECOND, VideoFormat
from maskrcnn.writers.video.trouble import writing


def tick_of(footage: Footage) -> Fraction:
    """Return the seconds of a tick of the video: the footage's own, or the finest that fits."""
    base = footage.time_base
    return base if base.denominator <= FINEST else Fraction(1, FINEST)


class SegmentWriter:
    """Writes one segment; use it in a `with` block.

    The file appears under its name, whole, when the block ends without an error.

    Parameters
    ----------
    path : Path
        The segment; its suffix should be `format.segment_suffix`.
    format : VideoFormat
    footage : Footage

    Raises
    ------
    OutputError
        If the format does not take frames of this size, or the file cannot be written.
    """

    def __init__(self, path: Path, format: VideoFormat, footage: Footage) -> None:  # noqa: A002
        _check_size(format, footage)
        self._path, self._format, self._footage = path, format, footage
        self._tick = tick_of(footage)
        self._canvas = Canvas(format.encoder, footage.size, footage.colors)
        self._first: int | None = None
        self._ticks: deque[int] = deque()
        self._lasts = 1
        self._held: Packet[Any] | None = None
        self._stack = ExitStack()

    def __enter__(self) -> SegmentWriter:
        with ExitStack() as stack:
            temporary = stack.enter_context(written_whole(self._path))
            stack.enter_context(writing(self._path))
            self._file = av.open(str(temporary), "w", format="matroska")
            stack.enter_context(closing(self._file))
            self._stream = self._add_stream()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._stack.callback(self._finish)
        self._stack.__exit__(kind, error, trace)

    def write(self, image: Uint8, moment: Moment) -> None:
        """Encode a frame.

        Parameters
        ----------
        image : uint8 (H, W, 3) or (H, W, 4)
            BGR, or BGRA where the format is transparent; of the size of the footage.
        moment : Moment
            When it is shown: later than the frame before.

        Raises
        ------
        OutputError
            If the frame has another size, does not come later than the one before, or cannot be
            written.
        """
        time = round(moment.ticks * moment.time_base / self._tick)
        if self._first is None:
            self._first = self._latest = time
            self._file.metadata["comment"] = f"{time} {self._tick}"
        elif time <= self._latest:
            raise OutputError(f"{self._path}: frame {moment.index} is not later than the last")
        self._latest = time
        self._lasts = round(moment.duration * moment.time_base / self._tick)
        self._ticks.append(time - self._first)
        frame = self._canvas.frame(image)
        frame.pts, frame.time_base = self._ticks[-1], self._tick
        with writing(self._path):
            self._take(self._stream.encode(frame))

    def _add_stream(self) -> VideoStream:
        _quieten_svt()
        encoder, footage, canvas = self._format.encoder, self._footage, self._canvas
        stream = self._file.add_stream(
            encoder.name,
            rate=footage.rate.limit_denominator(FINEST // 10),
            options=encoder.settings(self._format.quality),
        )
        assert isinstance(stream, VideoStream)  # noqa: S101
        context = stream.codec_context
        context.height, context.width = canvas.size
        context.pix_fmt = encoder.pixels
        context.time_base = self._tick
        context.sample_aspect_ratio = footage.pixel_aspect
        context.thread_count = encoder.threads
        tag_colors(context, canvas.colors)
        context.open()
        return stream

    def _take(self, packets: Iterable[Packet[Any]]) -> None:
        """Write packets, one a frame and in order; each waits until the next tells its duration."""
        for packet in packets:
            packet.pts = packet.dts = self._ticks.popleft()
            packet.time_base = MILLISECOND
            if self._held is not None:
                self._held.duration = min(packet.pts - (self._held.pts or 0), LONGEST)
                self._file.mux(self._held)
            self._held = packet

    def _finish(self) -> None:
        self._take(self._stream.encode(None))
        if self._held is None:
            raise OutputError(f"{self._path}: there are no frames to write")
        lasts = self._lasts or round(1 / self._footage.rate / self._tick) or 1
        self._held.duration = min(lasts, LONGEST)
        self._file.mux(self._held)


def tag_colors(context: VideoCodecContext, colors: ColorTags) -> None:
    """Write what the numbers of a video mean into its stream."""
    context.color_range, context.colorspace = colors.range, colors.matrix
    context.color_primaries, context.color_trc = colors.primaries, colors.transfer


def _quieten_svt() -> None:
    """Keep SVT-AV1, which does not log through FFmpeg, from writing to the terminal."""
    os.environ.setdefault("SVT_LOG", "0")


def _check_size(kind: VideoFormat, footage: Footage) -> None:
    encoder = kind.encoder
    least, most = encoder.smallest, min(encoder.largest, kind.takes.largest)
    if not all(least <= side <= most for side in footage.size):
        height, width = footage.size
        raise OutputError(f"{width}×{height} is not a size of {kind}: sides are {least} to {most}")
