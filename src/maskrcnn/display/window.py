"""Pictures in a window of OpenCV, where the installed build has windows."""

import functools
import re
import subprocess
import sys
from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

_ATTEMPT = "import cv2; cv2.namedWindow('maskrcnn'); cv2.destroyAllWindows()"
_CAPACITY = 200
_LARGEST = (1280, 800)
_ENDING = frozenset((27, ord("q"), ord("Q")))
_GOING_BACK = frozenset((65361, 2424832, 63234))
"""The left arrow under GTK and Qt, Windows, and macOS."""


@functools.cache
def has_windows() -> bool:
    """Tell whether OpenCV can open a window here.

    Qt and GTK end the whole process when they cannot reach the screen, so a process of its own
    tries it first.
    """
    interface = re.search(r"GUI:\s+(\S+)", cv2.getBuildInformation())
    if interface is None or interface[1] == "NONE":
        return False
    try:
        tried = subprocess.run(
            [sys.executable, "-c", _ATTEMPT], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return tried.returncode == 0


class Window:
    """One window: it shows the newest picture, and when waiting lets the user leaf through all.

    Any key goes on, the left arrow goes back, q and Esc end it, as does closing the window. If it
    is `live`, only the newest is kept.
    """

    def __init__(self, title: str, *, live: bool = False) -> None:
        self._title = title
        capacity = 1 if live else _CAPACITY
        self._pictures: deque[tuple[NDArray[np.uint8], str]] = deque(maxlen=capacity)
        self._open = False
        self._was_visible = False  # some systems never say that a window is visible
        self.closed = False

    def show(self, image: NDArray[np.uint8], caption: str) -> None:
        """Show one more picture."""
        if self.closed:
            return
        self._pictures.append((image.copy(), caption))
        self._draw(*self._pictures[-1])
        self._heed(cv2.waitKeyEx(1))

    def wait(self) -> None:
        """Leaf through the pictures, from the first, until the user is through."""
        place = 0
        while place < len(self._pictures) and not self.closed:
            self._draw(*self._pictures[place])
            key = self._key()
            place = max(place - 1, 0) if key in _GOING_BACK else place + 1

    def close(self) -> None:
        """Close the window."""
        self.closed = True
        if self._open:
            self._open = False
            cv2.destroyWindow(self._title)
            cv2.waitKey(1)

    def __enter__(self) -> "Window":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _draw(self, image: NDArray[np.uint8], caption: str) -> None:
        if not self._open:
            cv2.namedWindow(self._title, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO)
            height, width = image.shape[:2]
            scale = min(1, _LARGEST[0] / width, _LARGEST[1] / height)
            cv2.resizeWindow(self._title, round(width * scale), round(height * scale))
            self._open = True
        cv2.imshow(self._title, image)
        cv2.setWindowTitle(self._title, f"{caption} — {self._title}")

    def _key(self) -> int:
        """Wait for a key; -1 when the window is closed instead."""
        key = -1
        while key == -1 and not self.closed:
            key = cv2.waitKeyEx(50)
            self._heed(key)
        return key

    def _heed(self, key: int) -> None:
        visible = cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) >= 1
        if key in _ENDING or (self._was_visible and not visible):
            self.close()
        self._was_visible = visible
