"""What is wrong with a record of a file, in a word that programs can go by."""

from __future__ import annotations

from typing import Literal, TypeAlias

Flaw: TypeAlias = Literal[
    "damaged",
    "empty-outline",
    "outside-picture",
    "duplicate-id",
    "unknown-class",
    "unknown-picture",
    "missing-picture",
]


class RecordError(ValueError):
    """Why a record cannot be taken, where that is more than damage.

    Parameters
    ----------
    flaw : Flaw
    words : str
        What is wrong, for people.
    """

    def __init__(self, flaw: Flaw, words: str) -> None:
        super().__init__(words)
        self.flaw = flaw


def flaw_of(why: object) -> Flaw:
    """Return what is wrong by an error; any that does not say is damage."""
    return why.flaw if isinstance(why, RecordError) else "damaged"
