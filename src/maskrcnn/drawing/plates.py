"""Text on a plate of a colour: what labels and counts are written on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.drawing.colors import Color, ink_on
from maskrcnn.drawing.pen import Pen
from maskrcnn.drawing.placement import place_plates
from maskrcnn.masks import Uint8

FONT = cv2.FONT_HERSHEY_SIMPLEX
SMALLEST = 0.5
"""How far letters shrink before words are cut."""

CUT = "..."


@dataclass(frozen=True)
class Plate:
    """A text as it will be written, and the size of its plate in pixels.

    `baseline` is how far above the plate's last row letters stand.
    """

    text: str
    scale: float
    width: int
    height: int
    baseline: int

    @classmethod
    def of(cls, text: str, pen: Pen, room: int) -> Plate:
        """Return the plate of a text.

        A text that is wider than the room is written smaller, down to half, and then cut short.
        """
        plate = cls._measured(text, pen.text_scale)
        if plate.width <= room:
            return plate
        scale = pen.text_scale * max(SMALLEST, (room - 4) / plate.width)
        plate = cls._measured(text, scale)
        for kept in range(len(text) - 1, 0, -1):
            if plate.width <= room:
                break
            plate = cls._measured(text[:kept].rstrip() + CUT, scale)
        return plate

    @classmethod
    def _measured(cls, text: str, scale: float) -> Plate:
        (length, height), below = cv2.getTextSize(text, FONT, scale, 2 * _weight(scale))
        margin = round(10 * scale)
        return cls(text, scale, length + 2, height + 2 * margin + 1, max(margin, below))

    def draw(self, canvas: Uint8, corner: tuple[int, int], color: Color) -> None:
        """Draw plate and text, in place; `corner` is the plate's first pixel."""
        x, y = corner
        last = (x + self.width - 1, y + self.height - 1)
        cv2.rectangle(canvas, corner, last, color.tolist(), cv2.FILLED)
        at = (x + 1, last[1] - self.baseline)
        ink, weight = ink_on(color), _weight(self.scale)
        cv2.putText(canvas, self.text, at, FONT, self.scale, ink, weight, cv2.LINE_AA)


def _weight(scale: float) -> int:
    """Return how thick letters are: larger ones are hard to read as hairlines."""
    return max(1, round(1.5 * scale))


def draw_plate(canvas: Uint8, text: str, at: tuple[int, int], color: Color, pen: Pen) -> None:
    """Write on a plate of a colour that stands on a point, in place.

    Where there is no room, the plate moves to the left, or hangs from the point.
    """
    draw_plates(canvas, [text], np.array([[*at, *at]]), color[None], pen)


def draw_plates(
    canvas: Uint8, texts: Sequence[str], boxes: NDArray[Any], colors: Color, pen: Pen
) -> None:
    """Write a text at each box, in place, off each other: see `place_plates`.

    Parameters
    ----------
    canvas : uint8 (H, W, 3)
        BGR.
    texts : sequence of str
        The most important first, which lies on top.
    boxes : int or float (N, 4)
        `xyxy` in pixels.
    colors : uint8 (N, 3)
        BGR, of the plates.
    pen : Pen
    """
    height, width = canvas.shape[:2]
    plates = [Plate.of(text, pen, width) for text in texts]
    sizes = np.array([(plate.width, plate.height) for plate in plates], int).reshape(-1, 2)
    corners = place_plates(sizes, boxes, (height, width)).tolist()
    for plate, (x, y), color in list(zip(plates, corners, colors, strict=True))[::-1]:
        plate.draw(canvas, (x, y), color)
