"""Drawn pictures written to files, with what is in them in any format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from maskrcnn.datasets.scenes.scene import DrawnPictures
from maskrcnn.errors import UsageError
from maskrcnn.formats import ExportOptions, Format

ANNOTATIONS = "annotations"


def write_scene(
    drawn: DrawnPictures, folder: Path, kind: Format, told: Callable[[], object] = lambda: None
) -> Path:
    """Draw pictures into a folder, and write what is in them.

    Parameters
    ----------
    drawn : DrawnPictures
    folder : Path
    kind : Format
    told : callable
        Called after each picture.

    Returns
    -------
    Path
        What opens as a data set again: the folder, or a file in it.

    Raises
    ------
    UsageError
        If the format keeps no pictures, or the folder holds an earlier export.
    OutputError
        If something cannot be written.
    """
    if kind.read is None or "with_pictures" not in kind.heeds:
        raise UsageError(f"{kind.name}: keeps no pictures beside: take coco, yolo or labelme")
    place = folder / f"{ANNOTATIONS}{kind.suffix}" if kind.suffix else folder
    with kind.write(place, drawn.labels, ExportOptions(with_pictures=True)) as writer:
        for number in range(len(drawn)):
            picture = drawn.picture(number)
            writer.write(replace(drawn.example(number).found, image=picture))
            told()
    return place
