"""The newest pictures of a run, encoded for a browser."""

import json
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.display.news import News

CAPACITY = 200
_LARGEST_SIDE = 2560
_THUMBNAIL = (288, 144)
_QUALITY = 90


@dataclass(frozen=True)
class Picture:
    """One picture as a browser takes it: two JPEG files, and the size of the original."""

    number: int
    caption: str
    width: int
    height: int
    jpeg: bytes
    thumbnail: bytes


class Gallery(News):
    """Keeps the newest pictures and forgets the oldest; threads may share it."""

    def __init__(self, title: str, capacity: int = CAPACITY) -> None:
        super().__init__()
        self._title = title
        self._capacity = capacity
        self._pictures: dict[int, Picture] = {}
        self._added = 0

    def add(self, image: NDArray[np.uint8], caption: str) -> None:
        """Encode and keep a picture, BGR (H, W, 3) or grey (H, W)."""
        height, width = image.shape[:2]
        jpeg = encode_jpeg(image, _QUALITY)
        thumbnail = encode_jpeg(image, _QUALITY, _THUMBNAIL)
        with self._changed:
            self._added += 1
            picture = Picture(self._added, caption, width, height, jpeg, thumbnail)
            self._pictures[picture.number] = picture
            if len(self._pictures) > self._capacity:
                del self._pictures[next(iter(self._pictures))]
            self._announce()

    def picture(self, number: int) -> Picture | None:
        """Return a picture by its number from 1, or None if it is not kept."""
        with self._changed:
            return self._pictures.get(number)

    def state(self) -> str:
        """Return everything a page has to know, as JSON on one line."""
        with self._changed:
            pictures = [
                {
                    "number": picture.number,
                    "caption": picture.caption,
                    "width": picture.width,
                    "height": picture.height,
                }
                for picture in self._pictures.values()
            ]
            return json.dumps(
                {"title": self._title, "phase": self._phase.value, "pictures": pictures}
            )


def encode_jpeg(
    image: NDArray[np.uint8],
    quality: int,
    largest: tuple[int, int] = (_LARGEST_SIDE, _LARGEST_SIDE),
) -> bytes:
    """Return a picture as a JPEG file that is not wider or higher than `largest`."""
    settings = (cv2.IMWRITE_JPEG_QUALITY, quality)
    return cv2.imencode(".jpg", _fit(image, largest), settings)[1].tobytes()


def _fit(image: NDArray[np.uint8], largest: tuple[int, int]) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    scale = min(largest[0] / width, largest[1] / height)
    if scale >= 1:
        return image
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
