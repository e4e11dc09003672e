"""Where a video is: a file, a numbered sequence of pictures, or an address on the web."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from maskrcnn.errors import VideoError
from maskrcnn.sources.formats import LIVE_SCHEMES, describe_unknown, is_avif, is_heif, looks_like
from maskrcnn.sources.frame import printable
from maskrcnn.sources.web import is_url, shown_url

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_NUMBER = re.compile(r"%(?:0\d+)?d")
_HEAD = 64 * 1024


@dataclass(frozen=True)
class Location:
    """What FFmpeg is given to open.

    Attributes
    ----------
    name : str
        What messages call it.
    path : Path or None
        The file, or the pattern of a sequence; None on the web.
    address : str
        With its protocol, so that no file name is taken for one.
    options : dict of str to str
        The protocols that may be used, among others: a playlist in a file opens files only.
    is_sequence : bool
    """

    name: str
    path: Path | None
    address: str
    options: dict[str, str] = field(default_factory=dict)
    is_sequence: bool = False


def locate(source: str | os.PathLike[str]) -> Location:
    """Find a video.

    Raises
    ------
    VideoError
        If there is no such file, or it is nothing that a video can be.
    """
    if isinstance(source, str):
        if is_url(source):
            web = {"protocol_whitelist": "http,https,tcp,tls"}
            return Location(shown_url(source), None, source, web)
        if match := _SCHEME.match(source):
            raise VideoError(_foreign_scheme(shown_url(source), match[1].lower()))
    path = Path(source)
    name = printable(str(path))
    options = {"protocol_whitelist": "file"}
    is_sequence = _is_sequence(path)
    if is_sequence:
        options["start_number"] = str(_first_number(path, name))
    else:
        _check_file(path, name)
    return Location(name, path, f"file:{path}", options, is_sequence)


def kind_of(location: Location) -> str | None:
    """Say what a file is by its first bytes; None of a sequence, or of what is on the web."""
    if location.path is None or location.is_sequence:
        return None
    head = _head(location.path)
    return looks_like(head) or describe_unknown(head)


def is_photo(location: Location) -> bool:
    """Tell whether a file is one picture in a container of videos: HEIC or AVIF."""
    if location.path is None or location.is_sequence:
        return False
    head = _head(location.path)
    return is_heif(head) or (is_avif(head) and head[8:12] != b"avis")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _foreign_scheme(name: str, scheme: str) -> str:
    if scheme in LIVE_SCHEMES:
        return f"{name}: a live stream; `maskrcnn stream` reads it"
    return f"{name}: {scheme}:// is not read; download the video first"


def _is_sequence(path: Path) -> bool:
    return len(_NUMBER.findall(path.name)) == 1 and not os.path.exists(path)  # noqa: PTH110


def _first_number(pattern: Path, name: str) -> int:
    """Return the lowest number of the pictures that a pattern such as `%06d.png` names."""
    before, after = _NUMBER.split(pattern.name)
    form = re.compile(re.escape(before) + r"(\d{1,9})" + re.escape(after))
    try:
        found = [form.fullmatch(entry.name) for entry in pattern.parent.iterdir()]
    except OSError as fault:
        raise VideoError(f"{name}: its folder cannot be read ({fault.strerror})") from None
    numbers = [int(match[1]) for match in found if match]
    if not numbers:
        raise VideoError(f"{name}: no picture is named like this")
    return min(numbers)


def _check_file(path: Path, name: str) -> None:
    try:
        if os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir, it takes impossible names
            raise VideoError(
                f"{name}: is a folder; name a video in it, or its pictures as"
                f" {printable(str(path / '%06d.png'))}"
            )
        if path.exists() and not path.is_file():
            raise VideoError(f"{name}: is no file; `maskrcnn stream` reads cameras and pipes")
        with path.open("rb") as file:
            if not file.read(1):
                raise VideoError(f"{name}: the file is empty (0 bytes)")
    except (FileNotFoundError, NotADirectoryError):
        raise VideoError(f"{name}: no such file") from None
    except PermissionError:
        raise VideoError(f"{name}: no permission to read it") from None
    except (OSError, ValueError) as fault:
        raise VideoError(f"{name}: cannot be read ({fault})") from fault
