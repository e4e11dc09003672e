"""How far a run is, and news of it for who watches."""

import threading
from enum import Enum


class Phase(Enum):
    """How far a run is."""

    RUNNING = "running"
    COMPLETE = "complete"
    ENDED = "ended"


class News:
    """Counts changes, so that who watches can wait for the next; threads may share it.

    Who changes it never waits for who looks: a slow browser sees the newest state when it asks
    again.

    Attributes
    ----------
    pause : float
        Seconds between two states that one page is told.
    keeps : bool
        Whether a picture's number always means that picture, so that browsers may remember it.
    """

    pause = 0.05
    keeps = True

    def __init__(self) -> None:
        self._phase = Phase.RUNNING
        self._version = 0
        self._changed = threading.Condition()

    def enter(self, phase: Phase) -> None:
        """Go on to the next phase."""
        with self._changed:
            self._phase = phase
            self._announce()

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to come, not even questions to answer."""
        return self._phase is Phase.ENDED

    def wait_for_news(self, version: int | None, timeout: float) -> int:
        """Return the version of the state when it differs from `version`, or after a time."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, timeout)
            return self._version

    def _announce(self) -> None:
        self._version += 1
        self._changed.notify_all()
