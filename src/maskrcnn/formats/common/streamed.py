"""Collections whose files are read anew whenever they are gone through, one picture at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.listed import Listed, are_tracked
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.shapes import Found
from maskrcnn.formats.originals import Originals
from maskrcnn.labels import Labels


def streamed(
    path: Path,
    pictures: Callable[[Remarks], Iterable[Listed]],
    labels: Callable[[], Labels],
    originals: Originals,
    remarks: Remarks | None = None,
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
    remarks : Remarks, optional
        What was left out before.
    """
    remarks = remarks or Remarks(str(path))
    names: list[str] = []

    def objects() -> Iterator[Found]:
        for listed in pictures(remarks):
            names.append(listed.name)
            yield from listed.objects

    tracked, known = are_tracked(objects(), remarks), labels()

    def listing() -> Iterator[Listed]:
        return iter(pictures(Remarks(str(path))))

    return Collection(
        name=str(path),
        labels=known,
        names=tuple(names),
        records=lambda: (listed.instances(known, tracked) for listed in listing()),
        originals=originals,
        is_tracked=tracked,
        notes=remarks.notes,
        remarks=remarks.all,
        listing=listing,
    )
