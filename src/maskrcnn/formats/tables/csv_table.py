"""CSV: a row for every object, for spreadsheets, pandas and R.

The columns are those of `maskrcnn.formats.tables.rows`; masks are COCO's compressed run lengths, so
that they come back to the pixel. Pictures in which nothing was found have no row, and a file of
them alone has no more than its header.

Lost are those pictures, soft edges, colours of classes and names of classes that were not found,
boxes other than those of the pixels, and times beyond the microsecond.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from maskrcnn.errors import ResultsError
from maskrcnn.files import written_whole
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.file_writer import FileWriter
from maskrcnn.formats.common.listed import collection_of
from maskrcnn.formats.common.picture_folder import PictureFolder
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.formats.tables.rows import COLUMNS, NEEDED, TableReader, found_of, rows_of
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels

LONGEST_FIELD = 1 << 26
"""Of run lengths: a mask of nothing but noise needs about a letter a pixel."""


class CsvWriter(FileWriter):
    """Writes a table row by row."""

    def __init__(self, place: Path, _labels: Labels, options: ExportOptions) -> None:
        self._place = place
        self._pictures = PictureFolder(place.parent, options)

    def _open(self, stack: ExitStack) -> None:
        temporary = stack.enter_context(written_whole(self._place))
        file = stack.enter_context(temporary.open("w", encoding="utf-8", newline=""))
        self._table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        self._table.writeheader()

    def write(self, found: Instances) -> None:
        """Append the objects of one picture."""
        self._table.writerows(rows_of(found, self._pictures.take(found).name))


def read(path: Path, source: Path | None = None) -> Collection:
    """Read a table.

    Raises
    ------
    ResultsError
        If it is none, or lacks a column that is needed.
    """
    remarks, table = Remarks(path.name), TableReader()
    for line, row in _rows(path):
        try:
            listed = table.picture(row)
            found = found_of(row, listed.size, table.classes)
            listed.objects.append(replace(found, where=f"line {line}"))
        except ValueError as error:
            remarks.left_out(f"line {line}", error)
    pictures = list(table.pictures.values())
    return collection_of(path, table.classes.labels, pictures, source, remarks, {})


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the rows of a file and the lines they end in; empty cells are None."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file, _long_fields():
            reader = csv.DictReader(file, restval="", delimiter=_delimiter(file.readline()))
            file.seek(0)
            missing = sorted(NEEDED.difference(reader.fieldnames or ()))
            if missing:
                raise ResultsError(f"{path}: is no table of objects: it has no {missing[0]}")
            for row in reader:
                yield reader.line_num, {name: cell or None for name, cell in row.items()}
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ResultsError(f"{path}: is no CSV: {error}") from error


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


@contextmanager
def _long_fields() -> Iterator[None]:
    """Allow the fields of run lengths; the limit is one of the whole program."""
    before = csv.field_size_limit(LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def recognises(path: Path) -> bool:
    """Tell whether the header of a file has the columns that are needed."""
    if path.suffix.lower() not in (".csv", ".tsv") or not path.is_file():
        return False
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            header = file.readline(1 << 14).strip()
    except OSError:
        return False
    return {cell.strip('"') for cell in header.split(_delimiter(header))} >= NEEDED


FORMAT = Format(
    "csv",
    "a table for spreadsheets and pandas: a row an object, masks as run lengths",
    ".csv",
    CsvWriter,
    read,
    recognises,
    heeds=frozenset({"with_pictures"}),
)
