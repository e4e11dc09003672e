"""What of a long job is done already, so that a killed one can go on.

A job that writes `clip.mp4` keeps its finished parts in the folder `clip.mp4.partial`, with a
journal of JSON Lines: the settings of the job first, then a line a finished part. A line is
written after its part is whole and on the disk, so the journal never claims too much; a line that
was cut short by the end of the process is passed over.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import filelock

from maskrcnn.errors import MaskRCNNError, OutputError, UsageError

FORMAT = "maskrcnn-journal"
VERSION = 1
LOCK = "lock"
_SHOWN = 3

Settings = dict[str, Any]
Entry = dict[str, Any]
Start = Literal["new", "resume", "restart"]


class Journal:
    """The journal of one job, and the folder of its parts; used as a context manager.

    Parameters
    ----------
    output : Path
        What the job makes in the end.
    settings : dict for JSON
        Everything that the result depends on.
    start : "new", "resume" or "restart"
        "resume" goes on with what an earlier run of the same settings has done, "restart" throws it
        away; "new" refuses to choose if there is anything.

    Attributes
    ----------
    folder : Path
        Where the parts are; gone at the end of the block if there are none.
    entries : list of dict
        What was told of each finished part.

    Raises
    ------
    UsageError
        If there is nothing to resume, the settings differ, an earlier run's work would be lost, or
        another process is at it.
    OutputError
        If the folder cannot be written.
    """

    def __init__(self, output: Path, settings: Settings, start: Start = "new") -> None:
        self.output = output
        self.folder = folder_of(output)
        self.entries: list[Entry] = []
        self._file = self.folder / "journal.jsonl"
        if start == "resume" and not self._file.exists():
            raise UsageError(f"{output}: nothing to resume: there is no {self.folder}")
        with _told(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = self._locked()
        try:
            with _told(self.folder):
                self._begin(settings, start)
        except MaskRCNNError:
            self._lock.release()
            raise

    def append(self, entry: Entry, parts: Iterable[Path]) -> None:
        """Note that parts are finished, once they are on the disk."""
        with _told(self.folder):
            for part in parts:
                _to_disk(part)
            self._line(entry)
        self.entries.append(entry)

    def finish(self) -> None:
        """Remove the folder: the job is done."""
        self._lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        if {path.name for path in self.folder.glob("*")} <= {self._file.name, LOCK} and (
            not self.entries
        ):
            shutil.rmtree(self.folder, ignore_errors=True)

    def _locked(self) -> filelock.BaseFileLock:
        lock = filelock.FileLock(self.folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            raise UsageError(
                f"{self.output}: another process is writing it: wait for it, or name another file"
            ) from None
        return lock

    def _begin(self, settings: Settings, start: Start) -> None:
        if start == "resume":
            header, *self.entries = self._lines()
            _compare(self.output, header, settings)
            self._clear(keep={part for entry in self.entries for part in entry["parts"]})
            return
        if start == "new" and self._file.exists() and len(self._lines()) > 1:
            raise UsageError(
                f"{self.output}: an earlier run was not finished: --resume goes on with it, "
                "--restart begins anew"
            )
        self._clear(keep=set())
        self._file.unlink(missing_ok=True)
        self._line({"format": FORMAT, "version": VERSION, "settings": settings})

    def _lines(self) -> list[dict[str, Any]]:
        """Read the journal up to the first line that is not whole, and leave it at that."""
        text = self._file.read_bytes()
        whole = text[: text.rfind(b"\n") + 1]
        lines: list[dict[str, Any]] = []
        for line in whole.splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                break
        if not lines or lines[0].get("format") != FORMAT:
            raise UsageError(f"{self._file}: is no journal of ours: remove it, and begin anew")
        kept = b"".join(line + b"\n" for line in whole.splitlines()[: len(lines)])
        if kept != text:
            self._file.write_bytes(kept)
        return lines

    def _clear(self, keep: set[str]) -> None:
        """Remove what an earlier run left unfinished."""
        for path in self.folder.iterdir():
            if path.name not in {*keep, self._file.name, LOCK}:
                path.unlink()

    def _line(self, data: dict[str, Any]) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(data, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn errors of the system into ours."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}") from error


def folder_of(output: Path) -> Path:
    """Return where the parts of an output are kept until it is whole."""
    return output.with_name(f"{output.name}.partial")


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _compare(output: Path, header: dict[str, Any], settings: Settings) -> None:
    """Refuse to go on with a job of other settings, and name those that differ."""
    before, now = (_flat(each) for each in (header["settings"], json.loads(json.dumps(settings))))
    differing = [key for key in {**before, **now} if before.get(key) != now.get(key)]
    if header["version"] != VERSION or differing:
        told = "; ".join(
            f"{key} was {before.get(key)} and is {now.get(key)}" for key in differing[:_SHOWN]
        )
        raise UsageError(
            f"{output}: cannot be resumed with other settings: {told or 'another version'}: "
            "repeat the command as it was, or begin anew with --restart"
        )


def _flat(settings: Settings, prefix: str = "") -> Settings:
    """Name settings within settings as in `selection.classes`."""
    flat: Settings = {}
    for key, value in settings.items():
        inner = _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {}
        flat |= inner or {f"{prefix}{key}": value}
    return flat
