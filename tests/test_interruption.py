"""Ctrl-C waits for a good moment, once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from maskrcnn.interruption import Interruption


@pytest.fixture
def usual() -> Iterator[None]:
    """Ctrl-C as Python minds it, though the tests may run where it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("usual")
def test_the_first_is_noted_and_the_second_acts_at_once():
    told: list[str] = []
    with Interruption(lambda: told.append("stop")) as pressed:
        pressed.heed()
        signal.raise_signal(signal.SIGINT)
        assert told == ["stop"]
        with pytest.raises(KeyboardInterrupt):
            pressed.heed()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_it_leaves_alone_who_minds_it_himself():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interruption():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_it_may_be_used_in_any_thread():
    faults: list[Exception] = []

    def work() -> None:
        try:
            with Interruption() as pressed:
                pressed.heed()
        except ValueError as error:
            faults.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert faults == []
