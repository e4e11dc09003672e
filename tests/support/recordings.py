"""Videos as the package writes them, in segments, for tests of what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import av.filter
import numpy as np
from numpy.typing import NDArray

from maskrcnn.footage import Footage, Moment
from maskrcnn.writers.video import Joined, Original, SegmentWriter, VideoFormat, join

Picture = NDArray[np.uint8]

TICK = Fraction(1, 90000)
UNEVEN = [-900, 2103, 5106, 5556, 20000, 23003, 26006, 41021]
"""Times in ticks of 1/90000 s, neither at one rate nor from 0 on."""

LAST = 4500
"""How long the last frame is shown, in ticks."""


@dataclass(frozen=True)
class Shown:
    """A frame that a player shows, and from when to when, in seconds."""

    picture: Picture
    start: float
    end: float


def footage_of(size: tuple[int, int], **facts) -> Footage:
    facts = {"rate": Fraction(30), "time_base": TICK, **facts}
    return Footage(size, **facts)


def moments(times: Sequence[int], last: int = LAST, tick: Fraction = TICK) -> list[Moment]:
    ends = [*times[1:], times[-1] + last]
    return [
        Moment(index, time, end - time, tick)
        for index, (time, end) in enumerate(zip(times, ends, strict=True))
    ]


def write_segment(path: Path, kind: VideoFormat, footage: Footage, frames) -> Path:
    """Write one segment of pairs of a picture and a moment."""
    with SegmentWriter(path, kind, footage) as writer:
        for picture, moment in frames:
            writer.write(picture, moment)
    return path


def write_segments(
    folder: Path,
    kind: VideoFormat,
    footage: Footage,
    pictures: Sequence[Picture],
    times: Sequence[int],
    lengths: Sequence[int] = (3, 1),
    last: int = LAST,
) -> list[Path]:
    """Write segments of so many frames, and one of the rest."""
    frames = list(zip(pictures, moments(times, last, footage.time_base), strict=True))
    segments = []
    for number, length in enumerate([*lengths, len(frames)]):
        part, frames = frames[:length], frames[length:]
        if part:
            path = folder / f"segment-{number}{kind.segment_suffix}"
            segments.append(write_segment(path, kind, footage, part))
    return segments


def record(
    output: Path,
    kind: VideoFormat,
    footage: Footage,
    pictures: Sequence[Picture],
    times: Sequence[int] = UNEVEN,
    original: Original | None = None,
    last: int = LAST,
) -> Joined:
    """Write a video of three segments."""
    with TemporaryDirectory() as folder:
        segments = write_segments(Path(folder), kind, footage, pictures, times, last=last)
        return join(segments, output, kind, footage, original)


def play(path: Path) -> list[Shown]:
    """All frames of a video; each ends where the next begins, the last with the video."""
    with av.open(str(path)) as file:
        decoded = [(bgr(frame), frame.time) for frame in file.decode(video=0)]
    starts = [time for _, time in decoded]
    ends = [*starts[1:], _end(path)]
    return [Shown(picture, start, end) for (picture, start), end in zip(decoded, ends, strict=True)]


def bgr(frame: av.VideoFrame) -> Picture:
    """Pixels as a player shows them, by the tags of the frame."""
    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=TICK
    )
    scale, pixels = graph.add("scale", "flags=accurate_rnd"), graph.add("format", "pix_fmts=bgr24")
    sink = graph.add("buffersink")
    source.link_to(scale)
    scale.link_to(pixels)
    pixels.link_to(sink)
    graph.configure()
    graph.push(frame)
    shown = graph.pull()
    assert isinstance(shown, av.VideoFrame)
    return shown.to_ndarray().astype(np.uint8, copy=False)


def _end(path: Path) -> float:
    """When a video ends, as its container says it."""
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        if path.suffix in {".mkv", ".webm"}:
            return float(stream.metadata["DURATION"].rpartition(":")[2])
        if path.suffix in {".mp4", ".m4v"}:
            return float((stream.duration or 0) * (stream.time_base or 0))
        return max(
            float(((packet.pts or 0) + (packet.duration or 0)) * packet.time_base)
            for packet in file.demux(stream)
            if packet.size
        )


def tracks(path: Path, kind: str) -> Iterator[list[tuple[float, bytes]]]:
    """Of each stream of a kind, the packets and their times in seconds."""
    with av.open(str(path)) as file:
        count = len(getattr(file.streams, kind))
    for index in range(count):
        with av.open(str(path)) as file:
            stream = getattr(file.streams, kind)[index]
            yield [(float(p.pts * p.time_base), bytes(p)) for p in file.demux(stream) if p.size]


def psnr(one: Picture, other: Picture) -> float:
    error = np.mean((one.astype(float) - other.astype(float)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))
