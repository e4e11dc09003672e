"""Whether a finished video is what it should be: opened again, counted, its end looked up."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
from av.container import InputContainer
from av.video.stream import VideoStream

from maskrcnn.errors import OutputError
from maskrcnn.writers.video.formats import MILLISECOND, VideoFormat, picture_path
from maskrcnn.writers.video.webp import frame_durations


def check(output: Path, format: VideoFormat, frames: int, seconds: float) -> None:  # noqa: A002
    """Open a finished video and make sure that it has all its frames and its length.

    All packets are read, and the first frame is decoded. Of an image sequence, all pictures must
    be there and the first and the last open.

    Parameters
    ----------
    output : Path
    format : VideoFormat
    frames : int
        How many were written.
    seconds : float
        How long they are shown.

    Raises
    ------
    OutputError
        If it cannot be opened, or has another number of frames or another length: by more than a
        tick of its container, or in AVI than a frame.
    """
    if format.container == "pictures":
        _check_pictures(output, frames)
    elif format.container == "webp":
        _check_webp(output, frames, seconds)
    else:
        _check_video(output, format, frames, seconds)


def _check_video(output: Path, kind: VideoFormat, frames: int, seconds: float) -> None:
    try:
        with av.open(str(output)) as file:
            next(file.decode(video=0))
        with av.open(str(output)) as file:
            stream = file.streams.video[0]
            found, end = _extent(file, stream)
            tick = 1 / (stream.average_rate or 1) if kind.container == "avi" else stream.time_base
    except (av.FFmpegError, LookupError, StopIteration) as error:
        raise OutputError(f"{output}: does not open again: {error}") from error
    _compare(output, "frames", found, frames)
    _compare(output, "seconds", float(end), seconds, float(max(tick or 0, MILLISECOND)))


def _extent(file: InputContainer, stream: VideoStream) -> tuple[int, Fraction]:
    """Return how many frames there are, and when the last is shown no more."""
    found, end = 0, Fraction(0)
    for packet in file.demux(stream):
        if packet.size:
            found += 1
            end = ((packet.pts or 0) + (packet.duration or 0)) * packet.time_base
    return found, _written_end(stream) or end


def _written_end(stream: VideoStream) -> Fraction | None:
    """Return the end that MP4 and Matroska tell of a track.

    The packets of Matroska have no durations, and of VP9 in MP4 the last has a wrong one.
    """
    if "DURATION" in stream.metadata:
        hours, minutes, seconds = stream.metadata["DURATION"].split(":")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    if stream.duration and stream.time_base and stream.container.format.name.startswith("mov"):
        return stream.duration * stream.time_base
    return None


def _check_webp(output: Path, frames: int, seconds: float) -> None:
    """Look at an animation, in which frames that are the same are stored once."""
    durations = frame_durations(output)
    if not durations:
        _check_picture(output)
        return
    if len(durations) > frames:
        _compare(output, "frames", len(durations), frames)
    _compare(output, "seconds", sum(durations) / 1000, seconds, 0.001)


def _check_pictures(output: Path, frames: int) -> None:
    found = 0
    while picture_path(output, found).exists() and found < frames:
        found += 1
    _compare(output, "pictures", found, frames)
    for index in {0, frames - 1}:
        _check_picture(picture_path(output, index))


def _check_picture(path: Path) -> None:
    if cv2.imread(str(path)) is None:
        raise OutputError(f"{path}: does not open again")


def _compare(output: Path, what: str, found: float, wanted: float, tolerance: float = 0.0) -> None:
    if abs(found - wanted) > tolerance * 1.001:
        raise OutputError(
            f"{output}: has {found:.6g} {what} where {wanted:.6g} were written: write it again"
        )
