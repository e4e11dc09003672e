"""What a block of work holds at most, wherever the kernel counts anew."""

from __future__ import annotations

from mmap import mmap

import numpy as np
import pytest

from maskrcnn import memory
from maskrcnn.memory import FORGET, MemoryGauge, peak_memory

MEGABYTE = 2**20


def hold(megabytes: int) -> None:
    """For a moment, fresh from the kernel: an array may get memory that the process has already."""
    np.frombuffer(mmap(-1, megabytes * MEGABYTE), np.uint8).fill(1)


@pytest.mark.skipif(not FORGET.exists(), reason="the kernel does not count anew")
def test_only_what_is_taken_from_now_on_counts():
    hold(64)
    gauge = MemoryGauge()
    taken = gauge.taken()
    assert taken is not None
    assert taken < 32 * MEGABYTE
    hold(32)
    taken = gauge.taken()
    assert taken is not None
    assert 30 * MEGABYTE < taken < 64 * MEGABYTE


def test_where_nobody_counts_nothing_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "FORGET", tmp_path / "absent" / "clear_refs")
    assert MemoryGauge().taken() is None


def test_a_process_holds_something():
    peak = peak_memory()
    assert peak is None or peak > MEGABYTE
