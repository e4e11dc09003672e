"""A container and the one stream in it that is read, opened by FFmpeg or refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import av
from av.codec.context import ThreadType
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from maskrcnn.errors import VideoError
from maskrcnn.sources.limits import DEFAULT_LIMITS
from maskrcnn.sources.video.location import Location, is_photo, kind_of

_PATIENCE = 30.0
"""Seconds that the web may take to answer, or to send the next bytes."""
_NO_VIDEOS = frozenset(("adf", "ans", "bin", "idf", "tty", "xbin"))
"""FFmpeg shows texts and the art made of letters as videos."""
_SMALLEST_SIDE = 4


@contextmanager
def opened(location: Location) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a video for the length of a block.

    Decoders work on slices of one frame at a time. Frames at a time (FFmpeg's other kind of
    threads) would lose as many good frames as there are threads where a damaged packet is near
    the end, and say nothing.

    Raises
    ------
    VideoError
        If it is no video, or none that can be decoded.
    """
    container = _open(location)
    try:
        yield container, _stream(container, location)
    finally:
        container.close()


def check_size(width: int, height: int, name: str) -> None:
    """Raise `VideoError` if frames of a size are too large or of no use."""
    size = f"{name}: {width:,} × {height:,} pixels"
    if width * height > DEFAULT_LIMITS.max_pixels:
        raise VideoError(
            f"{size} are more than the limit of {DEFAULT_LIMITS.max_pixels:,}; make it smaller"
        )
    if min(width, height) < _SMALLEST_SIDE:
        raise VideoError(f"{size} are too few to show an object")


def reason_of(fault: av.FFmpegError) -> str:
    """Say in FFmpeg's words what it complains of, on one line."""
    return " ".join(str(fault.strerror or fault).split())


def _open(location: Location) -> InputContainer:
    try:
        return av.open(
            location.address,
            "r",
            container_options=location.options,  # for decoders too, PyAV 16 crashes on FLV
            metadata_errors="replace",
            timeout=_PATIENCE if location.path is None else None,
        )
    except FileNotFoundError as fault:
        raise VideoError(f"{location.name}: it, or a file that it names, is not there") from fault
    except av.FFmpegError as fault:
        raise VideoError(_why_not(location, reason_of(fault))) from fault


def _why_not(location: Location, reason: str) -> str:
    name, kind = location.name, kind_of(location)
    if location.path is None:
        return f"{name}: cannot be opened ({reason}); check the address"
    if kind is None or kind == "a video":
        return (
            f"{name}: cannot be opened ({reason}); it is damaged, cut short, or its recording was"
            " never finished: get a complete copy"
        )
    return f"{name}: not a video; it looks like {kind}"


def _stream(container: InputContainer, location: Location) -> VideoStream:
    name, layout = location.name, container.format.name
    if layout in _NO_VIDEOS:
        raise VideoError(f"{name}: not a video; it looks like {kind_of(location)}")
    one_picture = layout == "image2" and not location.is_sequence
    if one_picture or layout.endswith("_pipe") or is_photo(location):
        raise VideoError(f"{name}: a picture, not a video; `maskrcnn image` reads it")
    stream = container.streams.best("video")
    if not isinstance(stream, VideoStream) or stream.disposition & Disposition.attached_pic:
        heard = any(other.type == "audio" for other in container.streams)
        raise VideoError(f"{name}: {'sound only' if heard else 'nothing to see'}, no video in it")
    if stream.codec_context is None:
        raise VideoError(
            f"{name}: coded in a way that FFmpeg cannot decode here; convert it to H.264"
        )
    width, height = stream.codec_context.width, stream.codec_context.height
    if width and height:
        check_size(width, height, name)
    stream.thread_type = ThreadType.SLICE
    stream.codec_context.options = {"max_pixels": str(DEFAULT_LIMITS.max_pixels)}
    return stream
