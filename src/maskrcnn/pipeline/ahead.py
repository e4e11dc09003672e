"""Running a step of a pipeline in a thread of its own, a bounded number of items ahead.

A pipeline is a chain of iterators, each of which may be wrapped so that it works while the next
one does. Decoding, OpenVINO, OpenCV and encoding let go of Python's lock, so threads are enough.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_HEARTBEAT = 0.2
"""Seconds after which a waiting thread looks up, so that Ctrl-C is heard on every system."""
_FAREWELL = 10.0


class Ahead(Iterator[T], Generic[T]):
    """Reads an iterator in a thread of its own, and gives its items in order.

    Parameters
    ----------
    items : iterator
        Read, and closed if it can be, by the thread alone.
    depth : int
        How many items may lie ready; the thread waits when there are as many.

    An error of the iterator is raised where its next item would have come, after all items before
    it. Leaving the `with` block stops the thread; nothing waits for ever.
    """

    def __init__(self, items: Iterator[T], depth: int) -> None:
        self._items = items
        self._depth = depth
        self._ready: deque[T] = deque()
        self._changed = threading.Condition()
        self._ended = self._stopped = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def __next__(self) -> T:
        with self._changed:
            while not self._ready and not self._ended:
                self._changed.wait(_HEARTBEAT)
            if self._ready:
                self._changed.notify_all()
                return self._ready.popleft()
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        raise StopIteration

    def close(self) -> None:
        """Stop the thread, and wait until it has let go of what it reads."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join(_FAREWELL)

    def __enter__(self) -> Ahead[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(self) -> None:
        try:
            for item in self._items:
                if not self._offer(item):
                    break
            if hasattr(self._items, "close"):
                self._items.close()
        except BaseException as error:  # noqa: BLE001 - raised again where it is heard
            self._error = error
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _offer(self, item: T) -> bool:
        """Wait for room and put an item down; False if nobody wants it any more."""
        with self._changed:
            while len(self._ready) >= self._depth and not self._stopped:
                self._changed.wait()
            self._ready.append(item)
            self._changed.notify_all()
            return not self._stopped
