"""Contenders take turns, each in a process of its own, and what goes wrong there is told here."""

from __future__ import annotations

import os

import numpy as np
import pytest

from maskrcnn.bench.alternate import WARM_UP, take_turns
from maskrcnn.errors import EngineError
from tests.support.contenders import Hungry, Scribe, Unlucky

PICTURES = [np.full((2, 2, 3), value, np.uint8) for value in (1, 2)]


def test_they_take_turns_on_every_picture_in_processes_of_their_own(tmp_path):
    book = tmp_path / "book"
    counted = []
    laps = take_turns(
        [Scribe("a", book), Scribe("b", book)], PICTURES, 2, lambda: counted.append(1)
    )
    assert book.read_text().split() == ["a1", "b1", "a2", "b2"] * (WARM_UP + 2)
    assert len(counted) == 8 * (WARM_UP + 2) / 2
    assert [one.contender.name for one in laps] == ["a", "b"]
    assert [len(one.laps) for one in laps] == [4, 4], "the warm-up does not count"
    assert len({str(os.getpid()), *(one.best.engine for one in laps)}) == 3


def test_the_drawing_counts_for_the_picture_but_not_for_the_answer(tmp_path):
    (laps,) = take_turns([Scribe("a", tmp_path / "book")], PICTURES[:1], 1)
    assert laps.minimum == laps.median == 1
    assert laps.fastest_answer == 0.75


def test_memory_is_the_contenders_own():
    held = bytearray(200 << 20)
    held[::1024] = b"1" * (len(held) // 1024)
    little, much = take_turns([Hungry(1), Hungry(100)], PICTURES[:1], 1)
    assert little.memory is not None
    assert much.memory is not None
    assert 80e6 < much.memory - little.memory < 130e6
    assert little.memory < len(held)


@pytest.mark.parametrize("when", ["prepares", "runs"])
def test_an_error_in_a_process_is_raised_here(when):
    large = np.zeros((2000, 2000, 3), np.uint8)
    with pytest.raises(EngineError, match="on fire"):
        take_turns([Hungry(1), Unlucky(when)], [large], 1)


def test_a_process_that_dies_is_named():
    with pytest.raises(EngineError, match="'unlucky' has died with code 7"):
        take_turns([Unlucky("dies")], PICTURES, 1)
