"""Each track of a video by itself, transparent around: a video a track."""

from __future__ import annotations

from pathlib import Path

from maskrcnn.errors import UsageError
from maskrcnn.formats.format import ExportOptions, Format, Writer
from maskrcnn.labels import Labels
from maskrcnn.writers.matte import INDEX, MatteWriter


def write(place: Path, _labels: Labels, options: ExportOptions) -> Writer:
    """Write mattes into a folder.

    Raises
    ------
    UsageError
        If it is not of a video.
    """
    if options.footage is None:
        raise UsageError("mattes are of the tracks of a video, and these are photos: cutouts?")
    return MatteWriter(place, options.footage, options.mattes)


FORMAT = Format(
    "mattes",
    "each track of a video by itself, transparent around, as WebM, ProRes 4444 or PNG",
    "",
    write,
    needs_pictures=True,
    needs_tracks=True,
    heeds=frozenset({"mattes"}),
    traces=(INDEX, "track-*"),
)
