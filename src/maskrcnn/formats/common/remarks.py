"""What had to be left out of a file as it was read, in lines that the user hears."""

from __future__ import annotations

from maskrcnn.sources.frame import printable

SHOWN = 5
LONGEST = 300
"""Letters of a line: a damaged file may hold words of any length."""


class Remarks:
    """Counts what was left out, and keeps the first few in full.

    Parameters
    ----------
    name : str
        What messages call the file.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0
        self._first: list[str] = []

    def left_out(self, what: str, why: object) -> None:
        """Note that something was left out.

        Parameters
        ----------
        what : str
            Which record, so that it can be found in the file.
        why : object
            Printed: an error, or what to say.
        """
        self._count += 1
        if len(self._first) < SHOWN:
            line = printable(" ".join(f"{self._name}: {what}: {why}".split()))
            self._first.append(line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…")

    @property
    def notes(self) -> tuple[str, ...]:
        """The first few that were left out, and how many there were in all."""
        if not self._count:
            return ()
        return (*self._first, f"{self._name}: left out {self._count} damaged or unknown in all")
