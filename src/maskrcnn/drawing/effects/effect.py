"""An effect as a user asks for it: what is done, with which value, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

from maskrcnn.drawing.effects.kinds import EFFECTS, SPELLINGS
from maskrcnn.drawing.effects.where import Where
from maskrcnn.errors import UsageError, did_you_mean
from maskrcnn.labels import Labels
from maskrcnn.sources.formats import PICTURE_SUFFIXES, VIDEO_SUFFIXES


@dataclass(frozen=True)
class Effect:
    """What happens to the pixels of objects or of the background.

    Attributes
    ----------
    name : str
        One of `EFFECTS`.
    value : str or None
        As it was written; what it means is in `EFFECTS`. None is the default.
    where : Where
        By default all objects.

    Raises
    ------
    UsageError
        If there is no such effect, or the value is not one of its.
    """

    name: str
    value: str | None = None
    where: Where = field(default_factory=Where)

    def __post_init__(self) -> None:
        if self.name not in EFFECTS:
            near = did_you_mean(self.name, EFFECTS)
            raise UsageError(f"there is no effect {self.name!r}: {near}")
        try:
            EFFECTS[self.name].check(self.value)
        except UsageError as error:
            written = self.name if self.value is None else f"{self.name}={self.value}"
            raise UsageError(f"{written}: {error}") from None

    @classmethod
    def of(cls, text: str) -> Effect:
        """Read `NAME`, `NAME=VALUE`, `NAME@WHERE` or `NAME=VALUE@WHERE`.

        The value begins at the first `=`; the last `@` tells where, see `Where.of`. A file may have
        an `@` in its name: what looks like the end of a path, with a slash in it or with the suffix
        of a picture or video, belongs to the file. (`replace=me@home.jpg@background` is clear in
        any case.)

        Raises
        ------
        UsageError
            If it says nothing that can be done; the message tells what to write.
        """
        head, equals, tail = text.partition("=")
        name, at, place = head.partition("@")
        if not equals:
            return cls(_canonical(name), None, Where.of(place) if at else Where())
        if at:
            raise UsageError(f"{text}: the value comes first: write {name}={tail}@{place}")
        name = _canonical(name)
        value, where = _split_place(tail, may_be_path=name == "replace")
        return cls(name, value, where)

    @property
    def makes_transparent(self) -> bool:
        """Whether pictures become transparent somewhere."""
        return self.name == "remove"

    def check(self, labels: Labels) -> None:
        """Find the classes that it works on among a model's.

        Raises
        ------
        UsageError
            If there is no such class.
        """
        self.where.check(labels)

    def __str__(self) -> str:
        """Write what `Effect.of` reads."""
        value = "" if self.value is None else f"={self.value}"
        return f"{self.name}{value}@{self.where}"


def _canonical(name: str) -> str:
    plain = name.strip().lower()
    return SPELLINGS.get(plain, plain)


def _split_place(text: str, may_be_path: bool) -> tuple[str, Where]:
    value, at, place = text.rpartition("@")
    if not at or (may_be_path and _ends_a_path(place)):
        return text, Where()
    return value, Where.of(place)


def _ends_a_path(text: str) -> bool:
    suffix = PurePath(text).suffix.lower()
    return "/" in text or "\\" in text or suffix in PICTURE_SUFFIXES | VIDEO_SUFFIXES
