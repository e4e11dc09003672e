"""All objects cut out on a page, or each track by its best view."""

from __future__ import annotations

from pathlib import Path

from maskrcnn.formats.format import ExportOptions, Format, Writer
from maskrcnn.labels import Labels
from maskrcnn.writers.sheet import SheetWriter


def write(place: Path, _labels: Labels, _options: ExportOptions) -> Writer:
    """Write a contact sheet."""
    return SheetWriter(place)


FORMAT = Format(
    "sheet",
    "a contact sheet: all objects cut out on a page, or each track by its best view",
    ".png",
    write,
    needs_pictures=True,
)
