"""Which sound and subtitles of the original go along.

Packets are copied as they are, shifted so that they stay with the picture; where the container does
not take their codec, sound is encoded anew and subtitles are left out. Attached pictures, data and
streams of codecs unknown to FFmpeg are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.subtitles.stream import SubtitleStream

from maskrcnn.writers.video.formats import VideoFormat
from maskrcnn.writers.video.tracks import Copied, Encoded, Original, Timed, codec_of
from maskrcnn.writers.video.trouble import reading

SLACK = 10
"""Seconds by which the packets of one file may be out of order between its streams."""


class Sound:
    """The streams of an original that go along, added to a file; use it in a `with` block.

    Attributes
    ----------
    notes : list of str
        What was not copied, and why.
    """

    def __init__(self, original: Original, kind: VideoFormat) -> None:
        self._original, self._kind = original, kind
        self._tracks: dict[int, Copied | Encoded] = {}
        self.notes: list[str] = []

    def __enter__(self) -> Sound:
        self._stack = ExitStack()
        with reading(self._original.path):
            self._file = self._stack.enter_context(
                av.open(
                    str(self._original.path),
                    metadata_errors="replace",
                    container_options={"protocol_whitelist": _protocols(self._original.path)},
                )
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def leave_out(self) -> None:
        """Note that there is sound, for a format that has none."""
        if self._file.streams.audio:
            self._note(f"sound left out: there is none in {self._kind}")

    def add_to(self, output: OutputContainer) -> None:
        """Add a stream to the output for each that goes along, and the title of the whole."""
        if "title" in self._file.metadata:
            output.metadata["title"] = self._file.metadata["title"]
        for stream in self._file.streams:
            if not getattr(stream, "codec_context", None):
                continue
            if isinstance(stream, AudioStream):
                self._add_sound(output, stream)
            elif isinstance(stream, SubtitleStream):
                self._add_subtitles(output, stream)

    def packets(self) -> Iterator[Timed]:
        """Yield the packets for the output, nearly in order of time.

        A damaged place ends them, with a note; the picture goes on.
        """
        streams = [self._file.streams[index] for index in self._tracks]
        if not streams:
            return
        try:
            for packet in self._file.demux(streams):
                ticks = packet.dts if packet.pts is None else packet.pts
                if ticks is None:
                    continue
                time = self._original.since_start(ticks, packet.time_base)
                if self._original.is_over(time - SLACK):
                    break
                yield from self._tracks[packet.stream_index].take(packet)
        except av.FFmpegError as error:
            self._note(f"{self._original.path}: sound ends early: {error.strerror}")
        for track in self._tracks.values():
            yield from track.rest()

    def _add_sound(self, output: OutputContainer, stream: AudioStream) -> None:
        codec = codec_of(stream)
        how = Copied if codec in self._kind.takes.sound else Encoded
        self._tracks[stream.index] = how(output, stream, self._original, self._kind)
        if how is Encoded:
            self._note(f"sound encoded anew: {self._kind.container} does not take {codec}")

    def _add_subtitles(self, output: OutputContainer, stream: SubtitleStream) -> None:
        codec = codec_of(stream)
        if codec in self._kind.takes.subtitles:
            self._tracks[stream.index] = Copied(output, stream, self._original, self._kind)
        else:
            self._note(f"subtitles left out: {self._kind.container} does not take {codec}")

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _protocols(path: Path | str) -> str:
    """Return what FFmpeg may use: a file that is a playlist must not fetch from elsewhere."""
    return "file,crypto,data" if isinstance(path, Path) else "http,https,tcp,tls,crypto,data"
