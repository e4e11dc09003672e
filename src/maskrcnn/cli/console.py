"""Speaking to the person at the terminal: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class Teller:
    """Says what was done: in words, in lines of JSON, or nothing.

    Attributes
    ----------
    as_json : bool
        A line of JSON each, for machines.
    quiet : bool
        Whether standard output belongs to something else.
    """

    as_json: bool = False
    quiet: bool = False

    def say(self, words: str, **facts: object) -> None:
        """Say something; `facts` are what machines are told of it."""
        if not self.quiet:
            out.print(json.dumps(facts) if self.as_json else words, markup=False)


def complain(message: str) -> None:
    """Say what went wrong, in one line on stderr."""
    err.print(Text.assemble(("error: ", "bold red"), one_line(message)))


def remark(message: str) -> None:
    """Say something worth knowing, on stderr."""
    err.print(one_line(message), style="dim", markup=False)


def one_line(message: str) -> str:
    """Return a message with line breaks turned to spaces and terminal codes taken out."""
    printable = "".join(char if char.isprintable() else " " for char in message)
    return " ".join(printable.split())


def waiting(what: str) -> AbstractContextManager[object]:
    """Show that something is going on while the block runs, if there is a terminal."""
    return err.status(what) if err.is_terminal else nullcontext()


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[], None]]:
    """Give a function that counts a step, on a bar if there are several and a terminal."""
    if total < 2 or not err.is_terminal:
        yield lambda: None
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeRemainingColumn(), console=err, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
