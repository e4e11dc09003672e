"""Pictures on a page in the browser, served from this process while it runs."""

import os
import sys
import threading
import time
import webbrowser
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from maskrcnn.display.gallery import Gallery
from maskrcnn.display.monitor import Monitor
from maskrcnn.display.news import Phase
from maskrcnn.display.server import GalleryServer
from maskrcnn.display.terminal import enter_pressed, is_interactive

_GRACE = 2.0
"""Seconds that a page may be away: enough to load it again."""
_FAREWELL = 0.2


def say(line: str) -> None:
    """Print a line to standard error, where it cannot be taken for a result."""
    print(line, file=sys.stderr, flush=True)


class LiveView:
    """Serves pictures on loopback from the first one on, and opens the browser.

    Parameters
    ----------
    title : str
        Name of the page.
    open_browser : callable
        Takes the address; called once, beside the program, where there is a screen.
    tell : callable
        Takes lines for the user: the address, and why waiting ended.
    patience : float
        Seconds that `wait` gives a browser to come.
    live : bool
        Whether the page shows the newest picture only, as it is right for a video; otherwise it
        keeps many to look back at.
    """

    def __init__(
        self,
        title: str,
        *,
        open_browser: Callable[[str], object] = webbrowser.open,
        tell: Callable[[str], object] = say,
        patience: float = 60.0,
        live: bool = False,
    ) -> None:
        self._gallery = Monitor(title) if live else Gallery(title)
        self._open_browser = open_browser
        self._tell = tell
        self._patience = patience
        self._server: GalleryServer | None = None

    @property
    def closed(self) -> bool:
        """Whether the page was there and has been closed."""
        return self._server is not None and self._server.audience.absence > _GRACE

    def show(self, image: NDArray[np.uint8], caption: str) -> None:
        """Add a picture, BGR (H, W, 3) or grey (H, W); the page follows the newest."""
        self._gallery.add(image, caption)
        if self._server is None:
            self._server = GalleryServer(self._gallery)
            self._invite(self._server)

    def wait(self) -> None:
        """Return when the page is closed, on Enter or Ctrl-C, or when no browser comes."""
        if self._server is None:
            return
        self._gallery.enter(Phase.COMPLETE)
        if is_interactive():
            self._tell("Press Enter, or close the page, to go on.")
        try:
            self._wait(self._server)
        except KeyboardInterrupt:
            return

    def close(self) -> None:
        """Tell the page that this is the end, and stop serving."""
        if self._server is not None:
            self._gallery.enter(Phase.ENDED)
            time.sleep(_FAREWELL)
            self._server.close()
            self._server = None

    def __enter__(self) -> "LiveView":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _invite(self, server: GalleryServer) -> None:
        self._tell(f"Live view: {server.address}")
        if "SSH_CONNECTION" in os.environ:
            self._tell(f"From your own machine: ssh -L {server.port}:127.0.0.1:{server.port} …")
        if _has_screen():
            threading.Thread(target=self._open_browser, args=(server.address,), daemon=True).start()

    def _wait(self, server: GalleryServer) -> None:
        start = time.monotonic()
        while not self.closed and not enter_pressed():
            if not server.audience.came and time.monotonic() - start > self._patience:
                self._tell(f"No browser came within {self._patience:g} seconds.")
                return
            time.sleep(0.05)


def _has_screen() -> bool:
    """Tell whether opening a browser opens a window, and not a text browser in the terminal."""
    return sys.platform in ("darwin", "win32") or any(
        variable in os.environ for variable in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
