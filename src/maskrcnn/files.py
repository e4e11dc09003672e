"""Where files live, and how they get there whole."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from maskrcnn.errors import OutputError


def cache_folder(*parts: str) -> Path:
    """Return a folder for what can be made again, `$MASKRCNN_CACHE` or the user's cache folder.

    Raises
    ------
    OutputError
        If it cannot be made.
    """
    import platformdirs

    root = os.environ.get("MASKRCNN_CACHE") or platformdirs.user_cache_dir("maskrcnn", False)
    folder = Path(root, *parts)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be made: {error.strerror}: set MASKRCNN_CACHE to a folder you own"
        ) from error
    return folder


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`, and move it into place when the block succeeds.

    Whoever reads `path` sees the old file or the new one, never a part; if the block raises, the
    temporary file goes away and `path` stays as it was.

    Raises
    ------
    OutputError
        If the folder or the file cannot be written.
    """
    temporary = temporary_beside(path)
    try:
        yield temporary
        move_into_place(temporary, path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def folder_written_whole(path: Path, names: Collection[str]) -> Iterator[Path]:
    """Give a temporary folder beside `path`, and move it into place when the block succeeds.

    Parameters
    ----------
    path : Path
        If it is a folder already, it gives way.
    names : collection of str
        The files that may go away with a folder that was there.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds anything else.
    """
    folder = _itself(path)
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{path}: is not a folder: name another place")
    try:
        if folder.is_dir() and (others := {each.name for each in folder.iterdir()} - set(names)):
            raise OutputError(f"{path}: holds {min(others)!r} besides: name another place")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
            whole = Path(beside, "whole")
            whole.mkdir()
            yield whole
            if folder.is_dir():
                folder.replace(Path(beside, "before"))
            whole.replace(folder)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


def temporary_beside(path: Path) -> Path:
    """Make an empty file in the folder of `path`, which is made too if need be.

    Raises
    ------
    OutputError
        If the folder or the file cannot be made, or `path` is there and no file.
    """
    if path.exists() and not path.is_file():
        what = "a folder" if path.is_dir() else "a device or pipe"
        raise OutputError(f"{path}: is {what}, not a file: name another place")
    folder = _itself(path).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=path.suffix, prefix=f".{path.stem}-", dir=folder)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    os.close(handle)
    return Path(name)


def move_into_place(temporary: Path, path: Path) -> None:
    """Give a temporary file its own name, and the rights that any new file has.

    Where the name is a link, the file behind it is replaced, and the link stays.
    """
    temporary.chmod(0o666 & ~_umask())
    temporary.replace(_itself(path))


def _itself(path: Path) -> Path:
    """Return the file behind a link."""
    return path.resolve() if path.is_symlink() else path


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def fingerprint(path: Path) -> list[str | int]:
    """Return what tells, without reading a file or folder, whether it is still the same one."""
    path = path.resolve()
    try:
        status = path.stat()
    except OSError:
        return [str(path)]
    return [str(path), status.st_size, status.st_mtime_ns]


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
