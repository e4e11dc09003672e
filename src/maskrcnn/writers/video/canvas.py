"""Pictures on their way to an encoder: even sides, and the colours that the tags promise.

FFmpeg's scaler turns blue, green, red into YUV; matrices are those of ITU-T H.273.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import av
import av.filter
import cv2
import numpy as np
from av.video.frame import VideoFrame

from maskrcnn.errors import OutputError
from maskrcnn.footage import ColorTags
from maskrcnn.masks import Size, Uint8
from maskrcnn.writers.video.codecs import Encoder

LIMITED, FULL = 1, 2
RGB, BT709, UNSPECIFIED, BT601_625, BT601, BT2020, BT2020_CONSTANT = 0, 1, 2, 5, 6, 9, 10
HD_LINES = 720
"""From so many lines on, players take untagged colours for those of BT.709."""

MATRICES = {BT709: "bt709", 4: "fcc", 5: "bt601", BT601: "bt601", 7: "smpte240m", BT2020: "bt2020"}
"""Matrices that FFmpeg's scaler knows, by their number."""


class Canvas:
    """Makes the frames that an encoder takes.

    Attributes
    ----------
    size : (int, int)
        Height and width of its frames in pixels: even where the encoder needs it.
    colors : ColorTags
        What the numbers in its frames mean.
    """

    def __init__(self, encoder: Encoder, size: Size, colors: ColorTags) -> None:
        height, width = size
        self._given = size
        self._pixels = "bgra" if encoder.has_alpha else "bgr24"
        self.size = (height + height % 2, width + width % 2) if encoder.even else size
        self.colors = color_tags(encoder, height, colors)
        self._graph = _graph(encoder, self._pixels, self.size, self.colors)

    def frame(self, image: Uint8) -> VideoFrame:
        """Turn a picture `uint8 (H, W, 3)` BGR or `(H, W, 4)` BGRA into a frame.

        The edge is repeated where a side is odd and must not be. Of BGRA, colours are not
        multiplied by alpha; where the video has transparency, BGR is opaque.

        Raises
        ------
        OutputError
            If the picture has another size than the video, or transparency that it has not.
        """
        height, width, channels = image.shape
        if (height, width) != self._given:
            wanted = f"{self._given[1]}×{self._given[0]}"
            raise OutputError(f"a frame of {width}×{height} in a video of {wanted}")
        if channels == 4 and self._pixels == "bgr24":
            raise OutputError("a transparent frame in a video that keeps no transparency")
        if channels == 3 and self._pixels == "bgra":
            image = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2BGRA), np.uint8)
        more = self.size[0] - height, self.size[1] - width
        if any(more):
            edge = cv2.BORDER_REPLICATE
            image = np.asarray(cv2.copyMakeBorder(image, 0, more[0], 0, more[1], edge), np.uint8)
        self._graph.push(VideoFrame.from_ndarray(image, format=self._pixels))
        frame = self._graph.pull()
        assert isinstance(frame, VideoFrame)  # noqa: S101
        frame.colorspace = self.colors.matrix
        frame.color_range = self.colors.range
        return frame


def color_tags(encoder: Encoder, lines: int, colors: ColorTags) -> ColorTags:
    """Return the tags of the frames: those of the footage where the codec can keep them.

    JPEG has one matrix and the full range only, ProRes the limited range. Footage without tags was
    read as BT.601, as FFmpeg does, and is written as that without tags again: players then show
    both alike, whatever they take it for. Footage that is no YUV gets what players expect.
    """
    if encoder.is_rgb:
        return replace(colors, matrix=RGB, range=FULL)
    if encoder.name == "mjpeg":
        return replace(colors, matrix=BT601_625, range=FULL)
    matrix = BT2020 if colors.matrix == BT2020_CONSTANT else colors.matrix
    if matrix not in MATRICES and matrix != UNSPECIFIED:
        matrix = BT709 if lines >= HD_LINES else BT601
    full = colors.range == FULL and encoder.name != "prores_ks"
    return replace(colors, matrix=matrix, range=FULL if full else LIMITED)


def _graph(encoder: Encoder, given: str, size: Size, colors: ColorTags) -> av.filter.Graph:
    scaling = "flags=bicubic+accurate_rnd+full_chroma_int"
    if not encoder.is_rgb:
        span = "full" if colors.range == FULL else "limited"
        scaling += f":out_color_matrix={MATRICES.get(colors.matrix, 'bt601')}:out_range={span}"
    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=size[1],
        height=size[0],
        format=av.VideoFormat(given),
        time_base=Fraction(1, 1000),
    )
    scale = graph.add("scale", scaling)
    pixels = graph.add("format", f"pix_fmts={encoder.pixels}")
    sink = graph.add("buffersink")
    source.link_to(scale)
    scale.link_to(pixels)
    pixels.link_to(sink)
    graph.configure()
    return graph
