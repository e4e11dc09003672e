"""What earlier runs drew: not to be taken for photos, and the one that may be drawn again."""

from __future__ import annotations

from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from maskrcnn.cli import console
from maskrcnn.errors import ResultsError, UsageError

if TYPE_CHECKING:
    from maskrcnn.sources.pictures import PictureRef
    from maskrcnn.writers.folder import Destination

DRAWN = "maskrcnn-drawn"
"""The folder of `maskrcnn draw`, unless it is told of another."""
OVERLAY = "overlay"
"""What the results of a single picture call the file that it was drawn into."""
_HEADER = 200
"""Within so many bytes results say that they are ours."""


def without_outputs(
    refs: list[PictureRef], sources: list[str], destination: Destination | None
) -> list[PictureRef]:
    """Leave out what was found by searching and is an output, and say how many there were.

    What the user names among the `sources`, itself or its own folder, is taken.

    Raises
    ------
    UsageError
        If there is nothing else.
    """
    named = {Path(source).absolute() for source in sources}
    is_ours = cache(_is_ours)

    def is_output(source: Path | str, relative: Path) -> bool:
        if not isinstance(source, Path) or source.absolute() in named:
            return False
        if destination is not None and destination.holds(source, relative):
            return True
        below = takewhile(
            lambda folder: folder.absolute() not in named,
            source.parents[: len(relative.parts) - 1],
        )
        return any(map(is_ours, below))

    kept = [ref for ref in refs if not is_output(ref.source, ref.relative)]
    if passed := len(refs) - len(kept):
        told = f"{passed:,} picture{'s' * (passed > 1)} of earlier runs passed over"
        if not kept:
            raise UsageError(f"{told}, and there are no others: name their folder to take them")
        console.remark(told)
    return kept


def drew(destination: Destination) -> bool:
    """Tell whether the single picture that is to be written was drawn by `maskrcnn image`."""
    from maskrcnn.results import read_header

    if destination.single is None or not destination.results.is_file():
        return False
    try:
        header = read_header(destination.results)
    except ResultsError:
        return False
    return header.facts.get(OVERLAY) == destination.single.name


def _is_ours(folder: Path) -> bool:
    """Tell whether a folder has the name of ours, or holds results with a picture each."""
    from maskrcnn.results import FORMAT
    from maskrcnn.writers.folder import DEFAULT_FOLDER, RESULTS

    if folder.name in (DEFAULT_FOLDER.name, DRAWN):
        return True
    results = folder / RESULTS
    try:
        if not results.is_file():
            return False
        with results.open("rb") as file:
            return f'"{FORMAT}"'.encode() in file.read(_HEADER)
    except OSError:
        return False
