"""Collections whose files are read anew whenever they are gone through, one picture at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.listed import Listed, are_tracked
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.shapes import Found, instances_of
from maskrcnn.formats.originals import Originals
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels


def streamed(
    path: Path,
    pictures: Callable[[Remarks], Iterable[Listed]],
    labels: Callable[[], Labels],
    originals: Originals,
) -> Collection:
    """Look through all pictures once, and make a collection of them.

    Tracks are kept if every object has one.

    Parameters
    ----------
    path : Path
        What messages call it.
    pictures : callable (remarks) -> iterable of Listed
        Reads them from the first on, and remarks on what is left out.
    labels : callable () -> Labels
        Called when they have been looked through.
    originals : Originals
    """
    remarks = Remarks(str(path))
    names: list[str] = []

    def objects() -> Iterator[Found]:
        for listed in pictures(remarks):
            names.append(listed.name)
            yield from listed.objects

    tracked, known = are_tracked(objects(), remarks), labels()

    def records() -> Iterator[Instances]:
        for listed in pictures(Remarks(str(path))):
            yield instances_of(listed.objects, listed.name, listed.size, known, tracked)

    return Collection(
        name=str(path),
        labels=known,
        names=tuple(names),
        records=records,
        originals=originals,
        is_tracked=tracked,
        notes=remarks.notes,
    )
