"""The newest picture of a video, encoded for a browser when one asks for it."""

import json
import threading

import numpy as np
from numpy.typing import NDArray

from maskrcnn.display.gallery import Picture, encode_jpeg
from maskrcnn.display.news import News

_QUALITY = 80


class Monitor(News):
    """Keeps one picture, the newest; threads may share it.

    A picture is encoded at most once, however many look, and not at all if nobody does. Who asks
    for one that is gone gets the newest, so a slow viewer skips pictures and never falls behind.
    There are no thumbnails.
    """

    pause = 0.01
    keeps = False

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._image: NDArray[np.uint8] | None = None
        self._caption = ""
        self._shown = 0
        self._encoded: Picture | None = None
        self._encoding = threading.Lock()

    def add(self, image: NDArray[np.uint8], caption: str) -> None:
        """Show a picture, BGR (H, W, 3) or grey (H, W), instead of the one before."""
        copy = image.copy()
        with self._changed:
            self._image, self._caption = copy, caption
            self._shown += 1
            self._announce()

    def picture(self, number: int) -> Picture | None:
        """Return the newest picture, or None if `number` is not one of those shown so far."""
        with self._encoding:
            with self._changed:
                image, caption, newest = self._image, self._caption, self._shown
            if image is None or not 1 <= number <= newest:
                return None
            if self._encoded is None or self._encoded.number != newest:
                height, width = image.shape[:2]
                jpeg = encode_jpeg(image, _QUALITY)
                self._encoded = Picture(newest, caption, width, height, jpeg, thumbnail=b"")
            return self._encoded

    def state(self) -> str:
        """Return everything a page has to know, as JSON on one line."""
        with self._changed:
            height, width = (0, 0) if self._image is None else self._image.shape[:2]
            picture = {
                "number": self._shown,
                "caption": self._caption,
                "width": width,
                "height": height,
            }
            return json.dumps(
                {
                    "title": self._title,
                    "phase": self._phase.value,
                    "live": True,
                    "pictures": [picture] if self._shown else [],
                }
            )
