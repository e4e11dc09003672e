"""A letter box for one letter, between the thread that receives and the one that works."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")

_SLICE = 0.1
"""Seconds after which who waits looks whether it was stopped."""


class Newest(Generic[T]):
    """Keeps the newest item until somebody takes it.

    `stop` only sets a flag, so that a signal handler may call it whatever was interrupted; that is
    why others wait in slices of time.
    """

    def __init__(self) -> None:
        self._item: T | None = None
        self._ended = False
        self._fault: Exception | None = None
        self._changed = threading.Condition()
        self.stopped = False

    def put(self, item: T) -> bool:
        """Leave an item; tells whether it replaced one that nobody took."""
        with self._changed:
            replaced = self._item is not None
            self._item = item
            self._changed.notify_all()
            return replaced

    def end(self, fault: Exception | None = None) -> None:
        """Say that nothing more comes, and why, if it is not as it should be."""
        with self._changed:
            self._ended, self._fault = True, fault
            self._changed.notify_all()

    def stop(self) -> None:
        """End it at once, from any thread or a signal handler."""
        self.stopped = True

    def take(self) -> T | None:
        """Wait for an item and take it; None after the end or a stop.

        Raises
        ------
        Exception
            The fault that ended it, once the last item was taken.
        """
        with self._changed:
            item = self.look()
            self._item = None
            return item

    def look(self) -> T | None:
        """As `take`, but leave the item where it is."""
        with self._changed:
            while self._item is None and not self._ended and not self.stopped:
                self._changed.wait(_SLICE)
            if self.stopped:
                return None
            if self._item is None and self._fault is not None:
                raise self._fault
            return self._item
