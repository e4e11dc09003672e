"""What is wrong with the pictures themselves, which are read once each, in threads."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from maskrcnn.datasets.check.finding import Finding
from maskrcnn.datasets.likeness import fingerprint
from maskrcnn.errors import PictureError
from maskrcnn.formats.originals import Originals
from maskrcnn.masks import Bool, Size

Item = TypeVar("Item")
Made = TypeVar("Made")


class Seen(NamedTuple):
    """What became of a picture.

    Attributes
    ----------
    finding : Finding or None
        What is wrong with it.
    fingerprint : bool (64,) or None
        See `maskrcnn.datasets.likeness`; None where it cannot be read.
    """

    finding: Finding | None
    fingerprint: Bool | None


def look_at(originals: Originals, name: str, size: Size) -> Seen:
    """Read a picture, and compare it with what a file tells of it."""
    if originals.find(name) is None:
        return Seen(Finding("missing-picture", "is nowhere", name), None)
    try:
        image = originals.photo(name)
    except PictureError as error:
        return Seen(Finding("unreadable-picture", str(error), name), None)
    return Seen(_size_finding(originals, name, size, image.shape[:2]), fingerprint(image))


def _size_finding(originals: Originals, name: str, size: Size, shown: Size) -> Finding | None:
    if shown == size:
        return None
    told = f"is {shown[1]}×{shown[0]}, and the file says {size[1]}×{size[0]}"
    try:
        originals.photo(name, size)
    except PictureError:
        return Finding("wrong-size", told, name)
    return Finding("lying-picture", f"{told}: that is before it is turned upright", name)


def in_threads(make: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """Yield what is made of some items, in their order; few are under way at a time."""
    threads = os.cpu_count() or 1
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(make, item))
                if len(waiting) > 2 * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)
