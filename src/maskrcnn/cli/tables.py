"""Tables of figures for people, alike in all commands that measure."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table
from rich.text import Text

from maskrcnn.cli import console

IN_WORDS = ("part", "what", "class", "")
"""Headings of columns that are not numbers."""


def tell_machine(what: str, machine: Mapping[str, str]) -> None:
    """Print what was measured, and what the figures depend on; see `maskrcnn.machine`."""
    versions = ", ".join(
        f"{name} {machine[name]}"
        for name in machine
        if name not in ("processor", "cores", "system")
    )
    console.out.print(
        f"{what}; {machine['processor']}, {machine['cores']} cores, {machine['system']}; "
        f"{versions}",
        style="dim",
        markup=False,
    )


def heading(title: str, text: str = "") -> None:
    """Print what a table is about."""
    console.out.print()
    console.out.print(Text.assemble((title, "bold"), f"  {text}" if text else ""))


def table_of(first: str, *others: str) -> Table:
    """Return a table of some columns; all but the first are numbers, unless they have words."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(first)
    for title in others:
        table.add_column(title, justify="left" if title in IN_WORDS else "right")
    return table


def count(number: int, thing: str) -> str:
    """Say how many there are: `1 round`, `12 rounds`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
