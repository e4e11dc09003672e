"""When a stream is tried again, when it is given up, and what the user hears of it."""

import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import count

import numpy as np
import pytest
from numpy.typing import NDArray

from maskrcnn.errors import VideoError
from maskrcnn.masks import Size
from maskrcnn.sources.stream import Health, StreamOptions
from maskrcnn.sources.stream.newest import Newest
from maskrcnn.sources.stream.reader import Arrival, Reader
from maskrcnn.sources.stream.shot import Shot, sensible_rate

QUICK = StreamOptions(first_pause=0.01, longest_pause=0.02, patience=0.3)


def grey(size: Size) -> NDArray[np.uint8]:
    return np.full((*size, 3), 90, np.uint8)


SHOT = Shot((8, 8), grey)
RECORDED = Shot((8, 8), grey, is_live=False)


class Watched:
    """What a reader made of connections that give so many shots and then break, each in turn."""

    def __init__(self, *lives: list[Shot] | Exception, options: StreamOptions = QUICK) -> None:
        self.health = Health()
        self.told: list[str] = []
        self.newest: Newest[Arrival] = Newest()
        self.attempts = count()
        self._lives = iter(lives)
        connect: Callable[[], Iterator[Shot]] = self._connect
        reader = Reader("it", connect, options, self.newest, self.health, self.told.append)
        start = time.monotonic()
        reader.run()
        self.seconds = time.monotonic() - start

    def _connect(self) -> Iterator[Shot]:
        next(self.attempts)
        life = next(self._lives, VideoError("refused"))
        if isinstance(life, Exception):
            raise life
        yield from life
        if life[-1].is_live:
            raise VideoError("hung up")

    def fault(self) -> str:
        """What the last to take hears, behind the frame that was left."""
        if self.health.received:
            assert self.newest.take() is not None
        with pytest.raises(VideoError) as caught:
            self.newest.take()
        return str(caught.value)


def test_what_is_not_there_is_given_up_after_one_attempt() -> None:
    watched = Watched()
    assert watched.fault() == (
        "it: cannot be followed (refused); check what you named, and that it sends"
    )
    assert (next(watched.attempts), watched.told) == (1, [])


def test_what_is_not_there_yet_is_waited_for() -> None:
    options = StreamOptions(wait=0.3, first_pause=0.01, longest_pause=0.02)
    watched = Watched(options=options)
    assert "within 0.3 seconds (refused)" in watched.fault()
    assert next(watched.attempts) > 3
    assert watched.told == ["it: not there yet (refused); trying again"]
    assert 0.3 <= watched.seconds < 5


def test_a_loss_is_told_once_and_a_return_too() -> None:
    refused = VideoError("refused")
    watched = Watched([SHOT], refused, refused, [SHOT, SHOT], [RECORDED])
    assert [line.split(" after ")[0] for line in watched.told] == [
        "it: lost (hung up); trying again",
        "it: back",
        "it: lost (hung up); trying again",
        "it: back",
    ]
    health = watched.health
    assert (health.received, health.reconnections, health.dropped) == (4, 2, 3)
    assert 0 < health.lost < watched.seconds
    assert watched.newest.take() is not None
    assert watched.newest.take() is None


def test_patience_ends_when_it_never_comes_back() -> None:
    watched = Watched([SHOT])
    assert watched.fault() == "it: lost (refused) and not back within 0.3 seconds"
    assert 0.3 <= watched.seconds < 5


def test_a_recording_that_breaks_off_is_not_begun_again() -> None:
    def broken() -> Iterator[Shot]:
        yield RECORDED
        raise VideoError("reset")

    newest: Newest[Arrival] = Newest()
    Reader("it", broken, QUICK, newest, Health(), print).run()
    assert newest.take() is not None
    with pytest.raises(VideoError, match=r"it: broke off \(reset\)"):
        newest.take()


def test_a_fault_in_the_thread_comes_out_where_frames_are_taken() -> None:
    with pytest.raises(ZeroDivisionError):
        Watched(ZeroDivisionError()).newest.take()


@pytest.mark.parametrize(
    ("rate", "expected"),
    [(30, 30), (29.97, Fraction(2997, 100)), (0, 25), (None, 25), (90000, 25), (-1, 25)],
)
def test_rates_that_make_no_sense_are_replaced(rate: float | None, expected: Fraction) -> None:
    assert sensible_rate(rate) == expected
