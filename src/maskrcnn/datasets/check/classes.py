"""How often each class occurs, and what that means for learning it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from maskrcnn.datasets.check.finding import Finding
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels

FEW = 20
"""Objects under which a class is hardly learnt."""
FAR_APART = 50
"""Times that the most frequent class may have the objects of the rarest."""
SHOWN = 5


class Tally:
    """Counts the objects of each class of one data set.

    Attributes
    ----------
    objects, pictures : int64 (C,)
        How many objects there are, and in how many pictures.
    """

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.objects, self.pictures = np.zeros((2, len(labels)), np.int64)
        self._sides = np.zeros(len(labels))

    def add(self, found: Instances) -> None:
        """Count the objects of a picture."""
        self.objects += np.bincount(found.class_ids, minlength=len(self.labels))
        self.pictures[np.unique(found.class_ids)] += 1
        np.add.at(self._sides, found.class_ids, np.sqrt(found.areas))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A row a class that has objects, the most frequent first."""
        order = [place for place in np.argsort(-self.objects, kind="stable") if self.objects[place]]
        return [
            {
                "class": self.labels.name(place),
                "objects": int(self.objects[place]),
                "pictures": int(self.pictures[place]),
                "mean_side": round(float(self._sides[place] / self.objects[place]), 1),
            }
            for place in map(int, order)
        ]

    def findings(self) -> Iterator[Finding]:
        """Tell of classes that are rare, unused, or called nearly the same."""
        rows = self.rows
        for row in rows:
            if row["objects"] < FEW:
                yield Finding("few-objects", f"{row['class']}: {row['objects']} objects")
        if rows and rows[0]["objects"] > FAR_APART * rows[-1]["objects"]:
            times = rows[0]["objects"] / rows[-1]["objects"]
            words = f"{rows[0]['class']} has {times:.0f} times as many as {rows[-1]['class']}"
            yield Finding("imbalance", words)
        unused = [
            name for name, count in zip(self.labels.names, self.objects, strict=True) if not count
        ]
        if unused and rows:
            yield Finding("unused-class", _listed(unused))
        yield from similar_names(self.labels.names)


def _listed(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def similar_names(names: tuple[str, ...]) -> Iterator[Finding]:
    """Tell of names that differ by capitals, signs between words or a plural alone."""
    alike: dict[str, list[str]] = defaultdict(list)
    for name in names:
        alike[plain(name)].append(name)
    for group in alike.values():
        if len(group) > 1:
            yield Finding("similar-names", ", ".join(group))


def plain(name: str) -> str:
    """Return a name in small letters, without signs between words, in the singular."""
    word = "".join(letter for letter in name.casefold() if letter.isalnum())
    for plural, singular in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("s", "")):
        if word.endswith(plural) and len(word) > len(plural) + 1 and not word.endswith("ss"):
            return word.removesuffix(plural) + singular
    return word
