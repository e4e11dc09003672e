"""From what was found to a page on the disk."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from maskrcnn.errors import PictureError, UsageError, VideoError
from maskrcnn.files import written_whole
from maskrcnn.formats import Collection
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8
from maskrcnn.report.options import ReportOptions
from maskrcnn.report.page import page
from maskrcnn.report.survey import ReadPicture, Survey
from maskrcnn.webpage import check_page

Refusal = Callable[[str, PictureError | VideoError], None]
Pictured: TypeAlias = tuple[Instances, ReadPicture]
"""The instances of a picture, and a way to the picture itself."""


def write_report(
    collection: Collection,
    path: Path,
    options: ReportOptions,
    refuse: Refusal = lambda _name, _error: None,
    told: Callable[[], None] = lambda: None,
) -> None:
    """Write a page about what was found, whole or not at all.

    It holds all that it shows and asks nothing of any other machine. Where pictures are gone, it
    shows outlines and numbers alone.

    Parameters
    ----------
    collection : Collection
        Gone through once.
    path : Path
        The page.
    options : ReportOptions
    refuse : callable (name, error)
        Hears of each photo that cannot be read, or once of a video.
    told : callable
        Called after each picture.

    Raises
    ------
    UsageError
        If the file is not named like a page; or if lines or zones are asked for and the objects are
        not tracked, or they leave the picture.
    ResultsError
        If the results cannot be read.
    OutputError
        If the page cannot be written.
    """
    check_page(path)
    if (options.lines or options.zones) and not collection.is_tracked:
        raise UsageError(
            f"{collection.name}: lines and zones count tracks, and nobody keeps track of these "
            "objects: find them in a video with --track"
        )
    survey = Survey(collection, options)
    with closing(_pictured(collection, refuse)) as pictured:
        for found, picture in pictured:
            survey.look(found, picture)
            told()
    with written_whole(path) as temporary:
        temporary.write_text(page(survey), encoding="utf-8")


def _pictured(collection: Collection, refuse: Refusal) -> Generator[Pictured, None, None]:
    """Give the instances of each picture, and a way to the picture itself."""
    if collection.is_video:
        yield from _frames(collection, refuse)
        return
    for found in collection:
        yield found, _photo(collection, found, refuse)


def _photo(collection: Collection, found: Instances, refuse: Refusal) -> ReadPicture:
    def look() -> Uint8 | None:
        if found.moment is not None:
            return None
        try:
            return collection.originals.photo(found.name, found.size)
        except PictureError as error:
            refuse(found.name, error)
            return None

    return look


def _frames(collection: Collection, refuse: Refusal) -> Generator[Pictured, None, None]:
    """Give frames as far as the video can be read, and the rest without it."""
    done = 0
    try:
        for found in collection.with_pictures():
            yield found, partial(_same, found.image)
            done += 1
    except VideoError as error:
        refuse(collection.name, error)
        yield from ((found, partial(_same, None)) for found in islice(collection, done, None))


def _same(image: Uint8 | None) -> Uint8 | None:
    return image
