"""Replace: a picture or a video shows where something was."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path, PurePath

import cv2
import numpy as np

from maskrcnn.drawing.effects.canvas import Canvas, patches
from maskrcnn.drawing.effects.looped_video import LoopedVideo, time_of
from maskrcnn.drawing.effects.where import Where
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from maskrcnn.masks import Size, Uint8
from maskrcnn.sources.formats import VIDEO_SUFFIXES
from maskrcnn.sources.image import read_picture


class Replace:
    """Shows a picture, or a video that runs in time with the frames and begins again at its end.

    It fills the whole picture, cut at its sides or at its top and bottom to the same shape, and
    shows where it is wanted.

    Parameters
    ----------
    file : str
        A path, `~` being one's home, or an address. What is named like a video is one.
    start : Moment, optional
        When the video's first frame is shown; by default that of the first frame given.

    Raises
    ------
    PictureError, VideoError
        If it cannot be read.
    """

    def __init__(self, file: str, start: Moment | None = None) -> None:
        path = file.partition("?")[0]
        source = str(Path(file).expanduser()) if file.startswith("~") else file
        self._start = start
        self._video: LoopedVideo | None = None
        if PurePath(path).suffix.lower() in VIDEO_SUFFIXES:
            self._video = LoopedVideo(source)
            self._picture = self._video.at(Fraction(0))
        else:
            self._picture = read_picture(source).image
        self._fitted = self._picture

    def __call__(self, canvas: Canvas, found: Instances, where: Where) -> None:
        """Show it, in place."""
        shown = self._at(found.moment, found.size)
        for patch in patches(canvas, found, where):
            patch.unmix()
            patch.paint(shown[patch.window.slices])

    def close(self) -> None:
        """Free a video's decoder."""
        if self._video is not None:
            self._video.close()

    def _at(self, moment: Moment | None, size: Size) -> Uint8:
        picture = self._picture
        if self._video is not None:
            self._start = self._start or moment
            picture = self._video.at(time_of(moment) - time_of(self._start))
        if picture is not self._picture or self._fitted.shape[:2] != size:
            self._picture, self._fitted = picture, fitted(picture, size)
        return self._fitted


def fitted(picture: Uint8, size: Size) -> Uint8:
    """Scale a picture until it covers a size `(H, W)`, and cut off what stands out, half a side."""
    height, width = picture.shape[:2]
    scale = max(size[0] / height, size[1] / width)
    rows, columns = min(height, round(size[0] / scale)), min(width, round(size[1] / scale))
    rows, columns = max(1, rows), max(1, columns)
    top, left = (height - rows) // 2, (width - columns) // 2
    middle = picture[top : top + rows, left : left + columns]
    smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(middle, size[::-1], interpolation=smooth), np.uint8)
