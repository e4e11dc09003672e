"""Contact sheets: all objects that were found, cut out, on a page or a few."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instance, Instances
from maskrcnn.masks import Uint8
from maskrcnn.writers.cutout import AT_A_TIME, cutout
from maskrcnn.writers.names import film_of
from maskrcnn.writers.picture import QUALITY, Picture, image_of
from maskrcnn.writers.sheet_page import Thumbnail, page_of, thumbnail_of

LIMITS = {"columns": 20, "rows": 30, "side": 400, "most": 10_000}
"""The largest page then fits into every format of pictures."""


@dataclass(frozen=True)
class SheetOptions:
    """How a contact sheet is laid out.

    Attributes
    ----------
    columns, rows : int
        Of a page, at most.
    side : int
        The longest side of a thumbnail in pixels.
    most : int
        Objects that are shown: those of the best scores, where there are more.

    Raises
    ------
    UsageError
        If one of them is not a number that a page or the memory has room for.
    """

    columns: int = 6
    rows: int = 8
    side: int = 200
    most: int = 1000

    def __post_init__(self) -> None:
        for name, most in LIMITS.items():
            value = getattr(self, name)
            if not 1 <= value <= most:
                raise UsageError(f"{name} of a contact sheet is {value}: give 1 to {most}")


def contact_sheet(
    found: Iterable[Instances], options: SheetOptions = SheetOptions()
) -> list[Picture]:
    """Lay the objects of pictures or frames out on pages, by class, the best score first.

    Parameters
    ----------
    found : iterable of Instances
        With their pictures; one is looked at after the other.
    options : SheetOptions, optional

    Returns
    -------
    list of Picture
        The pages; empty if there are no objects.

    Raises
    ------
    UsageError
        If a picture itself is not there.
    """
    collection = _Collection(options)
    for each in found:
        collection.add(each)
    return collection.pages()


class SheetWriter:
    """Writes a contact sheet; use it in a `with` block.

    The pages are `sheet.png`, `sheet-2.png`, …. They are written when the block ends; if it ends by
    an error there are none. Of a track, the view of the best score is shown. Thumbnails are made at
    once and are all that is kept.

    Parameters
    ----------
    path : Path
        Of the first page; a picture of any format that can be written.
    options : SheetOptions, optional

    Attributes
    ----------
    pages : list of Path
        What was written.
    notes : tuple of str
        What the user should hear, such as "1000 of 1204 objects are on the contact sheet".

    Raises
    ------
    UsageError
        If the path is not a picture's.
    """

    def __init__(self, path: Path, options: SheetOptions = SheetOptions()) -> None:
        if path.suffix.lower() not in QUALITY:
            raise UsageError(f"{path} is not a picture: choose from {', '.join(QUALITY)}")
        self._path = path
        self._collection = _Collection(options)
        self.pages: list[Path] = []
        self.notes: tuple[str, ...] = ()

    def __enter__(self) -> SheetWriter:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            self._finish()

    def write(self, found: Instances) -> None:
        """Add the objects of a picture or frame.

        Raises
        ------
        UsageError
            If the picture itself is not there.
        """
        self._collection.add(found)

    def _finish(self) -> None:
        for number, page in enumerate(self._collection.pages(), start=1):
            self.pages.append(page.save(self._page(number)))
        beyond = self._page(len(self.pages) + 1)
        stale = f"{beyond} is of an earlier run"
        self.notes = (*self._collection.notes, *((stale,) if beyond.exists() else ()))

    def _page(self, number: int) -> Path:
        stem = self._path.stem
        return self._path if number == 1 else self._path.with_stem(f"{stem}-{number}")


@dataclass(frozen=True)
class _Entry:
    """A thumbnail, and what it is ranked by."""

    label: str
    score: float
    thumbnail: Thumbnail


class _Collection:
    """The thumbnails of the best objects so far."""

    def __init__(self, options: SheetOptions) -> None:
        self._options = options
        self._entries: dict[Hashable, _Entry] = {}
        self._tracks: set[Hashable] = set()
        self._others = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should hear."""
        count, shown = len(self._tracks) + self._others, len(self._entries)
        if not count:
            return ("there are no objects for a contact sheet",)
        if shown < count:
            return (f"{shown} of {count} objects are on the contact sheet: those of best score",)
        return ()

    def add(self, found: Instances) -> None:
        """Keep a thumbnail of each object, or none if there are better ones."""
        image = image_of(found, "a contact sheet")
        seen = [(self._key_of(one), one) for one in found]
        wanted = [(key, one) for key, one in seen if self._is_better(key, one.score)]
        with ThreadPoolExecutor(AT_A_TIME) as threads:
            entries = threads.map(partial(self._entry_of, image), [one for _, one in wanted])
            for (key, one), entry in zip(wanted, entries, strict=True):
                if self._is_better(key, one.score):
                    self._entries[key] = entry
                if len(self._entries) > self._options.most:
                    del self._entries[self._worst]

    def pages(self) -> list[Picture]:
        """Paint the pages."""
        entries = sorted(self._entries.values(), key=lambda entry: (entry.label, -entry.score))
        thumbnails = [entry.thumbnail for entry in entries]
        length = self._options.columns * self._options.rows
        return [
            Picture(page_of(thumbnails[i : i + length], self._options.columns, self._options.side))
            for i in range(0, len(thumbnails), length)
        ]

    @property
    def _worst(self) -> Hashable:
        return min(self._entries, key=lambda key: self._entries[key].score)

    def _key_of(self, one: Instance) -> Hashable:
        """Count an object; what is one track of a video has one key."""
        if one.track_id is None:
            self._others += 1
            return self._others
        key = film_of(one.instances), one.track_id
        self._tracks.add(key)
        return key

    def _is_better(self, key: Hashable, score: float) -> bool:
        """Tell whether a view is to be shown: its track has no better one, or there is room."""
        if key in self._entries:
            return score > self._entries[key].score
        full = len(self._entries) == self._options.most
        return not full or score > self._entries[self._worst].score

    def _entry_of(self, image: Uint8, one: Instance) -> _Entry:
        picture = thumbnail_of(cutout(image, one), self._options.side)
        track = "" if one.track_id is None else f" #{one.track_id}"
        title = f"{one.label}{track} {one.score:.2f}"
        return _Entry(one.label, one.score, Thumbnail(picture, title, _where(one.instances)))


def _where(found: Instances) -> str:
    """Return the file name of a picture, or the time of a frame: `1:02.40`, `1:00:02.40`."""
    if found.moment is None:
        return PurePath(found.name).name
    seconds = round(found.moment.seconds, 2)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    clock = f"{minutes}:{seconds:05.2f}"
    return f"{hours}:{minutes:02}:{seconds:05.2f}" if hours else clock
