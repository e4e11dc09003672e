"""What pictures and videos are called in the page: no longer than need be, and without secrets."""

from __future__ import annotations

from itertools import takewhile
from pathlib import PurePosixPath, PureWindowsPath

from maskrcnn.sources.web import shown_url


def short_names(names: tuple[str, ...]) -> list[str]:
    """Leave out the folders that all names share."""
    parts = [_parts(name) for name in names]
    levels = zip(*(each[:-1] for each in parts), strict=False)
    shared = sum(1 for _ in takewhile(lambda level: len(set(level)) == 1, levels))
    return ["/".join(each[shared:]) for each in parts]


def file_name(name: str) -> str:
    """Return the last part of a path or an address."""
    return _parts(name)[-1]


def _parts(name: str) -> tuple[str, ...]:
    """Take a path or an address apart; password and query of an address are left out."""
    if "://" in name:
        return tuple(shown_url(name).split("/"))
    windows = PureWindowsPath(name)
    return (windows if windows.drive else PurePosixPath(name)).parts or (name,)
