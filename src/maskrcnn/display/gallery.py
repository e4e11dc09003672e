"""The newest pictures of a run, encoded for a browser, and news of them for who watches."""

import json
import threading
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
from numpy.typing import NDArray

CAPACITY = 200
_LARGEST_SIDE = 2560
_THUMBNAIL = (288, 144)
_JPEG = (cv2.IMWRITE_JPEG_QUALITY, 90)


class Phase(Enum):
    """How far a run is."""

    RUNNING = "running"
    COMPLETE = "complete"
    ENDED = "ended"


@dataclass(frozen=True)
class Picture:
    """One picture as a browser takes it: two JPEG files, and the size of the original."""

    number: int
    caption: str
    width: int
    height: int
    jpeg: bytes
    thumbnail: bytes


class Gallery:
    """Keeps the newest pictures and forgets the oldest; threads may share it.

    Who adds never waits for who looks: a slow browser sees the newest state when it asks again.
    """

    def __init__(self, title: str, capacity: int = CAPACITY) -> None:
        self._title = title
        self._capacity = capacity
        self._pictures: dict[int, Picture] = {}
        self._added = 0
        self._phase = Phase.RUNNING
        self._version = 0
        self._changed = threading.Condition()

    def add(self, image: NDArray[np.uint8], caption: str) -> None:
        """Encode and keep a picture, BGR (H, W, 3) or grey (H, W)."""
        height, width = image.shape[:2]
        jpeg = _encode(_fit(image, (_LARGEST_SIDE, _LARGEST_SIDE)))
        thumbnail = _encode(_fit(image, _THUMBNAIL))
        with self._changed:
            self._added += 1
            picture = Picture(self._added, caption, width, height, jpeg, thumbnail)
            self._pictures[picture.number] = picture
            if len(self._pictures) > self._capacity:
                del self._pictures[next(iter(self._pictures))]
            self._announce()

    def enter(self, phase: Phase) -> None:
        """Go on to the next phase."""
        with self._changed:
            self._phase = phase
            self._announce()

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to come, not even questions to answer."""
        return self._phase is Phase.ENDED

    def picture(self, number: int) -> Picture | None:
        """Return a picture by its number from 1, or None if it is not kept."""
        with self._changed:
            return self._pictures.get(number)

    def wait_for_news(self, version: int | None, timeout: float) -> int:
        """Return the version of the state when it differs from `version`, or after a time."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, timeout)
            return self._version

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

    def _announce(self) -> None:
        self._version += 1
        self._changed.notify_all()


def _fit(image: NDArray[np.uint8], largest: tuple[int, int]) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    scale = min(largest[0] / width, largest[1] / height)
    if scale >= 1:
        return image
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _encode(image: NDArray[np.uint8]) -> bytes:
    return cv2.imencode(".jpg", image, _JPEG)[1].tobytes()
