"""Reading tables in Parquet, our own and those from which columns were taken away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from maskrcnn.errors import ResultsError, UsageError
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.class_book import NO_CLASSES, ClassBook
from maskrcnn.formats.common.listed import Listed, collection_of, moment_of, time_base_of
from maskrcnn.formats.common.numbers import picture_size, whole
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.shapes import Found, instances_of
from maskrcnn.formats.tables.rows import (
    COLUMNS,
    MICROSECOND,
    NEEDED,
    Row,
    TableReader,
    found_of,
)
from maskrcnn.instances import Instances
from maskrcnn.interchange import crop_of_png, labels_from_json, mask_options_from_json
from maskrcnn.labels import Labels
from maskrcnn.masks import MaskOptions, Size

KEY = b"maskrcnn"
ROWS_AT_ONCE = 512


def pyarrow_modules() -> tuple[Any, Any]:
    """Import `pyarrow` and `pyarrow.parquet`.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise UsageError(
            "Parquet needs one more package: pip install 'maskrcnn[parquet]'"
        ) from None
    return pyarrow, parquet


@dataclass(frozen=True)
class SoftFound(Found):
    """An object with its soft crop over its box, as a PNG file."""

    crop: bytes = b""


@dataclass(frozen=True)
class _Whole:
    """What belongs to a file as a whole."""

    labels: Labels = NO_CLASSES
    masks: MaskOptions | None = None
    tick: Fraction = MICROSECOND
    facts: Mapping[str, Any] = field(default_factory=dict)
    without: Sequence[tuple[int, Listed]] = ()


def read(path: Path, source: Path | None = None) -> Collection:
    """Read a table.

    Raises
    ------
    ResultsError
        If it is none, or lacks a column that is needed.
    UsageError
        If pyarrow is not installed.
    """
    remarks = Remarks(path.name)
    with _faults_of(path), pyarrow_modules()[1].ParquetFile(path) as file:
        missing = sorted(NEEDED.difference(file.schema_arrow.names))
        if missing:
            raise ResultsError(f"{path}: is no table of objects: it has no {missing[0]}")
        told = _whole(file.metadata.metadata or {}, remarks)
        table = TableReader(told.labels, told.tick)
        for place, row in enumerate(_rows(file), start=1):
            _take(row, f"row {place}", table, remarks)
    pictures = list(table.pictures.values())
    for place, listed in told.without:
        pictures.insert(place, listed)
    labels = table.classes.labels
    collection = collection_of(path, labels, pictures, source, remarks, told.facts)

    def records() -> Iterator[Instances]:
        for listed in pictures:
            yield _instances(listed, labels, told.masks, collection.is_tracked)

    return replace(collection, records=records)


@contextmanager
def _faults_of(path: Path) -> Iterator[None]:
    """Tell what is wrong with a file, whatever pyarrow calls it."""
    arrow, _ = pyarrow_modules()
    try:
        yield
    except (OSError, ValueError, MemoryError, arrow.ArrowException) as error:
        reason = " ".join(str(error).split())
        raise ResultsError(f"{path}: is no Parquet file that can be read: {reason}") from error


def _whole(metadata: Mapping[bytes, bytes], remarks: Remarks) -> _Whole:
    """Read what a file says of itself as a whole."""
    try:
        data = json.loads(metadata.get(KEY, b"{}"))
        return _Whole(
            labels_from_json(data["labels"]) if "labels" in data else NO_CLASSES,
            mask_options_from_json(data["masks"]) if "masks" in data else None,
            time_base_of(data["time_base"]) if "time_base" in data else MICROSECOND,
            dict(data.get("facts", {})),
            [_without(each) for each in data.get("without", ())],
        )
    except (KeyError, TypeError, ValueError, RecursionError, ResultsError) as error:
        remarks.left_out("its metadata", error)
        return _Whole()


def _without(data: Mapping[str, Any]) -> tuple[int, Listed]:
    height, width = data["size"]
    name, moment = str(data["name"]), moment_of(data.get("moment"))
    return whole(data["at"]), Listed(name, picture_size(height, width), moment)


def _rows(file: Any) -> Iterator[Row]:
    names = file.schema_arrow.names
    wanted = [name for name in (*COLUMNS, "crop") if name in names]
    for batch in file.iter_batches(ROWS_AT_ONCE, columns=wanted):
        yield from batch.to_pylist()


def _take(row: Row, called: str, table: TableReader, remarks: Remarks) -> None:
    try:
        listed = table.picture(row)
        found = replace(_found(row, listed.size, table.classes), where=called)
        listed.objects.append(found)
    except (ResultsError, ValueError) as error:
        remarks.left_out(called, error)


def _found(row: Row, size: Size, classes: ClassBook) -> Found:
    plain, crop = found_of(row, size, classes), row.get("crop")
    if crop is None:
        return plain
    if not isinstance(crop, bytes):
        raise ValueError("its crop is no PNG file")
    crop_of_png(crop)
    return SoftFound(**vars(plain), crop=crop)


def _instances(
    listed: Listed, labels: Labels, rule: MaskOptions | None, tracked: bool
) -> Instances:
    """Make the instances of a picture.

    They are soft if all their crops are there and the rule is that makes pixels of them; else they
    have the pixels that their run lengths tell of.
    """
    objects = listed.objects
    soft = [one for one in objects if isinstance(one, SoftFound)]
    if rule is None or len(soft) < len(objects):
        found = instances_of(objects, listed.name, listed.size, labels, tracked)
        return replace(found, moment=listed.moment)
    soft.sort(key=lambda one: -one.score)
    boxes = [replace(one, shapes=()) for one in soft]
    found = instances_of(boxes, listed.name, listed.size, labels, tracked)
    crops = tuple(crop_of_png(one.crop) for one in soft)
    return replace(found, crops=crops, mask_options=rule, moment=listed.moment)


def recognises(path: Path) -> bool:
    """Tell whether a file begins as Parquet does."""
    if path.suffix.lower() != ".parquet" or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PAR1"
    except OSError:
        return False
