"""Parquet: the table of `maskrcnn.formats.tables.rows` in a compact file that knows types.

One column more, `crop`, holds the soft mask over the box as a PNG file; so boxes and masks come
back as they were, soft edges included. What belongs to the file as a whole is JSON under `maskrcnn`
in its metadata: labels, how crops become pixels, how objects were found, and the pictures in which
nothing was found. Lost is how long a frame is shown. Needs pyarrow.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

from maskrcnn.errors import UsageError
from maskrcnn.files import written_whole
from maskrcnn.formats.common.file_writer import FileWriter
from maskrcnn.formats.common.picture_folder import PictureFolder, with_facts
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.formats.tables.parquet_read import KEY, pyarrow_modules, read, recognises
from maskrcnn.formats.tables.rows import rows_of
from maskrcnn.instances import Instances
from maskrcnn.interchange import labels_to_json, png_of_crop
from maskrcnn.labels import Labels

ROWS_A_GROUP = 4096


class ParquetWriter(FileWriter):
    """Writes a table, some thousand rows at a time."""

    def __init__(self, place: Path, labels: Labels, options: ExportOptions) -> None:
        self._arrow, self._parquet = pyarrow_modules()
        self._place, self._labels, self._facts = place, labels, with_facts(options, ".")
        self._pictures = PictureFolder(place.parent, options)
        self._rows: list[dict[str, Any]] = []
        self._seen = 0
        self._whole: dict[str, Any] = {"without": []}

    def _open(self, stack: ExitStack) -> None:
        self._schema = _schema(self._arrow)
        temporary = stack.enter_context(written_whole(self._place))
        writer = self._parquet.ParquetWriter(temporary, self._schema, compression="zstd")
        self._file = stack.enter_context(writer)

    def _finish(self) -> None:
        self._write_rows()
        self._file.add_key_value_metadata({KEY: json.dumps(self._facts_of_all())})

    def _facts_of_all(self) -> dict[str, Any]:
        return {"labels": labels_to_json(self._labels), "facts": self._facts, **self._whole}

    def write(self, found: Instances) -> None:
        """Append the objects of one picture.

        Raises
        ------
        UsageError
            If their masks become pixels by another rule than those before.
        """
        name = self._pictures.take(found).name
        self._note(found, name)
        for row, one in zip(rows_of(found, name), found, strict=True):
            crop = None if one.crop is None else png_of_crop(one.crop)
            self._rows.append({**row, "crop": crop})
        if len(self._rows) >= ROWS_A_GROUP:
            self._write_rows()

    def _note(self, found: Instances, name: str) -> None:
        """Keep what no row tells."""
        if found.crops:
            masks = asdict(found.mask_options)
            if self._whole.setdefault("masks", masks) != masks:
                raise UsageError(
                    f"{found.name}: its masks are cut by another rule than those before: "
                    "name one threshold for all"
                )
        if found.moment is not None:
            self._whole.setdefault("time_base", str(found.moment.time_base))
        if not len(found):
            moment = None if found.moment is None else found.moment.to_json()
            told = {"at": self._seen, "name": name, "size": list(found.size), "moment": moment}
            self._whole["without"].append(told)
        self._seen += 1

    def _write_rows(self) -> None:
        if self._rows:
            self._file.write_table(self._arrow.Table.from_pylist(self._rows, self._schema))
            self._rows = []


def _schema(arrow: ModuleType) -> Any:
    text, small, single = arrow.string(), arrow.int32(), arrow.float32()
    kinds: Mapping[str, Any] = {
        "picture": text,
        "frame": arrow.int64(),
        "seconds": arrow.float64(),
        "class": text,
        "class_id": small,
        "score": single,
        **dict.fromkeys(("x0", "y0", "x1", "y1"), single),
        "area": arrow.int64(),
        "track": small,
        "height": small,
        "width": small,
        "rle": text,
        "crop": arrow.binary(),
    }
    return arrow.schema(list(kinds.items()))


FORMAT = Format(
    "parquet",
    "a table for pandas, DuckDB and Spark: a row an object, soft masks included",
    ".parquet",
    ParquetWriter,
    read,
    recognises,
    heeds=frozenset({"with_pictures"}),
)
