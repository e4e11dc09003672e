"""From segments to the file that was asked for."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import av
from av.container import OutputContainer
from av.video.stream import VideoStream

from maskrcnn.files import written_whole
from maskrcnn.footage import Footage
from maskrcnn.writers.video.animation import write_gif, write_webp
from maskrcnn.writers.video.canvas import color_tags
from maskrcnn.writers.video.clock import Clock, clock_of
from maskrcnn.writers.video.codecs import PRORES_TAGS
from maskrcnn.writers.video.formats import LONGEST, VideoFormat
from maskrcnn.writers.video.reel import Reel
from maskrcnn.writers.video.segment import tag_colors, tick_of
from maskrcnn.writers.video.sequence import write_pictures
from maskrcnn.writers.video.sound import Sound
from maskrcnn.writers.video.tracks import Original, Timed
from maskrcnn.writers.video.trouble import writing


@dataclass(frozen=True)
class Joined:
    """What became of the segments.

    Attributes
    ----------
    frames : int
        Frames in the file.
    seconds : float
        How long they are shown.
    notes : tuple of str
        Things the user should hear, such as "sound encoded anew: webm does not take aac".
    """

    frames: int
    seconds: float
    notes: tuple[str, ...] = ()


def join(
    segments: Sequence[Path],
    output: Path,
    format: VideoFormat,  # noqa: A002
    footage: Footage,
    original: Original | None = None,
) -> Joined:
    """Make the video out of its segments, with the sound and subtitles of the original.

    Packets are copied, not encoded again, and the first frame is shown at 0. GIF, animated WebP
    and image sequences, which have no segments of their own, are encoded here. Only a few frames
    are held at a time, except for animated WebP, whose encoder keeps the whole file.

    Parameters
    ----------
    segments : sequence of Path
        What `SegmentWriter` wrote, in order, with the same format and footage.
    output : Path
        Appears whole or not at all; of an image sequence, each picture does.
    format : VideoFormat
    footage : Footage
    original : Original, optional
        Without one, the video is silent.

    Raises
    ------
    OutputError
        If a segment is damaged or of another video, or the file cannot be written.
    VideoError
        If the original cannot be opened.
    """
    reel = Reel(segments, tick_of(footage))
    clock, notes = clock_of(reel, format, footage)
    with ExitStack() as stack:
        sound = None if original is None else stack.enter_context(Sound(original, format))
        if sound is not None and not format.is_joined_by_packets:
            sound.leave_out()
        if format.container == "pictures":
            notes += write_pictures(reel.frames(), output, clock, format.alpha)
        else:
            temporary = stack.enter_context(written_whole(output))
            stack.enter_context(writing(output))
            _write(temporary, _Work(reel, format, footage, clock, sound))
        if sound is not None:
            notes += sound.notes
    return Joined(clock.frames, float(clock.seconds), tuple(notes))


@dataclass(frozen=True)
class _Work:
    """All that a file is made of."""

    reel: Reel
    kind: VideoFormat
    footage: Footage
    clock: Clock
    sound: Sound | None


def _write(path: Path, work: _Work) -> None:
    if work.kind.container == "gif":
        write_gif(work.reel, path, work.footage.size, work.clock, work.kind.alpha)
    elif work.kind.container == "webp":
        quality = work.kind.quality or 100
        write_webp(work.reel.frames(), path, quality, work.footage.size, work.clock)
    else:
        _mux(path, work)


def _mux(path: Path, work: _Work) -> None:
    """Put the packets of the segments and those of the original into one file, by their times."""
    muxer = work.kind.takes.muxer
    options = {"movflags": "+faststart"} if muxer in {"mp4", "mov"} else {}
    with av.open(str(path), "w", format=muxer, options=options) as file:
        stream = _add_pictures(file, work)
        sources = [_pictures(stream, work)]
        if work.sound is not None:
            work.sound.add_to(file)
            sources.append(work.sound.packets())
        for _, packet in heapq.merge(*sources, key=itemgetter(0)):
            file.mux(packet)


def _add_pictures(file: OutputContainer, work: _Work) -> VideoStream:
    with av.open(str(work.reel.segments[0])) as segment:
        stream = file.add_stream_from_template(segment.streams.video[0], opaque=True)
    encoder, footage = work.kind.encoder, work.footage
    stream.time_base = work.clock.base
    context = stream.codec_context
    context.sample_aspect_ratio = footage.pixel_aspect
    tag_colors(context, color_tags(encoder, footage.size[0], footage.colors))
    if tag := _codec_tag(work.kind):
        context.codec_tag = tag
    if work.kind.alpha and work.kind.codec == "vp9":
        stream.metadata["alpha_mode"] = "1"
    return stream


def _codec_tag(kind: VideoFormat) -> str | None:
    """Return what a file calls a codec, where FFmpeg's choice does not open on Apple's players."""
    if kind.codec == "h265" and kind.container in {"mp4", "mov"}:
        return "hvc1"
    if kind.codec == "prores":
        return PRORES_TAGS[kind.encoder.number(kind.quality)]
    return None


def _pictures(stream: VideoStream, work: _Work) -> Iterator[Timed]:
    for shown in work.clock.retimed(work.reel.packets()):
        packet = shown.what
        packet.stream, packet.time_base = stream, work.clock.base
        packet.pts = packet.dts = shown.start
        packet.duration = min(shown.duration, LONGEST)
        yield shown.start * work.clock.base, packet
