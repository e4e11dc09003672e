"""Looking through one data set: its records, its pictures and its classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from maskrcnn.datasets.check.classes import Tally
from maskrcnn.datasets.check.finding import Finding
from maskrcnn.datasets.check.objects import object_findings
from maskrcnn.datasets.check.pictures import Seen, look_at
from maskrcnn.datasets.likeness import BITS, SAME, nearest_before
from maskrcnn.datasets.threads import in_threads
from maskrcnn.errors import ResultsError
from maskrcnn.formats import Collection
from maskrcnn.formats.common.listed import Listed
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Bool

WITHOUT_MASK = ("box-only", "empty-mask")


@dataclass(frozen=True)
class Survey:
    """What a data set holds.

    Attributes
    ----------
    name : str
    labels : Labels
    pictures, objects, crowds : int
    classes : list of dict
        A row for each class that has objects, see `Tally.rows`.
    findings : tuple of Finding
    names : tuple of str
        Of the pictures that could be read.
    prints : bool (N, 64)
        Their fingerprints.
    """

    name: str
    labels: Labels
    pictures: int
    objects: int
    crowds: int
    classes: list[dict[str, Any]]
    findings: tuple[Finding, ...]
    names: tuple[str, ...]
    prints: Bool

    def to_json(self) -> dict[str, Any]:
        """Return what it holds for `json.dumps`, without the findings."""
        counts = {name: getattr(self, name) for name in ("pictures", "objects", "crowds")}
        return {"data": self.name, **counts, "classes": self.classes}


class _Picture(NamedTuple):
    name: str
    found: Instances
    listed: Listed | None
    trouble: Finding | None = None


def survey(collection: Collection, told: Callable[[], object] = lambda: None) -> Survey:
    """Look through a data set; each of its photos is read once.

    Parameters
    ----------
    collection : Collection
    told : callable
        Called after each picture.

    Raises
    ------
    VideoError
        If it is of the frames of a video that cannot be found or read.
    """
    findings = [
        Finding(each.flaw, each.words, each.picture, each.where) for each in collection.remarks
    ]
    tally, names, prints = Tally(collection.labels), [], [np.zeros((0, BITS), np.bool_)]
    for picture, seen in _looked_at(collection):
        findings += ([seen.finding] if seen.finding else []) + list(_findings(picture))
        tally.add(picture.found)
        if seen.fingerprint is not None:
            names.append(picture.name)
            prints.append(seen.fingerprint[None])
        told()
    findings += [*tally.findings(), *_twice(names, np.concatenate(prints))]
    without = sum(each.kind in WITHOUT_MASK for each in findings)
    if tally.objects.sum() <= without:
        findings.append(Finding("nothing-to-learn", "no object has a mask to learn from"))
    return Survey(
        collection.name,
        collection.labels,
        len(collection),
        int(tally.objects.sum()),
        sum(map(len, collection.crowds)) if collection.crowd_records else 0,
        tally.rows,
        tuple(replace(each, data=collection.name) for each in findings),
        tuple(names),
        np.concatenate(prints),
    )


def _looked_at(collection: Collection) -> Iterator[tuple[_Picture, Seen]]:
    """Yield pictures with what became of them; frames are not looked at, only their video."""
    if collection.footage() is not None:
        return ((picture, Seen(None, None)) for picture in _pictures(collection))

    def look(picture: _Picture) -> tuple[_Picture, Seen]:
        return picture, look_at(collection.originals, picture.name, picture.found.size)

    return in_threads(look, _pictures(collection))


def _pictures(collection: Collection) -> Iterator[_Picture]:
    if collection.listing is None:
        yield from (_Picture(found.name, found, None) for found in collection)
        return
    for listed in collection.listing():
        yield _drawn(listed, collection.labels)


def _drawn(listed: Listed, labels: Labels) -> _Picture:
    """Draw the objects of a picture; none if they cannot be drawn."""
    try:
        return _Picture(listed.name, listed.instances(labels, False), listed)
    except ResultsError as error:
        nothing = Instances.empty(listed.size, labels)
        return _Picture(listed.name, nothing, None, Finding("damaged", str(error)))


def _findings(picture: _Picture) -> Iterator[Finding]:
    if picture.trouble is not None:
        yield replace(picture.trouble, picture=picture.name)
    elif not len(picture.found) and not (picture.listed and picture.listed.crowds):
        yield Finding("no-objects", "has no object", picture.name)
    for each in object_findings(picture.found, picture.listed):
        yield replace(each, picture=picture.name)


def _twice(names: list[str], prints: Bool) -> Iterator[Finding]:
    """Tell of pictures that are the same as one before them."""
    places, distances = nearest_before(prints)
    for place in np.flatnonzero(distances <= SAME).tolist():
        before = names[places[place]]
        words = "is named twice" if before == names[place] else f"is the same as {before}"
        yield Finding("duplicate-picture", words, names[place])
