"""From a decoded frame of any pixel format to upright BGR pixels of 8 bits."""

from __future__ import annotations

from typing import NamedTuple

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from maskrcnn.masks import Size
from maskrcnn.sources.pixels import bgr_from_array
from maskrcnn.sources.video.turn import Turn

_MATRICES = {1: 1, 4: 4, 7: 7, 9: 9, 10: 9}
"""From numbers of ITU-T H.273 to those of FFmpeg's libswscale."""
_BT601 = 5
_LIMITED, _FULL = 1, 2


class Printer:
    """Makes pictures of one video's frames.

    YUV becomes RGB by the frame's own matrix and range; where it has none, by BT.601 and the
    limited range, as FFmpeg and OpenCV take it. More than 8 bits are rounded to 8, transfer
    functions stay as they are, transparent parts are put on white as those of photos are.

    Parameters
    ----------
    coded : (int, int)
        Height and width to scale to, before the frame is turned.
    turn : Turn
    """

    def __init__(self, coded: Size, turn: Turn) -> None:
        self._coded = coded
        self._turn = turn
        self._reformatter = VideoReformatter()

    def print(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        """Return the pixels of a frame: (H, W, 3), BGR, C-contiguous."""
        if has_alpha(frame):
            image, _ = bgr_from_array(self._pixels(frame, "bgra"), "frame")
        else:
            image = self._pixels(frame, "bgr24")
        return self._turn.apply(image)

    def is_seen_through(self, frame: av.VideoFrame) -> bool:
        """Tell whether any part of a frame is transparent."""
        return has_alpha(frame) and bool(self._pixels(frame, "bgra")[..., 3].min() < 255)

    def _pixels(self, frame: av.VideoFrame, layout: str) -> NDArray[np.uint8]:
        height, width = self._coded
        colors = _colors_of(frame)
        out = self._reformatter.reformat(
            frame,
            width,
            height,
            layout,
            src_colorspace=colors.matrix,
            dst_colorspace=colors.matrix,
            src_color_range=colors.range,
            # RGB has one range only, but PyAV 16 leaves all as it is where both are the same.
            dst_color_range=_FULL if colors.range == _LIMITED else _LIMITED,
            interpolation="BICUBIC",
        )
        if out is frame:  # nothing to do: these pixels are the decoder's, who looks at them again
            return np.array(frame.to_ndarray(), np.uint8, order="C")
        plane, channels = out.planes[0], len(out.format.components)
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(height, plane.line_size)
        used = rows[:, : width * channels].reshape(height, width, channels)
        return np.ascontiguousarray(used)


def has_alpha(frame: av.VideoFrame) -> bool:
    """Tell whether a frame's pixel format can be transparent."""
    layout = frame.format
    return layout.has_palette or any(component.is_alpha for component in layout.components)


class _Colors(NamedTuple):
    matrix: int
    range: int


def _colors_of(frame: av.VideoFrame) -> _Colors:
    matrix = _MATRICES.get(int(frame.colorspace), _BT601)
    range_ = int(frame.color_range)
    if range_ not in (_LIMITED, _FULL):
        range_ = _FULL if frame.format.name.startswith(("yuvj", "gray")) else _LIMITED
    return _Colors(matrix, range_)
