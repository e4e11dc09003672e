"""Where each pixel of a frame was in a key frame: dense optical flow, by OpenCV's DIS.

Kroeger, Timofte, Dai and Van Gool, "Fast Optical Flow using Dense Inverse Search", ECCV 2016. The
flow goes backwards, from a frame to its key frame, so that whatever is carried is sampled once and
leaves no holes. Both frames are brought to one small size first, whatever their own. Its fastest
preset is as exact here as the slower ones once it refines down to half of that size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Float, Positions, Size, Uint8

Number = TypeVar("Number", np.uint8, np.float32)

LONG_SIDE = 480
SHORT_SIDE = 32
FINEST_SCALE = 1


@dataclass(frozen=True, eq=False)
class Motion:
    """How the pixels of a frame have come from a key frame, both brought to one small size.

    Attributes
    ----------
    shifts : float32 (h, w, 2)
        How far each pixel is from where it was in the key frame, `xy`: what to add to its place.
    now : uint8 (h, w)
        The frame in grey.
    expected : uint8 (h, w)
        The frame as the key frame's pixels would make it.
    """

    shifts: Float
    now: Uint8
    expected: Uint8

    @property
    def size(self) -> Size:
        """Height and width of the small size."""
        height, width = self.now.shape
        return height, width

    @cached_property
    def reach(self) -> float:
        """How far any pixel has come, at most."""
        return float(np.abs(self.shifts).max())


class Flow:
    """Finds the motion since (or until) a key frame, frame after frame.

    Where a picture is so long and thin that DIS cannot work, everything is held still.

    Parameters
    ----------
    key : uint8 (H, W, 3)
        The key frame's picture, BGR.
    """

    def __init__(self, key: Uint8) -> None:
        height, width = key.shape[:2]
        scale = LONG_SIDE / max(height, width)
        self._size = max(1, round(height * scale)), max(1, round(width * scale))
        self._key = _small(key, self._size)
        self._dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._dis.setFinestScale(FINEST_SCALE)
        self.rest()
        columns, rows = np.arange(self._size[1]) + 0.5, np.arange(self._size[0]) + 0.5
        self._centres = crossings(columns, rows)

    def rest(self) -> None:
        """Forget the motion found last, and begin with none."""
        self._shifts = np.zeros((*self._size, 2), np.float32)

    def to(self, image: Uint8) -> Motion:
        """Find the motion between a frame `uint8 (H, W, 3)`, of any size, and the key frame.

        The search begins at the motion found last: frames are best given in order.
        """
        now = _small(image, self._size)
        if min(self._size) >= SHORT_SIDE:
            self._shifts = np.asarray(self._dis.calc(now, self._key, self._shifts), np.float32)
        return Motion(self._shifts, now, sampled(self._key, self._centres + self._shifts))


def crossings(columns: Positions, rows: Positions) -> Float:
    """Return the positions `xy`, `float32 (H, W, 2)`, at which columns `(W,)` cross rows `(H,)`."""
    return np.stack(np.meshgrid(columns.astype(np.float32), rows.astype(np.float32)), -1)


def sampled(
    values: NDArray[Number], positions: Float, border: int = cv2.BORDER_REPLICATE
) -> NDArray[Number]:
    """Sample a picture, a soft crop or shifts `(h, w, ...)` bilinearly at positions `(H, W, 2)`.

    Pixel `i` has its centre at `i + 0.5`. Beyond the outer centres the value stays, or with
    `border=cv2.BORDER_CONSTANT` falls to 0 within a pixel.
    """
    across, down = np.moveaxis(positions - np.float32(0.5), -1, 0)
    found = cv2.remap(values, across, down, cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(found, values.dtype)


def _small(image: Uint8, size: Size) -> Uint8:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.resize(grey, size[::-1], interpolation=cv2.INTER_AREA), np.uint8)
