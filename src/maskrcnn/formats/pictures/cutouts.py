"""Each object by itself, transparent around: a picture an object."""

from __future__ import annotations

from pathlib import Path

from maskrcnn.formats.format import ExportOptions, Format, Writer
from maskrcnn.labels import Labels
from maskrcnn.writers.cutout import SUFFIXES, CutoutOptions, CutoutWriter


def write(place: Path, _labels: Labels, options: ExportOptions) -> Writer:
    """Write cut-outs into a folder."""
    return CutoutWriter(place, CutoutOptions(options.cutouts, options.full_size))


FORMAT = Format(
    "cutouts",
    "each object by itself, transparent around, as PNG or WebP",
    "",
    write,
    needs_pictures=True,
    heeds=frozenset({"cutouts", "full_size"}),
    traces=tuple(f"**/*{suffix}" for suffix in SUFFIXES),
)
