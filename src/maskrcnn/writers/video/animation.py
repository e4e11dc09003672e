"""Animated GIF and WebP, made of the lossless frames in the segments."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import av
import av.error
import av.filter
from av.container import OutputContainer
from av.filter.context import FilterContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from maskrcnn.masks import Size
from maskrcnn.writers.video.clock import Clock
from maskrcnn.writers.video.codecs import Options
from maskrcnn.writers.video.formats import MILLISECOND
from maskrcnn.writers.video.reel import Reel, Shown
from maskrcnn.writers.video.webp import lengthen_last

BEST = 100


def write_gif(reel: Reel, path: Path, size: Size, clock: Clock, alpha: bool = False) -> None:
    """Encode frames as a GIF that repeats, in the 256 colours that serve all of them best.

    The frames are read twice. One palette for all is a third of the size of one a frame, takes a
    fifth of the time, and nothing flickers; dots that stand still make the colours in between.
    With `alpha`, what is less than half opaque is transparent: there is nothing in between.
    """
    pixels = "bgra" if alpha else "bgr0"
    palette = _palette(reel.frames(), size, pixels)
    with av.open(str(path), "w", format="gif") as file:
        stream = _add_stream(file, "gif", size, clock)
        stream.pix_fmt = "pal8"
        painter = _Painter(palette, size, pixels)
        for shown in clock.retimed(reel.frames()):
            frame = _timed(painter.paint(shown.what), shown, clock)
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


def _timed(frame: VideoFrame, shown: Shown[VideoFrame], clock: Clock) -> VideoFrame:
    frame.pts, frame.time_base, frame.duration = shown.start, clock.base, shown.duration
    return frame


def _palette(frames: Iterable[Shown[VideoFrame]], size: Size, pixels: str) -> VideoFrame:
    """Choose 256 colours for all frames: a picture of 16 × 16."""
    graph = av.filter.Graph()
    source = _source(graph, size, pixels)
    choose, sink = graph.add("palettegen"), graph.add("buffersink")
    source.link_to(choose)
    choose.link_to(sink)
    graph.configure()
    for shown in frames:
        source.push(shown.what)
        with suppress(av.error.BlockingIOError):  # pulling makes the filter take what was pushed
            sink.pull()
    source.push(None)
    return _pulled(sink)


class _Painter:
    """Paints frames with the colours of a palette.

    It holds the graph of its filters, whose ends do not keep it alive.
    """

    def __init__(self, palette: VideoFrame, size: Size, pixels: str) -> None:
        self._graph = av.filter.Graph()
        self._frames = _source(self._graph, size, pixels)
        colors = _source(self._graph, (16, 16), "bgra")
        use = self._graph.add("paletteuse", "dither=bayer:bayer_scale=3")
        self._sink = self._graph.add("buffersink")
        self._frames.link_to(use, 0, 0)
        colors.link_to(use, 0, 1)
        use.link_to(self._sink)
        self._graph.configure()
        palette.pts = 0
        colors.push(palette)
        colors.push(None)

    def paint(self, frame: VideoFrame) -> VideoFrame:
        """Return a frame of places in the palette."""
        self._frames.push(frame)
        return _pulled(self._sink)


def _source(graph: av.filter.Graph, size: Size, pixels: str) -> FilterContext:
    return graph.add_buffer(
        width=size[1], height=size[0], format=av.VideoFormat(pixels), time_base=MILLISECOND
    )


def _pulled(sink: FilterContext) -> VideoFrame:
    frame = sink.pull()
    assert isinstance(frame, VideoFrame)  # noqa: S101
    return frame
