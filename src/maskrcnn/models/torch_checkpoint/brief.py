"""Say in a few words what a value from a stranger's file is."""

from __future__ import annotations

import reprlib

_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = 80


def brief(value: object) -> str:
    """Return the value written on one short line, however long, deep or odd it is."""
    try:
        return " ".join(_REPR.repr(value).split())
    except ValueError:  # an integer of thousands of digits
        return f"an immense {type(value).__name__}"
