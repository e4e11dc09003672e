"""Names of files, made of what users call their pictures and models their classes."""

from __future__ import annotations

import re
from pathlib import PurePath

from maskrcnn.instances import Instances

UNSAFE = re.compile(r"[^\w.+-]+")
LONGEST = 80


def plain_name(text: str, otherwise: str) -> str:
    """Return words as a part of a file name: `potted plant` is `potted-plant`.

    It never leads to another folder, whatever a file of labels says; without a letter that can be
    kept it is `otherwise`.
    """
    return UNSAFE.sub("-", text)[:LONGEST].strip("-.") or otherwise


def film_of(found: Instances) -> str:
    """Return what the video of a frame is called: `clip.mp4` for `clip.mp4 frame 12`."""
    return found.name if found.moment is None else found.name.removesuffix(_frame(found))


def _frame(found: Instances) -> str:
    return "" if found.moment is None else f" frame {found.moment.index}"


class PictureNames:
    """Gives each picture a name of its own, so that what is made of it can have a folder.

    It is `cat` for `photos/cat.jpg`, `cat-2` for `others/cat.jpg` after it, also where only case
    differs, and `clip-000012` for frame 12 of `clip.mp4`.
    """

    def __init__(self) -> None:
        self._films: dict[str, str] = {}
        self._taken: dict[str, int] = {}

    def of(self, found: Instances) -> str:
        """Return the name of the next picture or frame."""
        film = film_of(found)
        stem = plain_name(PurePath(film).stem, "picture")
        if found.moment is None:
            return self._new(stem)
        if film not in self._films:
            self._films[film] = self._new(stem)
        return f"{self._films[film]}-{found.moment.index:06}"

    def _new(self, stem: str) -> str:
        name = stem
        while name.casefold() in self._taken:
            self._taken[stem.casefold()] += 1
            name = f"{stem}-{self._taken[stem.casefold()]}"
        self._taken[name.casefold()] = 1
        return name
