"""Splitting a data set: what belongs together stays so, and each part has its share of each class.

A model that is judged by pictures which it has learnt, or by the next frames of the same video,
looks better than it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets.split.groups import groups_by_likeness, groups_by_words, joined, words_in
from maskrcnn.datasets.split.parts import Shares, deal
from maskrcnn.errors import UsageError
from maskrcnn.formats import Collection
from maskrcnn.formats.collection import Refusal, raise_refusal
from maskrcnn.writers.names import film_of

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class SplitOptions:
    """How a data set is split.

    Attributes
    ----------
    shares : Shares
    seed : int
        Decides where there is a choice.
    alike_together : bool
        Whether pictures that look alike, and frames of one video, stay together.
    pattern : str or None
        A regular expression: pictures in whose names it finds the same stay together.
    """

    shares: Shares = field(default_factory=Shares)
    seed: int = 0
    alike_together: bool = True
    pattern: str | None = None


@dataclass(frozen=True)
class Split:
    """The parts of a data set.

    Attributes
    ----------
    places : dict of str to list of int
        The pictures of each part, by their places.
    objects : dict of str to int64 (C,)
        How many objects of each class are in it.
    together : int
        Pictures that stay with another that they look like or belong to.
    """

    places: dict[str, list[int]]
    objects: dict[str, Numbers]
    together: int


def split(
    collection: Collection,
    options: SplitOptions = SplitOptions(),
    refuse: Refusal = raise_refusal,
    told: Callable[[], object] = lambda: None,
) -> Split:
    """Decide which picture comes into which part.

    Parameters
    ----------
    collection : Collection
    options : SplitOptions
    refuse : callable (name, error)
        Hears of each photo that cannot be read, so that nobody knows what it looks like. By default
        the error is raised.
    told : callable
        Called after each photo that was looked at.

    Raises
    ------
    UsageError
        If there are too few pictures, or they all belong together, so that a part would be empty.
    """
    counts, films = _counts(collection)
    numberings = [np.arange(len(collection))]
    if options.pattern is not None:
        numberings.append(groups_by_words(words_in(collection.names, options.pattern)))
    if options.alike_together:
        numberings.append(groups_by_words(films))
        if not collection.is_video:
            numberings.append(groups_by_likeness(collection, refuse, told))
    group = joined(*numberings)
    sizes = np.bincount(group)
    has = np.zeros((len(sizes), len(collection.labels)), np.int64)
    np.add.at(has, group, counts > 0)
    shares = options.shares.by_part
    parts = deal(has, sizes, np.array(list(shares.values())), options.seed)[group]
    places = {name: np.flatnonzero(parts == place) for place, name in enumerate(shares)}
    for name, own in places.items():
        if not len(own):
            raise UsageError(_too_few(collection, name, len(sizes)))
    return Split(
        {name: own.tolist() for name, own in places.items()},
        {name: counts[own].sum(0) for name, own in places.items()},
        int(sizes[sizes > 1].sum()),
    )


def _counts(collection: Collection) -> tuple[Numbers, list[str | None]]:
    """Return how many objects of each class `(N, C)` are in each picture, and its video."""
    counts = np.zeros((len(collection), len(collection.labels)), np.int64)
    films: list[str | None] = []
    for place, found in enumerate(collection):
        counts[place] = np.bincount(found.class_ids, minlength=counts.shape[1])
        films.append(None if found.moment is None else film_of(found))
    return counts, films


def _too_few(collection: Collection, part: str, groups: int) -> str:
    return (
        f"{collection.name}: its {len(collection)} pictures are {groups} that do not look alike or "
        f"belong together, and none is left for {part}: take more pictures or another share, or "
        "let them part: maskrcnn dataset split --apart"
    )
