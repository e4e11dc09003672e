"""Names of files, made of what users call their pictures and models their classes."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

from maskrcnn.instances import Instances
from maskrcnn.writers.picture import QUALITY

NO_WORD = re.compile(r"[^\w.+-]+")
UNSAFE = frozenset('<>:"|?*\\')
LONGEST = 80
"""Letters of a word that becomes part of a name."""

MOST_BYTES = 200
"""Of a part of a path; file systems take 255, and what is made of a picture adds words to it."""


def plain_name(text: str, otherwise: str) -> str:
    """Return words as a part of a file name: `potted plant` is `potted-plant`.

    It never leads to another folder, whatever a file of labels says; without a letter that can be
    kept it is `otherwise`.
    """
    return _short(NO_WORD.sub("-", text)[:LONGEST]).strip("-.") or otherwise


def film_of(found: Instances) -> str:
    """Return what the video of a frame is called: `clip.mp4` for `clip.mp4 frame 12`."""
    if found.moment is None:
        return found.name
    return found.name.removesuffix(f" frame {found.moment.index}")


class FileNames:
    """Gives each picture a file name of its own, below one folder.

    A photo keeps its folders, but for those of an absolute path, which are of one machine only; a
    frame of `clip.mp4` is `clip-000012.jpg`. What is too long for a file system is cut short. No
    two share a name, not even without their suffixes and where case does not count, since many
    formats have a file a picture beside it.
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def of(self, found: Instances) -> PurePosixPath:
        """Return the name of the next picture, with the suffix of a picture that can be written."""
        if found.moment is None:
            return self.named(found.name)
        number = f"-{found.moment.index:06}"
        stem = _short(_safe(PurePath(film_of(found)).stem).removesuffix(number)) or "video"
        return self._new(PurePosixPath(f"{stem}{number}.jpg"))

    def named(self, photo: str) -> PurePosixPath:
        """Return the name of the next photo."""
        return self._new(_plain(photo))

    def _new(self, wanted: PurePosixPath) -> PurePosixPath:
        place, name = _place(wanted), wanted
        while _place(name) in self._last:
            self._last[place] += 1
            name = wanted.with_stem(f"{wanted.stem}-{self._last[place]}")
        self._last[_place(name)] = 1
        return name


def shortened(names: Sequence[str]) -> list[str]:
    """Return the names of pictures as seen from the folder that all of them are in."""
    try:
        folder = os.path.commonpath([os.path.dirname(name) for name in names])  # noqa: PTH120
    except ValueError:
        return list(names)
    return [os.path.relpath(name, folder) if folder else name for name in names]


def _plain(photo: str) -> PurePosixPath:
    if "://" in photo:
        photo = PurePosixPath(unquote(urlsplit(photo).path)).name
    path = PurePath(photo)
    kept = path.parts[-1:] if path.is_absolute() else path.parts
    parts = [_safe(part) for part in kept if part not in (path.anchor, "..", ".")]
    *folders, last = [part for part in parts if part] or ["picture"]
    name = PurePosixPath(last)
    stem, suffix = (name.stem, name.suffix) if name.suffix.lower() in QUALITY else (last, ".png")
    return PurePosixPath(*map(_short, folders), _short(stem) + suffix)


def _safe(part: str) -> str:
    letters = ("_" if letter in UNSAFE or not letter.isprintable() else letter for letter in part)
    return "".join(letters).strip(" .")


def _short(part: str) -> str:
    """Return as many whole letters as a part of a path has room for."""
    letters = part.encode("utf-8", "ignore")
    if len(letters) <= MOST_BYTES:
        return part
    return letters[:MOST_BYTES].decode("utf-8", "ignore").rstrip(" .")


def _place(name: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(name.with_suffix(""))).casefold()
