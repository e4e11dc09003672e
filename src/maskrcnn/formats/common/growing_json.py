"""A JSON file that grows row by row, so that nothing piles up in memory, and appears whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from maskrcnn.files import written_whole


class Rows:
    """The list in the file that grows; what comes after it may be told until the file ends."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._separator = "\n"
        self.after: dict[str, Any] = {}

    def add(self, row: Mapping[str, Any]) -> None:
        """Append a row."""
        self._file.write(self._separator + compact(row))
        self._separator = ",\n"


@contextmanager
def growing_list(place: Path) -> Iterator[Rows]:
    """Write a JSON file that is a list.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with written_whole(place) as temporary, temporary.open("w", encoding="utf-8") as file:
        file.write("[")
        yield Rows(file)
        file.write("\n]\n")


@contextmanager
def growing_object(place: Path, before: Mapping[str, Any], name: str) -> Iterator[Rows]:
    """Write a JSON file that is an object of which one member is a list that grows.

    Parameters
    ----------
    place : Path
    before : mapping
        The members in front of the list; those behind it are `Rows.after`.
    name : str
        What the list is called.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with written_whole(place) as temporary, temporary.open("w", encoding="utf-8") as file:
        file.write("{" + "".join(f"\n{_member(*each)}," for each in before.items()))
        file.write(f"\n{json.dumps(name)}:[")
        rows = Rows(file)
        yield rows
        file.write("\n]" + "".join(f",\n{_member(*each)}" for each in rows.after.items()) + "\n}\n")


def compact(value: Any) -> str:
    """Return a value as JSON without spaces."""
    return json.dumps(value, separators=(",", ":"))


def _member(name: str, value: Any) -> str:
    return f"{json.dumps(name)}:{compact(value)}"
