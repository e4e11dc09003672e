"""The thread that connects, receives, and connects again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from maskrcnn.errors import VideoError
from maskrcnn.sources.stream.health import Health
from maskrcnn.sources.stream.newest import Newest
from maskrcnn.sources.stream.options import StreamOptions
from maskrcnn.sources.stream.pace import Pace
from maskrcnn.sources.stream.shot import Shot

_SLICE = 0.1


@dataclass(frozen=True, eq=False)
class Arrival:
    """A shot, when it was due on the monotonic clock, and whether it is a connection's first."""

    shot: Shot
    seconds: float
    is_first: bool


class Reader:
    """Puts what one connection after another gives into `newest`.

    Parameters
    ----------
    name : str
        What lines for the user call the stream.
    connect : callable
        Returns the shots of a new connection; they end where the stream has an end, and raise
        `VideoError` with a reason where it is lost.
    options : StreamOptions
    newest : Newest of Arrival
        Where arrivals go, and where it is seen that nobody wants more.
    health : Health
        Counted on.
    tell : callable
        Takes a line for the user.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[], Iterator[Shot]],
        options: StreamOptions,
        newest: Newest[Arrival],
        health: Health,
        tell: Callable[[str], object],
    ) -> None:
        self._name = name
        self._connect = connect
        self._options = options
        self._newest = newest
        self._health = health
        self._tell = tell
        self._last = 0.0
        self._pause = options.first_pause
        self._is_waiting = False
        self._is_live = True

    def run(self) -> None:
        """Follow the stream to its end; whatever goes wrong is told to who takes the arrivals."""
        self._last = time.monotonic()
        try:
            self._follow()
        except Exception as fault:  # noqa: BLE001 - raised again where frames are taken
            self._newest.end(fault)
        else:
            self._newest.end()

    def _follow(self) -> None:
        while not self._newest.stopped:
            try:
                self._watch()
            except VideoError as reason:
                self._be_patient(reason)
            else:
                return

    def _watch(self) -> None:
        pace, is_first = Pace(), True
        with closing(self._connect()) as shots:  # type: ignore[type-var]
            for shot in shots:
                if shot.time is not None:
                    self._sleep(pace.delay(shot.time, time.monotonic()))
                if self._newest.stopped:
                    return
                if is_first:
                    self._welcome()
                self._last = time.monotonic()
                self._is_live = shot.is_live
                self._health.received += 1
                self._health.dropped += self._newest.put(Arrival(shot, self._last, is_first))
                is_first = False

    def _welcome(self) -> None:
        """Note that a connection gives its first picture."""
        if self._health.received:
            missed = time.monotonic() - self._last
            self._health.reconnections += 1
            self._health.lost += missed
            self._tell(f"{self._name}: back after {missed:.1f} seconds")
        self._pause = self._options.first_pause
        self._is_waiting = False

    def _be_patient(self, reason: VideoError) -> None:
        """Wait for the next attempt, or raise `VideoError` where patience is at its end."""
        if not self._is_live:
            raise VideoError(f"{self._name}: broke off ({reason})") from reason
        known = self._health.received > 0
        patience = self._options.patience if known else self._options.wait
        if patience is not None and time.monotonic() - self._last >= patience:
            raise VideoError(self._farewell(reason, patience)) from reason
        if not self._is_waiting:
            self._is_waiting = True
            state = "lost" if known else "not there yet"
            self._tell(f"{self._name}: {state} ({reason}); trying again")
        self._sleep(self._pause * random.uniform(0.5, 1))  # noqa: S311 - no secret
        self._pause = min(2 * self._pause, self._options.longest_pause)

    def _farewell(self, reason: VideoError, patience: float) -> str:
        if self._health.received:
            return f"{self._name}: lost ({reason}) and not back within {patience:g} seconds"
        waited = f" within {patience:g} seconds" if patience else ""
        return (
            f"{self._name}: cannot be followed{waited} ({reason});"
            " check what you named, and that it sends"
        )

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._newest.stopped:
            time.sleep(min(left, _SLICE))
