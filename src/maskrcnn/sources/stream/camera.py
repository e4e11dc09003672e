"""Pictures of a camera on this machine, by OpenCV."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import VideoError
from maskrcnn.masks import Size
from maskrcnn.sources.stream.shot import Shot, sensible_rate

_SILENT = 0
"""OpenCV's level of logging."""


def camera_shots(number: int) -> Iterator[Shot]:
    """Follow a camera until the generator is closed.

    Raises
    ------
    VideoError
        If there is no such camera, or it stops giving pictures; the message is a reason only.
    """
    with _quiet():
        camera = cv2.VideoCapture(number)
    try:
        if not camera.isOpened():
            raise VideoError("no such camera, or another program has it")
        camera.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        rate = sensible_rate(camera.get(cv2.CAP_PROP_FPS))
        while True:
            with _quiet():
                there, image = camera.read()
            if not there:
                raise VideoError("it gives no more pictures")
            picture = np.asarray(image, np.uint8)
            yield Shot((picture.shape[0], picture.shape[1]), partial(_scaled, picture), rate)
    finally:
        camera.release()


def _scaled(picture: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    if picture.shape[:2] == size:
        return picture
    return np.asarray(cv2.resize(picture, size[::-1], interpolation=cv2.INTER_AREA), np.uint8)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep OpenCV's warnings about devices from the terminal."""
    logging: Any = getattr(cv2.utils, "logging", cv2)  # OpenCV 4 has the functions at its top
    level = logging.getLogLevel()
    logging.setLogLevel(_SILENT)
    try:
        yield
    finally:
        logging.setLogLevel(level)
