"""Reading JSON files that others wrote, in which anything may stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from maskrcnn.errors import ResultsError


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises
    ------
    ResultsError
        If it cannot be read, or is none.
    """
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{path}: is not JSON: {error}") from error


def beginning(path: Path, suffixes: tuple[str, ...] = (".json",)) -> str:
    """Return the first characters of a file with a suffix of JSON; nothing of other files."""
    if path.suffix.lower() not in suffixes or not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return file.read(1 << 14).decode("utf-8-sig", "replace").lstrip()
    except OSError:
        return ""


def facts_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a file says of how it came about."""
    info = data.get("info")
    return info if isinstance(info, dict) else {}


def numbered(records: Any) -> Iterator[tuple[int, Any]]:
    """Count the entries of a list from 1; what is no list has none."""
    return enumerate(records if isinstance(records, list) else (), start=1)
