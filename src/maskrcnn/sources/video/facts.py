"""What a video is, found out from its header and its first frame."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from maskrcnn.errors import VideoError
from maskrcnn.footage import ColorTags, Footage
from maskrcnn.masks import Size
from maskrcnn.sources.video.cut import Cut, exactly
from maskrcnn.sources.video.damage import Damage
from maskrcnn.sources.video.decoding import decoded
from maskrcnn.sources.video.location import Location
from maskrcnn.sources.video.opening import check_size, opened
from maskrcnn.sources.video.picture import Printer
from maskrcnn.sources.video.size import scaled
from maskrcnn.sources.video.turn import Turn

_USUAL_RATE = Fraction(25)
_HIGHEST_RATE = 1000
_LONGEST_PIXEL = 20
_HDR = {16: " HDR (PQ)", 18: " HDR (HLG)"}
_DURATION_TAG = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)")


@dataclass(frozen=True)
class Facts:
    """What reading a video needs to know.

    Attributes
    ----------
    footage : Footage
        Of the frames as they come out, of the whole video.
    coded : (int, int)
        Height and width of its frames before they are scaled and turned.
    turn : Turn
    first : int
        Ticks of the first frame.
    stated_end : Fraction or None
        Seconds at which the container says that this stream ends, where its word is good.
    seekable : bool
        Whether a frame found by its time is the one that reading from the beginning finds.
    notes : tuple of str
        What the user should hear.
    """

    footage: Footage
    coded: Size
    turn: Turn
    first: int
    stated_end: Fraction | None
    seekable: bool
    notes: tuple[str, ...]

    @property
    def step(self) -> int:
        """Ticks from frame to frame at the average rate."""
        return max(1, round(1 / self.footage.rate / self.footage.time_base))

    def ticks_at(self, seconds: float) -> int:
        """Return the first tick that is so many seconds or more after the first frame."""
        return self.first + math.ceil(exactly(seconds) / self.footage.time_base)

    def footage_of(self, cut: Cut) -> Footage:
        """Return the footage with an estimate of the frames in a cut."""
        frames = self.footage.frames
        if frames is None:
            return self.footage
        rate = self.footage.rate
        if cut.end is not None:
            frames = min(frames, round(exactly(cut.end) * rate))
        frames = max(0, frames - round(exactly(cut.start or 0) * rate))
        return replace(self.footage, frames=min(frames, cut.frames or frames))

    def printer(self) -> Printer:
        """Return what makes pictures of its frames."""
        return Printer(self.turn.size(self.footage.size), self.turn)


def find_facts(location: Location, size: str | None) -> Facts:
    """Open a video, look at its first frame, and close it.

    Raises
    ------
    VideoError
        If no frame of it can be decoded.
    UsageError
        If `size` makes no sense.
    """
    damage = Damage()
    with opened(location) as (container, stream):
        if "mp4" in container.format.name and _is_encrypted(location):
            raise VideoError(f"{location.name}: is encrypted; decrypt it first")
        frame = next(decoded(container, stream, damage), None)
        if frame is not None:
            check_size(frame.width, frame.height, location.name)
            return _facts(container, stream, frame, size)
        codec = stream.codec_context.name
    if not damage.packets:
        raise VideoError(f"{location.name}: holds no frames")
    raise VideoError(
        f"{location.name}: none of its frames can be decoded ({codec}); get a complete copy"
    )


def _is_encrypted(location: Location) -> bool:
    """Look at the first packet of an MP4: a decoder may take it for a picture, by chance."""
    with opened(location) as (container, stream):
        packet = next(container.demux(stream), None)
        return packet is not None and packet.has_sidedata("encryption_info")


def _facts(
    container: InputContainer, stream: VideoStream, frame: av.VideoFrame, size: str | None
) -> Facts:
    turn = Turn.of(frame)
    upright = turn.size((frame.height, frame.width))
    target = scaled(upright, size) if size else upright
    time_base, rate = stream.time_base or Fraction(1, 1000), _rate(stream)
    first = (frame.pts if frame.pts is not None else frame.dts) or 0
    footage = Footage(
        target,
        rate,
        time_base,
        stream.frames or _estimate(container, stream, first, rate),
        _pixel_aspect(stream, turn, upright, target),
        _color_tags(stream),
    )
    notes = (*_stream_notes(container, turn), *_frame_notes(stream, frame))
    return Facts(
        footage,
        (frame.height, frame.width),
        turn,
        first,
        _stated_end(container, stream),
        _is_seekable(container, stream),
        notes,
    )


def _rate(stream: VideoStream) -> Fraction:
    for rate in (stream.average_rate, stream.guessed_rate, stream.base_rate):
        if rate and 0 < rate <= _HIGHEST_RATE:
            return rate
    return _USUAL_RATE


def _estimate(
    container: InputContainer, stream: VideoStream, first: int, rate: Fraction
) -> int | None:
    time_base = stream.time_base or Fraction(1)
    if stated_end := _stated_end(container, stream):
        seconds = stated_end - first * time_base
    elif stream.duration:
        seconds = stream.duration * time_base
    elif container.duration:
        seconds = Fraction(container.duration, av.time_base)
    else:
        return None
    return max(1, round(seconds * rate))


def _pixel_aspect(stream: VideoStream, turn: Turn, upright: Size, target: Size) -> Fraction:
    """Keep the frame's shape on the screen, but for the rounding of a side that follows."""
    aspect = Fraction(stream.sample_aspect_ratio or 1)
    if not 1 / _LONGEST_PIXEL <= aspect <= _LONGEST_PIXEL:
        aspect = Fraction(1)
    aspect = 1 / aspect if turn.transposed else aspect
    squeezed = Fraction(upright[1], target[1]) * Fraction(target[0], upright[0])
    return aspect if abs(squeezed - 1) < Fraction(1, 50) else aspect * squeezed


def _color_tags(stream: VideoStream) -> ColorTags:
    context = stream.codec_context
    return ColorTags(
        int(context.color_range),
        int(context.colorspace),
        int(context.color_primaries),
        int(context.color_trc),
    )


def _stated_end(container: InputContainer, stream: VideoStream) -> Fraction | None:
    """Read Matroska's tag; durations elsewhere are of other streams, or before an edit list."""
    match = _DURATION_TAG.match(stream.metadata.get("DURATION", ""))
    if match is None or "matroska" not in container.format.name:
        return None
    hours, minutes, seconds = match.groups()
    return 3600 * int(hours) + 60 * int(minutes) + Fraction(seconds)


def _is_seekable(container: InputContainer, stream: VideoStream) -> bool:
    """Those whose index has each frame's own time; AVI's has not where frames are reordered."""
    kinds = container.format.name.split(",")
    return (
        "mp4" in kinds
        or "matroska" in kinds
        or ("avi" in kinds and not stream.codec_context.has_b_frames)
    )


def _stream_notes(container: InputContainer, turn: Turn) -> Iterator[str]:
    videos = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    if len(videos) > 1:
        yield f"{len(videos)} videos in one file: the best of them is read"
    if container.format.name == "image2":
        yield f"numbered pictures: {_USUAL_RATE} a second"
    if turn != Turn():
        yield f"{turn} as the file asks"


def _frame_notes(stream: VideoStream, frame: av.VideoFrame) -> Iterator[str]:
    bits = frame.format.components[0].bits
    if bits > 8:
        transfer = _HDR.get(int(stream.codec_context.color_trc), "")
        yield f"{bits}-bit{transfer}: seen and drawn in 8 bits"
    if frame.interlaced_frame:
        yield "interlaced: both halves of a frame are seen as one picture"
    if Printer((frame.height, frame.width), Turn()).is_seen_through(frame):
        yield "transparent parts are shown on white"
