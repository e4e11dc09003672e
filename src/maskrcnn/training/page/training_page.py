"""A listener that keeps a page about a training up to date."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from maskrcnn.files import written_whole
from maskrcnn.training.album import Album
from maskrcnn.training.page.data import drawn
from maskrcnn.training.page.pace import Pace
from maskrcnn.training.page.page import page
from maskrcnn.training.plan import Plan
from maskrcnn.training.rounds import Round, Silent


class TrainingPage(Silent):
    """Writes a page about a training when it begins, and after each round.

    Parameters
    ----------
    plan : Plan
    path : Path
        Where the page is to be.
    album : Album
        Where pictures of what is found are.
    """

    def __init__(self, plan: Plan, path: Path, album: Album) -> None:
        self._plan, self._path, self._album = plan, path, album
        self._rounds: list[Round] = []
        self._besides: list[float] = []
        self._clock = time.monotonic()

    def begins(self, rounds: list[Round]) -> None:
        """Write the page of the rounds that are done already.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        self._rounds = list(rounds)
        self._clock = time.monotonic()
        self._write()

    def ended(self, done: Round) -> None:
        """Write the page with one round more.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        now = time.monotonic()
        self._rounds.append(done)
        self._besides.append(max(0.0, now - self._clock - done.seconds))
        self._clock = now
        self._write()

    def _write(self) -> None:
        data = drawn(self._plan, self._rounds, self._album) | self._time()
        is_done = bool(self._rounds) and self._rounds[-1].step >= self._plan.options.steps
        with written_whole(self._path) as temporary:
            temporary.write_text(page(self._plan, is_done, data), encoding="utf-8")

    def _time(self) -> dict[str, Any]:
        """Return when the page was written, and how many seconds are left until more is known."""
        pace = Pace.of(self._rounds, self._besides)
        told: dict[str, Any] = {"written": time.time(), "next": None, "left": None}
        if pace is not None:
            told["next"], told["left"] = pace.seconds(self._plan, self._rounds[-1].step)
        return told
