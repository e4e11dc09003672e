"""Steps that run ahead: in order, bounded, and never left hanging."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from maskrcnn.errors import VideoError
from maskrcnn.pipeline.ahead import Ahead


def counting(seen: list[int], count: int = 1000) -> Iterator[int]:
    try:
        for number in range(count):
            seen.append(number)
            yield number
    finally:
        seen.append(-1)


def test_items_come_in_order_through_a_chain():
    seen: list[int] = []
    with Ahead(counting(seen), 3) as first, Ahead((2 * n for n in first), 2) as second:
        assert list(second) == list(range(0, 2000, 2))
    assert seen[-1] == -1


def test_no_more_is_read_than_was_allowed():
    seen: list[int] = []
    with Ahead(counting(seen), 4) as ahead:
        assert next(ahead) == 0
        time.sleep(0.1)
        assert len(seen) <= 1 + 4 + 1
    assert seen[-1] == -1, "the iterator is closed by its own thread"
    assert len(seen) <= 1 + 4 + 1 + 2


def test_steps_work_at_the_same_time():
    def slowly(items: Iterator[int]) -> Iterator[int]:
        for item in items:
            time.sleep(0.02)
            yield item

    start = time.perf_counter()
    with Ahead(slowly(iter(range(20))), 2) as first, Ahead(slowly(first), 2) as second:
        assert len(list(slowly(second))) == 20
    assert time.perf_counter() - start < 0.9, "one after the other it takes 1.2 s"


def test_an_error_comes_after_what_was_there_before_it():
    def breaking() -> Iterator[int]:
        yield 1
        yield 2
        raise VideoError("clip.mp4: broken")

    with Ahead(breaking(), 1) as first, Ahead(iter(first), 1) as second:
        assert next(second) == 1
        assert next(second) == 2
        with pytest.raises(VideoError, match="broken"):
            next(second)
        with pytest.raises(StopIteration):
            next(second)


def test_leaving_early_leaves_no_thread_behind():
    before = threading.active_count()
    seen: list[int] = []
    with Ahead(counting(seen), 2) as first, Ahead(iter(first), 2) as second:
        next(second)
    assert threading.active_count() == before
    assert seen[-1] == -1
