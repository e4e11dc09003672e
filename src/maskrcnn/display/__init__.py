"""Show pictures as they come: in windows of OpenCV, or on a page in the browser.

Most installations carry the build of OpenCV without windows, and many machines have no screen; the
page works in both cases.
"""

import webbrowser
from collections.abc import Callable
from types import TracebackType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from maskrcnn.display.live_view import LiveView, say
from maskrcnn.display.window import Window, has_windows

__all__ = ["Display", "has_windows", "open_display"]


class Display(Protocol):
    """Somewhere to look at pictures; closed at the end of a `with` block."""

    @property
    def closed(self) -> bool:
        """Whether the user has ended it; showing more is harmless but pointless."""

    def show(self, image: NDArray[np.uint8], caption: str) -> None:
        """Show one more picture, without waiting for anybody to look at it.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3) or (H, W)
            BGR or grey; not kept.
        caption : str
            What it shows, on one line.
        """

    def wait(self) -> None:
        """Return when the user has seen enough."""

    def close(self) -> None:
        """Take everything down."""

    def __enter__(self) -> "Display": ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_display(
    title: str,
    *,
    open_browser: Callable[[str], object] = webbrowser.open,
    tell: Callable[[str], object] = say,
    patience: float = 60.0,
    live: bool = False,
) -> Display:
    """Open windows where OpenCV has them and there is a screen, otherwise a live view.

    Parameters
    ----------
    title : str
        Name of the window or page.
    open_browser : callable
        Takes the address of the live view when there is something to see.
    tell : callable
        Takes a line for the user; by default it goes to standard error.
    patience : float
        Seconds that the live view waits for a browser before it gives up.
    live : bool
        Whether only the newest picture is kept, as it is right for a video; otherwise the user may
        look back at the pictures before.
    """
    if has_windows():
        return Window(title, live=live)
    return LiveView(title, open_browser=open_browser, tell=tell, patience=patience, live=live)
