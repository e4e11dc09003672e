"""Ctrl-C at a good moment: between two frames or steps, never in the middle of one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType


class Interruption:
    """Holds Ctrl-C back while its block runs; used as a context manager.

    The first Ctrl-C is only noted, a second one acts at once. In threads other than the main one,
    and where the program minds Ctrl-C itself, everything stays as it is.

    Parameters
    ----------
    tell : callable
        Called at the first Ctrl-C, for instance to stop what would be waited for.
    """

    def __init__(self, tell: Callable[[], object] = lambda: None) -> None:
        self._tell = tell
        self._noted = self._holds = False

    def heed(self) -> None:
        """Raise `KeyboardInterrupt` if Ctrl-C has been pressed."""
        if self._noted:
            raise KeyboardInterrupt

    def __enter__(self) -> Interruption:
        usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if usual and threading.current_thread() is threading.main_thread():
            self._holds = True
            signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        self._release()

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._noted = True
        self._release()
        self._tell()

    def _release(self) -> None:
        if self._holds:
            self._holds = False
            signal.signal(signal.SIGINT, signal.default_int_handler)
