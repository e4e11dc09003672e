"""Animated GIF and WebP, made of the lossless frames in the segments."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import av.filter
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from maskrcnn.masks import Size
from maskrcnn.writers.video.clock import Clock
from maskrcnn.writers.video.codecs import Options
from maskrcnn.writers.video.formats import MILLISECOND
from maskrcnn.writers.video.reel import Shown
from maskrcnn.writers.video.webp import lengthen_last

BEST = 100


def write_gif(frames: Iterable[Shown[VideoFrame]], path: Path, size: Size, clock: Clock) -> None:
    """Encode frames as a GIF that repeats, each with 256 colours of its own."""
    graph = _palettes(size)
    with av.open(str(path), "w", format="gif") as file:
        stream = _add_stream(file, "gif", size, clock)
        stream.pix_fmt = "pal8"
        for shown in clock.retimed(frames):
            graph.push(shown.what)
            frame = _timed(graph.pull(), shown, clock)
            for packet in stream.encode(frame):
                packet.duration = shown.duration
                file.mux(packet)


def write_webp(
    frames: Iterable[Shown[VideoFrame]],
    path: Path,
    quality: int,
    size: Size,
    clock: Clock,
) -> None:
    """Encode frames as an animated WebP that repeats, of a quality of 1 to 100.

    libwebp stores no frame that is the same as the one before: it shows that one longer.
    """
    options = {"quality": str(quality), "lossless": str(int(quality == BEST)), "loop": "0"}
    with av.open(str(path), "w", format="webp", options={"loop": "0"}) as file:
        stream = _add_stream(file, "libwebp_anim", size, clock, options)
        stream.pix_fmt = "bgra"
        for shown in clock.retimed(frames):
            picture = shown.what.reformat(format="bgra")
            file.mux(stream.encode(_timed(picture, shown, clock)))
        file.mux(stream.encode(None))
    lengthen_last(path, round(clock.seconds / clock.base))


def _add_stream(
    file: OutputContainer, encoder: str, size: Size, clock: Clock, options: Options | None = None
) -> VideoStream:
    stream = file.add_stream(encoder, options=options)
    assert isinstance(stream, VideoStream)  # noqa: S101
    stream.height, stream.width = size
    stream.time_base = stream.codec_context.time_base = clock.base
    return stream


def _timed(frame: object, shown: Shown[VideoFrame], clock: Clock) -> VideoFrame:
    assert isinstance(frame, VideoFrame)  # noqa: S101
    frame.pts, frame.time_base, frame.duration = shown.start, clock.base, shown.duration
    return frame


def _palettes(size: Size) -> av.filter.Graph:
    """Return filters that choose 256 colours for each frame and paint it with them."""
    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=size[1], height=size[0], format=av.VideoFormat("bgr0"), time_base=MILLISECOND
    )
    split = graph.add("split")
    choose = graph.add("palettegen", "stats_mode=single")
    paint = graph.add("paletteuse", "new=1")
    sink = graph.add("buffersink")
    source.link_to(split)
    split.link_to(choose, 0, 0)
    split.link_to(paint, 1, 0)
    choose.link_to(paint, 0, 1)
    paint.link_to(sink)
    graph.configure()
    return graph
