"""Walk what a user named: files, folders, globs, URLs and standard input.

Nothing is opened here but folders, so the number of pictures is known before the first is read,
and what is wrong with one of them is an error of that one only.
"""

import glob
import itertools
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from maskrcnn.errors import PictureError
from maskrcnn.sources.formats import PICTURE_SUFFIXES
from maskrcnn.sources.frame import Frame, printable
from maskrcnn.sources.image import read_picture
from maskrcnn.sources.limits import DEFAULT_LIMITS, PictureLimits
from maskrcnn.sources.web import is_url, shown_url, url_file_name

STDIN = "-"


@dataclass(frozen=True)
class PictureRef:
    """One picture that was named but not read yet.

    Attributes
    ----------
    source : Path or str
        A file; or a URL, or "-" for standard input.
    name : str
        What messages call it: printable, on one line.
    relative : Path
        Where results about it belong below an output folder: its path below the folder or glob
        that was named, or its file name. No two of a run share one, not even without their
        suffixes and on file systems that ignore case.
    index : int
        Its place in the run, from 0.
    limits : PictureLimits
        Bounds for reading it.
    fault : str or None
        Why there is nothing to read, for instance an empty folder.
    """

    source: Path | str
    name: str
    relative: Path
    index: int = 0
    limits: PictureLimits = DEFAULT_LIMITS
    fault: str | None = None

    def read(self) -> Frame:
        """Read the picture; standard input can be read only once.

        Raises
        ------
        PictureError
            If it cannot be read or is of no use.
        """
        if self.fault is not None:
            raise PictureError(f"{self.name}: {self.fault}")
        if self.source == STDIN:
            frame = _read_stdin(self)
        elif isinstance(self.source, Path):
            frame = read_picture(self.source, self.limits, name=self.name)
        else:
            frame = read_picture(self.source, self.limits)
        return replace(frame, index=self.index)


def find_pictures(
    sources: Iterable[str | os.PathLike[str]], limits: PictureLimits = DEFAULT_LIMITS
) -> list[PictureRef]:
    """List the pictures behind what a user named.

    Parameters
    ----------
    sources : iterable of str or path
        Files, which are taken whatever their suffix. Folders, which are searched to the bottom for
        files with the suffix of a picture; what begins with a dot is passed over. Globs (``**``
        too), where the shell left them. HTTP(S) addresses. "-" for standard input.
    limits : PictureLimits
        Bounds for reading each of them.

    Returns
    -------
    list of PictureRef
        In the order of the sources; within a folder or glob in natural order ("2" before "10").
        What is named twice is listed once. What holds no picture is listed with a `fault`.
    """
    found: dict[str, PictureRef] = {}
    for source in sources:
        for ref in _expand(os.fspath(source)):
            found.setdefault(_identity(ref.source), ref)
    return list(_number(found.values(), limits))


def _identity(source: Path | str) -> str:
    """Name a file in one way; two links to one file stay two pictures."""
    return os.path.abspath(source) if isinstance(source, Path) else source  # noqa: PTH100


def _expand(source: str) -> Iterator[PictureRef]:
    path = Path(source)
    if source == STDIN:
        yield PictureRef(STDIN, "standard input", Path("stdin"))
    elif not source:
        yield _nothing('""', "an empty name; is a variable of the shell not set?")
    elif is_url(source):
        yield PictureRef(source, shown_url(source), Path(url_file_name(source)))
    elif re.match(r"[A-Za-z][\w+.-]+://", source):
        yield _nothing(source, "only http:// and https:// addresses are fetched")
    elif os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir, it takes impossible names
        yield from _below([path], path, source, "no picture in this folder or below it")
    elif glob.has_magic(source) and not os.path.lexists(path):
        matches = [Path(match) for match in glob.glob(source, recursive=True)]  # noqa: PTH207
        yield from _below(matches, _fixed_part(source), source, "no picture matches")
    else:
        yield PictureRef(path, printable(source), Path(path.name))


def _below(matches: list[Path], base: Path, named: str, fault: str) -> Iterator[PictureRef]:
    """Yield the pictures among some files and folders, each with its path below `base`."""
    closed: list[OSError] = []
    files = {file for match in matches for file in _files(match, closed) if _is_picture(file)}
    for file in sorted(files, key=_natural_order):
        yield PictureRef(file, printable(str(file)), file.relative_to(base))
    for refusal in closed:
        yield _nothing(str(refusal.filename), "this folder cannot be opened")
    if not files and not closed:
        yield _nothing(named, fault)


def _files(path: Path, closed: list[OSError]) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for parent, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if not name.startswith("."))


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in PICTURE_SUFFIXES


def _fixed_part(pattern: str) -> Path:
    """Return the folders of a glob before its first wildcard."""
    return Path(*itertools.takewhile(lambda part: not glob.has_magic(part), Path(pattern).parts))


def _natural_order(path: Path) -> tuple[list[list[str | int]], str]:
    """Order paths part by part, without regard to case and with numbers by their value."""
    parts = [re.split(r"(\d+)", part.casefold()) for part in path.parts]
    return [
        [int(piece) if place % 2 else piece for place, piece in enumerate(pieces)]
        for pieces in parts
    ], str(path)


def _nothing(named: str, fault: str) -> PictureRef:
    return PictureRef(named, printable(named), Path(Path(named).name), fault=fault)


def _number(refs: Iterable[PictureRef], limits: PictureLimits) -> Iterator[PictureRef]:
    """Give each its index, and a place for results that no other has."""
    taken: set[str] = set()
    for index, ref in enumerate(refs):
        candidates = itertools.chain(
            [ref.relative],
            (ref.relative.with_stem(f"{ref.relative.stem}-{n}") for n in itertools.count(2)),
        )
        relative = next(path for path in candidates if _place(path) not in taken)
        taken.add(_place(relative))
        yield replace(ref, index=index, relative=relative, limits=limits)


def _place(relative: Path) -> str:
    return unicodedata.normalize("NFC", str(relative.with_suffix(""))).casefold()


def _read_stdin(ref: PictureRef) -> Frame:
    if sys.stdin is None or sys.stdin.isatty():
        raise PictureError(f"{ref.name}: nothing is piped in; name a file instead of -")
    return read_picture(sys.stdin.buffer, ref.limits, name=ref.name)
