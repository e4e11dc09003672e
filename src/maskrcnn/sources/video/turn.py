"""How a file asks players to turn its frames (ISO/IEC 14496-12, 8.3.2: the matrix of a track)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Size

_DEGREES = {(True, True, False): 90, (False, True, True): 180, (True, False, True): 270}


@dataclass(frozen=True)
class Turn:
    """One of the eight ways to lay a frame on its sides.

    Attributes
    ----------
    transposed : bool
        Rows and columns change places, first of all.
    across, down : bool
        Then left and right, or top and bottom, change places.
    """

    transposed: bool = False
    across: bool = False
    down: bool = False

    @classmethod
    def of(cls, frame: av.VideoFrame) -> Turn:
        """Read it from a decoded frame; angles between are taken to the nearest quarter."""
        matrix: Any = frame.side_data.get("DISPLAYMATRIX")
        if matrix is None:
            return cls()
        a, b, _, c, d = struct.unpack_from("=5i", matrix)
        transposed = abs(b) > abs(a)
        return cls(transposed, (c if transposed else a) < 0, (b if transposed else d) < 0)

    def __str__(self) -> str:
        degrees = _DEGREES.get((self.transposed, self.across, self.down))
        return f"turned by {degrees}°" if degrees else "mirrored"

    def size(self, size: Size) -> Size:
        """Return the height and width of a turned frame, or of one to be turned."""
        return (size[1], size[0]) if self.transposed else size

    def apply(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Turn an image (H, W, 3); the result is contiguous."""
        if self.transposed:
            image = np.asarray(cv2.transpose(image), np.uint8)
        if self.across or self.down:
            code = -1 if self.across and self.down else int(self.across)
            image = np.asarray(cv2.flip(image, code), np.uint8)
        return image
