"""Letterboxing: a picture fitted into a network's input, its shape kept, the rest grey."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Size, Uint8

GREY = 114


@dataclass(frozen=True)
class Letterbox:
    """Where a picture lies in a network's input.

    Attributes
    ----------
    picture : (int, int)
        Height and width of the picture.
    content : (int, int)
        Height and width that the picture takes in the input.
    offset : (int, int)
        Rows above and columns left of it.
    size : (int, int)
        Height and width of the input.
    """

    picture: Size
    content: Size
    offset: tuple[int, int]
    size: Size

    @classmethod
    def of(cls, picture: Size, size: Size) -> Letterbox:
        """Fit a picture as large as it goes, in the middle."""
        scale = min(size[0] / picture[0], size[1] / picture[1])
        height = max(1, round(picture[0] * scale))
        width = max(1, round(picture[1] * scale))
        offset = (size[0] - height) // 2, (size[1] - width) // 2
        return cls(picture, (height, width), offset, size)

    def fill(self, image: Uint8) -> Uint8:
        """Return the network's input `uint8 (H, W, 3)` with the picture in it."""
        height, width = self.content
        top, left = self.offset
        shrinks = self.content[0] < self.picture[0]
        how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        canvas = np.full((*self.size, 3), GREY, np.uint8)
        canvas[top : top + height, left : left + width] = cv2.resize(
            image, (width, height), interpolation=how
        )
        return canvas

    def to_picture(self, boxes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Turn `xyxy` boxes of the input into boxes of the picture."""
        return ((boxes - self._shift) / self._scale).astype(np.float32)

    def to_input(self, boxes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Turn `xyxy` boxes of the picture into boxes of the input."""
        return (boxes * self._scale + self._shift).astype(np.float32)

    @property
    def _scale(self) -> NDArray[np.float64]:
        y, x = self.content[0] / self.picture[0], self.content[1] / self.picture[1]
        return np.array([x, y, x, y])

    @property
    def _shift(self) -> NDArray[np.float64]:
        top, left = self.offset
        return np.array([left, top, left, top], np.float64)
