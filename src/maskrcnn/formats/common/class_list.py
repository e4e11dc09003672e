"""Lists of classes as text, a line each, as LabelMe's."""

from __future__ import annotations

from pathlib import Path

LABELS = "labels.txt"
NO_CLASSES = ("__ignore__", "_background_")
"""Lines with which lists of classes begin by custom."""


def listed_classes(folder: Path) -> tuple[str, ...]:
    """Return the classes that `labels.txt` in a folder lists; none if it cannot be read."""
    try:
        text = (folder / LABELS).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ()
    lines = (line.strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and line not in NO_CLASSES))
