"""Sound and subtitles of the original, on their way into the new file.

Packets are copied as they are, shifted so that they stay with the picture; where the container does
not take their codec, sound is encoded anew and subtitles are left out. Attached pictures and data
are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.subtitles.stream import SubtitleStream

from maskrcnn.writers.video.formats import VideoFormat
from maskrcnn.writers.video.trouble import reading

SLACK = 10
"""Seconds by which the packets of one file may be out of order between its streams."""

NEW_RATE = 48_000
"""Samples a second of sound that is encoded anew: every encoder used takes it."""

OPUS_LEAD = Fraction(312, NEW_RATE)
"""How long before its first sample Opus begins; Matroska and WebM keep that apart."""

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


class Sound:
    """The streams of an original that go along, added to a file; use it in a `with` block.

    Attributes
    ----------
    notes : list of str
        What was not copied, and why.
    """

    def __init__(self, original: Original, kind: VideoFormat) -> None:
        self._original, self._kind = original, kind
        self.notes: list[str] = []
        self._tracks: dict[int, _Copied | _Encoded] = {}

    def __enter__(self) -> Sound:
        self._stack = ExitStack()
        with reading(self._original.path):
            self._file = self._stack.enter_context(av.open(str(self._original.path)))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def add_to(self, output: OutputContainer) -> None:
        """Add a stream to the output for each that goes along."""
        for stream in self._file.streams:
            if isinstance(stream, AudioStream):
                self._add_sound(output, stream)
            elif isinstance(stream, SubtitleStream):
                self._add_subtitles(output, stream)

    def _add_sound(self, output: OutputContainer, stream: AudioStream) -> None:
        takes, codec = self._kind.takes, stream.codec_context.name
        if not takes.new_sound:
            self._note(f"{self._kind} has no sound: left out")
        elif _plain(codec) in takes.sound:
            self._tracks[stream.index] = _Copied(output, stream, self._original, self._kind)
        else:
            self._tracks[stream.index] = _Encoded(output, stream, self._original, takes.new_sound)
            self._note(f"sound encoded anew: {self._kind.container} does not take {codec}")

    def _add_subtitles(self, output: OutputContainer, stream: SubtitleStream) -> None:
        codec = stream.codec_context.name
        if _plain(codec) in self._kind.takes.subtitles:
            self._tracks[stream.index] = _Copied(output, stream, self._original, self._kind)
        else:
            self._note(f"subtitles left out: {self._kind.container} does not take {codec}")

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def packets(self) -> Iterator[Timed]:
        """Yield the packets for the output, nearly in order of time.

        A damaged place ends them, with a note; the picture goes on.
        """
        streams = [self._file.streams[index] for index in self._tracks]
        if not streams:
            return
        try:
            for packet in self._file.demux(streams):
                time = _time_of(packet)
                if time is not None and self._is_past(time):
                    break
                if time is not None:
                    yield from self._tracks[packet.stream_index].take(packet)
        except av.FFmpegError as error:
            self._note(f"{self._original.path}: sound ends early: {error.strerror}")
        for track in self._tracks.values():
            yield from track.rest()

    def _is_past(self, time: Fraction) -> bool:
        return self._original.end is not None and time > self._original.end + SLACK


class _Copied:
    """A stream whose packets are copied bit for bit."""

    def __init__(
        self,
        output: OutputContainer,
        stream: AudioStream | SubtitleStream,
        original: Original,
        kind: VideoFormat,
    ) -> None:
        self._original = original
        self._stream = output.add_stream_from_template(stream, opaque=True)
        _keep_names(stream, self._stream)
        self._may_begin_early = kind.container in {"mp4", "mov"}
        self._lead = OPUS_LEAD if _plain(stream.codec_context.name) == "opus" else Fraction(0)

    def take(self, packet: Packet[Any]) -> Iterator[Timed]:
        """Yield the packet, shifted, if any of it is heard or seen while the pictures are shown.

        Before the first frame there is no time except in MP4 and QuickTime, whose edit lists tell
        players to begin in the middle of a packet.
        """
        base = packet.time_base
        ticks = packet.dts if packet.pts is None else packet.pts
        shift = round(self._original.start / base)
        time = (ticks - shift) * base if ticks is not None else Fraction(0)
        lead = (packet.duration or 0) * base if self._may_begin_early else self._lead
        if time < -lead or _is_after(self._original, time):
            return
        packet.pts = packet.dts = round(time / base)
        packet.stream = self._stream
        yield time, packet

    def rest(self) -> Iterator[Timed]:
        """Yield nothing: packets are not held back."""
        return iter(())


class _Encoded:
    """Sound that is encoded anew."""

    def __init__(
        self, output: OutputContainer, stream: AudioStream, original: Original, encoder: str
    ) -> None:
        self._original, self._source = original, stream
        added = output.add_stream(encoder, rate=NEW_RATE)
        assert isinstance(added, AudioStream)  # noqa: S101
        self._stream = added
        _keep_names(stream, added)
        context: AudioCodecContext = added.codec_context
        context.layout = "mono" if stream.codec_context.channels == 1 else "stereo"
        context.open()
        self._resampler = AudioResampler(
            context.format, context.layout, NEW_RATE, context.frame_size or None
        )

    def take(self, packet: Packet[Any]) -> Iterator[Timed]:
        """Yield what has been encoded of sound that is heard while the pictures are shown."""
        for frame in self._source.decode(packet):
            if frame.pts is None or frame.time_base is None:
                continue
            shift = round(self._original.start / frame.time_base)
            time = (frame.pts - shift) * frame.time_base
            if time >= 0 and not _is_after(self._original, time):
                frame.pts -= shift
                for part in self._resampler.resample(frame):
                    yield from self._timed(self._stream.encode(part))

    def rest(self) -> Iterator[Timed]:
        """Yield what the encoder still holds."""
        for part in self._resampler.resample(None):
            yield from self._timed(self._stream.encode(part))
        yield from self._timed(self._stream.encode(None))

    @staticmethod
    def _timed(packets: list[Packet[Any]]) -> Iterator[Timed]:
        for packet in packets:
            yield (packet.pts or 0) * packet.time_base, packet


def _plain(codec: str) -> str:
    """Return what a codec is called, whoever decodes it: `libopus` is `opus`."""
    return {"mp3float": "mp3", "dca": "dts", "pgssub": "hdmv_pgs_subtitle"}.get(
        codec, codec.removeprefix("lib")
    )


def _time_of(packet: Packet[Any]) -> Fraction | None:
    ticks = packet.dts if packet.pts is None else packet.pts
    return None if ticks is None else ticks * packet.time_base


def _is_after(original: Original, time: Fraction | int) -> bool:
    return original.end is not None and time >= original.end - original.start


def _keep_names(source: Stream, target: Stream) -> None:
    for name in ("language", "title"):
        if name in source.metadata:
            target.metadata[name] = source.metadata[name]
