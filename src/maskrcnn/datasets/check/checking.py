"""Checking data sets: each by itself, and what those that belong together must not share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from maskrcnn.datasets.check.classes import plain
from maskrcnn.datasets.check.finding import KINDS, Finding
from maskrcnn.datasets.check.survey import Survey, survey
from maskrcnn.datasets.likeness import ALIKE, SAME, nearest
from maskrcnn.formats import Collection


@dataclass(frozen=True)
class Report:
    """What was found.

    Attributes
    ----------
    surveys : tuple of Survey
        What each data set holds.
    findings : tuple of Finding
        Those of all data sets, the worst kinds first.
    """

    surveys: tuple[Survey, ...]
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are by level: error, warning, hint."""
        levels = Counter(each.level for each in self.findings)
        return {level: levels[level] for level in ("error", "warning", "hint")}


def check(collections: Iterable[Collection], told: Callable[[], object] = lambda: None) -> Report:
    """Check data sets, such as a part to train with and a part to judge by.

    Parameters
    ----------
    collections : iterable of Collection
    told : callable
        Called after each picture.

    Raises
    ------
    VideoError
        If one is of the frames of a video that cannot be found or read.
    """
    surveys = tuple(survey(collection, told) for collection in collections)
    findings = [finding for each in surveys for finding in each.findings]
    for first, second in combinations(surveys, 2):
        findings += [*_shared(first, second), *_other_classes(first, second)]
    order = list(KINDS)
    return Report(surveys, tuple(sorted(findings, key=lambda each: order.index(each.kind))))


def _shared(first: Survey, second: Survey) -> Iterator[Finding]:
    """Tell of pictures of the second that are in the first too, or nearly."""
    if not first.names:
        return
    places, distances = nearest(second.prints, first.prints)
    for name, place, distance in zip(second.names, places, distances, strict=True):
        if distance <= ALIKE:
            kind, what = ("leak", "the same as") if distance <= SAME else ("alike", "nearly")
            words = f"is {what} {first.names[place]} in {first.name}"
            yield Finding(kind, words, name, data=second.name)


def _other_classes(first: Survey, second: Survey) -> Iterator[Finding]:
    ours, theirs = first.labels.names, second.labels.names
    if ours != theirs:
        words = f"{_difference(ours, theirs)} in {first.name}"
        yield Finding("other-classes", words, data=second.name)


def _difference(ours: Sequence[str], theirs: Sequence[str]) -> str:
    """Say in what a list of classes, the second, differs from another."""
    for name in theirs:
        if name not in ours:
            near = next((each for each in ours if plain(each) == plain(name)), None)
            return f"{name} is {'not a class' if near is None else f'called {near}'}"
    for name in ours:
        if name not in theirs:
            return f"{name} is missing, which is a class"
    return "the classes are in another order than"
