"""Pictures that cannot be read: told of, and the others go on."""

from __future__ import annotations

from dataclasses import replace

import typer

from maskrcnn.cli import console
from maskrcnn.cli.console import Teller
from maskrcnn.errors import PictureError, VideoError

SOME_PICTURES_FAILED = 1
"""The exit code."""
SHOWN = 10
"""As many are told of to people; the others are counted."""


class Refusals:
    """Says which pictures cannot be read, once each, and counts them.

    People are told of the first few, machines of all.
    """

    def __init__(self, teller: Teller) -> None:
        self._machines = replace(teller, quiet=teller.quiet or not teller.as_json)
        self._names: set[str] = set()

    def __call__(self, name: str, error: PictureError | VideoError) -> None:
        """Hear of one."""
        if name not in self._names:
            self._names.add(name)
            if len(self._names) <= SHOWN:
                console.complain(str(error))
            self._machines.say("", name=name, error=str(error))

    def __len__(self) -> int:
        return len(self._names)

    def close(self) -> None:
        """Say at the end how many there were besides."""
        if (more := len(self._names) - SHOWN) > 0:
            console.complain(f"and {more:,} more")

    def settle(self) -> None:
        """End the command, with code 1 if there were any."""
        self.close()
        if self._names:
            raise typer.Exit(SOME_PICTURES_FAILED)
