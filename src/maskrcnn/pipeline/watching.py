"""Who is told how a run goes, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from maskrcnn.footage import Footage
from maskrcnn.instances import Instances


class Watcher(Protocol):
    """Who is told how a run goes."""

    def begins(self, footage: Footage, done: int) -> None:
        """Hear what the frames are like, and how many of them earlier runs have written."""

    def sees(self, seen: Instances) -> None:
        """Hear what is shown of each frame."""


class Nobody:
    """Is told, and does nothing."""

    def begins(self, footage: Footage, done: int) -> None:
        """Pass over it."""

    def sees(self, seen: Instances) -> None:
        """Pass over it."""


NOBODY = Nobody()


@dataclass(frozen=True)
class Outcome:
    """What became of a video or stream.

    Attributes
    ----------
    frames : int
        How many were seen, or written; those of earlier runs included.
    notes : tuple of str
        What the user should hear of the source and of the output.
    counts : dict
        What was counted on lines and in zones.
    """

    frames: int
    notes: tuple[str, ...]
    counts: dict[str, Any]
