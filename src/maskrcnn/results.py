"""Results files: what was found, kept with its soft crops, so that nothing need be run again.

JSON Lines. The first line is a header that names the format, the model and the labels; every
further line is the record of one picture (`maskrcnn.interchange.to_record`). A file that ends in
`.gz` is compressed.
"""

from __future__ import annotations

import gzip
import json
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NamedTuple, TextIO, cast

from maskrcnn.errors import OutputError, ResultsError
from maskrcnn.files import move_into_place, temporary_beside, written_whole
from maskrcnn.instances import Instances
from maskrcnn.interchange import DAMAGE, from_record, labels_from_json, labels_to_json, to_record
from maskrcnn.labels import Labels

FORMAT = "maskrcnn-results"
VERSION = 1
HEADER_FIELDS = ("format", "version", "labels")


class ResultsWriter:
    """Writes a results file line by line; used as a context manager.

    The file grows under a temporary name and takes its own when the block ends, also when it ends
    by an error: what was found before is kept, as far as lines are whole.
    """

    def __init__(self, path: str | Path, labels: Labels, /, **facts: Any) -> None:
        """Start a file; `facts` for JSON such as `model="yolov5s-seg"` go into the header.

        None of them takes the place of what the header says of the file itself.
        """
        self.path = path = Path(path)
        kind = {"format": FORMAT, "version": VERSION}
        header = {**kind, **facts, **kind, "labels": labels_to_json(labels)}
        self._temporary = temporary_beside(path)
        self._is_cut = False
        try:
            self._file = _open_text(self._temporary, path, "wt")
        except OSError as error:
            raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
        self._line(header)

    def write(self, instances: Instances) -> None:
        """Append the record of one picture."""
        self._line(to_record(instances))

    def _line(self, data: dict[str, Any]) -> None:
        try:
            self._file.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")
        except OSError as error:
            self._is_cut = True
            raise OutputError(f"{self.path}: cannot be written: {error.strerror}") from error

    def __enter__(self) -> ResultsWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._close()
            move_into_place(self._temporary, self.path)
        except OSError as problem:
            raise OutputError(
                f"{self.path}: cannot be written: {problem.strerror}: what was found until now is "
                f"in {self._temporary}"
            ) from problem

    def _close(self) -> None:
        """Close the file, and take off a last line that could not be written to its end."""
        with suppress(OSError) if self._is_cut else nullcontext():
            self._file.close()
        if self._is_cut and self.path.suffix != ".gz":
            with self._temporary.open("rb+") as file:
                file.truncate(file.read().rfind(b"\n") + 1)


class WholeResultsWriter(ResultsWriter):
    """Writes a results file that appears whole or not at all, for what can be made again."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            super().__exit__(kind, error, traceback)
            return
        with suppress(OSError):
            self._file.close()
        self._temporary.unlink(missing_ok=True)


def join_results(parts: Iterable[Path], path: Path) -> None:
    """Make one results file of several of the same model, whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with written_whole(path) as temporary, _open_text(temporary, path, "wt") as joined:
        for number, part in enumerate(parts):
            with _open_text(part, part, "rt") as file:
                header = file.readline()
                if number == 0:
                    joined.write(header)
                shutil.copyfileobj(file, joined)


@dataclass(frozen=True)
class Header:
    """The first line of a results file.

    Attributes
    ----------
    labels : Labels
    facts : dict
        What it says besides: for instance `model`, `licence`, and of frames which `video`.
    """

    labels: Labels
    facts: dict[str, Any]


def read_results(path: str | Path) -> Iterator[Instances]:
    """Read a results file, one picture at a time.

    Raises
    ------
    ResultsError
        If it is not a results file, is of a later version, or a line is damaged.
    """
    path = Path(path)
    with _reading(path) as file:
        labels = _header(path, file.readline()).labels
        for number, line in enumerate(file, start=2):
            yield _record(f"{path}:{number}", line, labels)


def read_header(path: str | Path) -> Header:
    """Read the first line of a results file alone.

    Raises
    ------
    ResultsError
        If it is not a results file, or is of a later version.
    """
    path = Path(path)
    with _reading(path) as file:
        return _header(path, file.readline())


class Outline(NamedTuple):
    """What can be said of a record without making masks of it.

    Attributes
    ----------
    name : str
        Of its picture.
    is_frame : bool
        Whether that is a frame of a video.
    is_tracked : bool
        Whether any of its objects has a track.
    """

    name: str
    is_frame: bool
    is_tracked: bool


def read_outlines(path: str | Path) -> Iterator[Outline]:
    """Look through the records of a results file.

    Raises
    ------
    ResultsError
        If a line is no record.
    """
    path = Path(path)
    with _reading(path) as file:
        file.readline()
        for number, line in enumerate(file, start=2):
            try:
                record = json.loads(line)
                tracked = any("track" in row for row in record["instances"])
                outline = Outline(str(record["name"]), bool(record.get("moment")), tracked)
            except DAMAGE as error:
                raise ResultsError(f"{path}:{number}: is damaged: {error!r}") from error
            yield outline


@contextmanager
def _reading(path: Path) -> Iterator[TextIO]:
    try:
        with _open_text(path, path, "rt") as file:
            yield file
    except (OSError, EOFError, zlib.error) as error:
        raise ResultsError(f"{path}: cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise ResultsError(f"{path}: is not a results file: it is not text") from error


def _open_text(file: Path, named: Path, mode: Literal["rt", "wt"]) -> TextIO:
    # Names of files may hold what is no text; written so, it is an escape of JSON.
    errors = "backslashreplace" if mode == "wt" else "strict"
    if named.suffix == ".gz":
        return cast("TextIO", gzip.open(file, mode, 3, encoding="utf-8", errors=errors))
    return file.open(mode, encoding="utf-8", errors=errors)


def _header(path: Path, line: str) -> Header:
    try:
        header = json.loads(line)
        if header["format"] != FORMAT:
            raise ResultsError(f"{path}: is not a results file: its format is {header['format']!r}")
        if header["version"] > VERSION:
            raise ResultsError(
                f"{path}: is of version {header['version']}, this program reads up to {VERSION}: "
                "pip install -U maskrcnn"
            )
        facts = {key: header[key] for key in header if key not in HEADER_FIELDS}
        return Header(labels_from_json(header["labels"]), facts)
    except DAMAGE as error:
        raise ResultsError(f"{path}: is not a results file: it has no header") from error


def _record(where: str, line: str, labels: Labels) -> Instances:
    try:
        return from_record(json.loads(line), labels)
    except DAMAGE as error:
        raise ResultsError(f"{where}: is damaged: {error!r}") from error
    except ResultsError as error:
        raise ResultsError(f"{where}: {error}") from error
