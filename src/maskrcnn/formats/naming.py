"""What the pictures of results are called in other tools' files."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath, PurePosixPath

from maskrcnn.instances import Instances
from maskrcnn.sources.web import is_url, url_file_name
from maskrcnn.writers.picture import QUALITY

UNSAFE = frozenset('<>:"|?*\\')


class FileNames:
    """Gives each picture a file name of its own, below one folder.

    A photo keeps its folders, but for those of an absolute path, which are of one machine only; a
    frame of `clip.mp4` is `clip-000012.jpg`. No two share a name, not even without their suffixes
    and where case does not count, since many formats have a file a picture beside it.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, found: Instances) -> PurePosixPath:
        """Return the name of the next picture, with the suffix of a picture that can be written."""
        return self.named(found.name, None if found.moment is None else found.moment.index)

    def named(self, picture: str, frame: int | None = None) -> PurePosixPath:
        """Return the name of the next picture, if it is a frame that of its place in the video."""
        wanted = _plain(picture, frame)
        number, name = 1, wanted
        while _place(name) in self._taken:
            number += 1
            name = wanted.with_stem(f"{wanted.stem}-{number}")
        self._taken.add(_place(name))
        return name


def shortened(names: Sequence[str]) -> list[str]:
    """Return the names of pictures as seen from the folder that all of them are in."""
    try:
        folder = os.path.commonpath([os.path.dirname(name) for name in names])  # noqa: PTH120
    except ValueError:
        return list(names)
    return [os.path.relpath(name, folder) if folder else name for name in names]


def _plain(picture: str, frame: int | None) -> PurePosixPath:
    if frame is not None:
        video = PurePath(picture.rpartition(" frame ")[0] or picture)
        return PurePosixPath(f"{_safe(video.stem) or 'video'}-{frame:06}.jpg")
    name = url_file_name(picture) if is_url(picture) else picture
    path = PurePath(name)
    kept = path.parts[-1:] if path.is_absolute() else path.parts
    parts = [_safe(part) for part in kept if part not in (path.anchor, "..", ".")]
    plain = PurePosixPath(*[part for part in parts if part] or ["picture"])
    return plain if plain.suffix.lower() in QUALITY else plain.with_name(f"{plain.name}.png")


def _safe(part: str) -> str:
    letters = ("_" if letter in UNSAFE or not letter.isprintable() else letter for letter in part)
    return "".join(letters).strip(" .")


def _place(name: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(name.with_suffix(""))).casefold()
