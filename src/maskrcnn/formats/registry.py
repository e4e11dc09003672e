"""All formats by name, and opening whatever somebody has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from maskrcnn.errors import ResultsError, UsageError, did_you_mean
from maskrcnn.formats import own_results
from maskrcnn.formats.coco import dataset as coco_dataset
from maskrcnn.formats.coco import results as coco_results
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.cvat import writing as cvat
from maskrcnn.formats.format import Format
from maskrcnn.formats.geojson import writing as geojson
from maskrcnn.formats.labelmap import writing as labelmap
from maskrcnn.formats.labelme import writing as labelme
from maskrcnn.formats.pictures import contact_sheet, cutouts, mattes
from maskrcnn.formats.tables import csv_table, parquet
from maskrcnn.formats.via import writing as via
from maskrcnn.formats.voc import writing as voc
from maskrcnn.formats.yolo import writing as yolo
from maskrcnn.sources.formats import PICTURE_SUFFIXES

FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        own_results.FORMAT,
        coco_dataset.FORMAT,
        coco_results.FORMAT,
        yolo.FORMAT,
        labelme.FORMAT,
        cvat.FORMAT,
        labelmap.FORMAT,
        voc.FORMAT,
        via.FORMAT,
        csv_table.FORMAT,
        parquet.FORMAT,
        geojson.FORMAT,
        cutouts.FORMAT,
        mattes.FORMAT,
        contact_sheet.FORMAT,
    )
}  # fmt: skip
"""Formats by what `--to` and `--from` call them."""


def format_named(name: str) -> Format:
    """Return a format.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}: {did_you_mean(name, FORMATS)}")
    return FORMATS[name]


def open_collection(
    path: str | Path, kind: str | None = None, source: str | Path | None = None
) -> Collection:
    """Open what was found in some pictures, in whatever format it is kept.

    Parameters
    ----------
    path : str or Path
        A results file, the folder that one was written into, or a file or folder of another tool.
    kind : str, optional
        A name in `FORMATS`, where the file does not tell by itself.
    source : str or Path, optional
        The folder of the pictures, or the picture or video, where they are not found by name.

    Raises
    ------
    UsageError
        If there is no such format, it cannot be read back, or `source` is one picture of several.
    ResultsError
        If there is no such file, or nothing tells what it is.
    """
    path, source = Path(path), None if source is None else Path(source)
    if not path.exists():
        raise ResultsError(f"{path}: there is no such file or folder")
    if source is not None and not source.exists():
        raise UsageError(f"--source {source}: there is no such file or folder")
    if kind in (None, own_results.FORMAT.name):
        path = own_results.file_of(path)
    wanted = _recognised(path) if kind is None else format_named(kind)
    if wanted.read is None:
        raise UsageError(f"{wanted.name} is written only: it cannot be read back")
    collection = replace(wanted.read(path, source), opened=path)
    if len(collection) > 1 and not collection.is_video and _is_picture(source):
        raise UsageError(
            f"--source {source}: is one picture, and {path} tells of {len(collection)}: name the "
            "folder that they are in"
        )
    return collection


def _is_picture(source: Path | None) -> bool:
    return source is not None and source.suffix.lower() in PICTURE_SUFFIXES and source.is_file()


def _recognised(path: Path) -> Format:
    for each in FORMATS.values():
        if each.read is not None and each.recognises(path):
            return each
    readable = ", ".join(each.name for each in FORMATS.values() if each.read is not None)
    raise ResultsError(
        f"{path}: nothing tells what it is: name its format with --from, one of {readable}"
    )
