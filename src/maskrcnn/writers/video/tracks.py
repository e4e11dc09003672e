"""Streams of sound and subtitles on their way from the original into the new file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import av.error
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.subtitles.stream import SubtitleStream

from maskrcnn.writers.video.formats import VideoFormat

NEW_RATE = 48_000
"""Samples a second of sound that is encoded anew: every encoder used takes it."""

OPUS_LEAD = Fraction(7, 1000)
"""How long before its first sample Opus begins, rounded; Matroska and WebM keep that apart."""

Timed: TypeAlias = "tuple[Fraction, Packet[Any]]"
"""A packet of the new file and its time there in seconds."""


@dataclass(frozen=True)
class Original:
    """Where sound and subtitles come from.

    Attributes
    ----------
    path : Path or str
        A file, or an address that FFmpeg opens.
    start : Fraction
        When the first frame that was kept is shown, in seconds on the original's own clock.
    end : Fraction or None
        When the last one is shown no more; None keeps all sound to the end.
    """

    path: Path | str
    start: Fraction
    end: Fraction | None = None

    def since_start(self, ticks: int | None, tick: Fraction) -> Fraction:
        """Turn a time of its own, in ticks of so many seconds, into one of the new file."""
        return ((ticks or 0) - round(self.start / tick)) * tick

    def is_over(self, time: Fraction) -> bool:
        """Tell whether the last frame is shown no more at a time of the new file."""
        return self.end is not None and time >= self.end - self.start


class Track:
    """A stream of the new file: gives packets their place in it, or none."""

    def __init__(self, stream: Stream, original: Original, kind: VideoFormat) -> None:
        self.stream, self.original = stream, original
        self._container = kind.container

    def placed(self, packet: Packet[Any], time: Fraction) -> Iterator[Timed]:
        """Yield a packet at its time if it is heard or seen while the pictures are shown."""
        base = packet.time_base
        if time < -self._early((packet.duration or 0) * base) or self.original.is_over(time):
            return
        if self._container == "avi":
            time = max(time, Fraction(0))
        packet.pts = packet.dts = round(time / base)
        packet.stream = self.stream
        yield time, packet

    def _early(self, duration: Fraction) -> Fraction:
        """Return how long before the first frame a packet of some seconds may begin.

        MP4 and QuickTime tell players to begin in the middle of it. In AVI everything begins at
        once: half a packet keeps the error smallest.
        """
        if self._container in {"mp4", "mov"}:
            return duration
        if self._container == "avi":
            return duration / 2
        return OPUS_LEAD if codec_of(self.stream) == "opus" else Fraction(0)


class Copied(Track):
    """A stream whose packets are copied bit for bit."""

    def __init__(
        self,
        output: OutputContainer,
        source: AudioStream | SubtitleStream,
        original: Original,
        kind: VideoFormat,
    ) -> None:
        stream = output.add_stream_from_template(source, opaque=True)
        _keep_names(source, stream)
        super().__init__(stream, original, kind)

    def take(self, packet: Packet[Any]) -> Iterator[Timed]:
        """Yield a packet of the original, shifted."""
        ticks = packet.dts if packet.pts is None else packet.pts
        yield from self.placed(packet, self.original.since_start(ticks, packet.time_base))

    def rest(self) -> Iterator[Timed]:
        """Yield nothing: packets are not held back."""
        return iter(())


class Encoded(Track):
    """Sound that is encoded anew, in mono or stereo."""

    def __init__(
        self, output: OutputContainer, source: AudioStream, original: Original, kind: VideoFormat
    ) -> None:
        stream = output.add_stream(kind.takes.new_sound, rate=NEW_RATE)
        assert isinstance(stream, AudioStream)  # noqa: S101
        _keep_names(source, stream)
        super().__init__(stream, original, kind)
        self._source, self._encoder = source, stream.codec_context
        self._encoder.layout = "mono" if source.codec_context.channels == 1 else "stereo"
        self._encoder.open()
        self._resampler = AudioResampler(
            self._encoder.format, self._encoder.layout, NEW_RATE, self._encoder.frame_size or None
        )

    def take(self, packet: Packet[Any]) -> Iterator[Timed]:
        """Yield what has been encoded of the original while the pictures are shown."""
        for frame in self._decoded(packet):
            if frame.pts is None or frame.time_base is None:
                continue
            time = self.original.since_start(frame.pts, frame.time_base)
            if time >= 0 and not self.original.is_over(time):
                frame.pts = round(time / frame.time_base)
                yield from self._encoded(frame)

    def rest(self) -> Iterator[Timed]:
        """Yield what the encoder still holds."""
        yield from self._encoded(None)
        yield from self._timed(self._encoder.encode(None))

    def _decoded(self, packet: Packet[Any]) -> list[AudioFrame]:
        """Decode a packet; one that is damaged is a short silence."""
        try:
            return self._source.decode(packet)
        except av.error.InvalidDataError:
            return []

    def _encoded(self, frame: AudioFrame | None) -> Iterator[Timed]:
        for part in self._resampler.resample(frame):
            yield from self._timed(self._encoder.encode(part))

    def _timed(self, packets: list[Packet[Any]]) -> Iterator[Timed]:
        for packet in packets:
            yield from self.placed(packet, (packet.pts or 0) * packet.time_base)


def codec_of(stream: Stream) -> str:
    """Return what the codec of a stream is called, whoever decodes it."""
    return stream.codec_context.codec.canonical_name


def _keep_names(source: Stream, target: Stream) -> None:
    for name in ("language", "title"):
        if name in source.metadata:
            target.metadata[name] = source.metadata[name]
