"""Which pictures stay together when a data set is split."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets.likeness import alike, fingerprint
from maskrcnn.datasets.threads import in_threads
from maskrcnn.errors import PictureError, UsageError
from maskrcnn.formats import Collection
from maskrcnn.formats.collection import Refusal
from maskrcnn.masks import Bool

Numbers = NDArray[np.int64]


def groups_by_likeness(
    collection: Collection, refuse: Refusal, told: Callable[[], object] = lambda: None
) -> Numbers:
    """Return a number for each photo `(N,)`, the same for those that look alike.

    Each photo is read once.

    Parameters
    ----------
    collection : Collection
    refuse : callable (name, error)
        Hears of each photo that cannot be read, which is a group of its own.
    told : callable
        Called after each photo.
    """

    def print_of(name: str) -> Bool | PictureError:
        try:
            return fingerprint(collection.originals.photo(name))
        except PictureError as error:
            return error

    numbers = -1 - np.arange(len(collection), dtype=np.int64)
    prints: dict[int, Bool] = {}
    for place, seen in enumerate(in_threads(print_of, collection.names)):
        if isinstance(seen, PictureError):
            refuse(collection.names[place], seen)
        else:
            prints[place] = seen
        told()
    if prints:
        numbers[list(prints)] = alike(np.stack(list(prints.values())))
    return numbers


def groups_by_words(words: Sequence[str | None]) -> Numbers:
    """Return a number for each picture `(N,)`, the same for equal words; None is alone."""
    numbers: dict[str | int, int] = {}
    keys = (place if word is None else word for place, word in enumerate(words))
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)


def words_in(names: Sequence[str], pattern: str) -> list[str | None]:
    """Return what a regular expression finds in names: its first group, if it has one.

    Raises
    ------
    UsageError
        If it is none.
    """
    try:
        known = re.compile(pattern)
    except re.error as error:
        raise UsageError(f"--together {pattern}: is no regular expression: {error}") from error
    matches = (known.search(name) for name in names)
    return [match and match[1 if known.groups else 0] for match in matches]


def joined(*numberings: Numbers) -> Numbers:
    """Return a number for each thing `(N,)`, the same for those that any numbering has together.

    Parameters
    ----------
    *numberings : int64 (N,)
        At least one.

    Returns
    -------
    int64 (N,)
        From 0 on, without gaps.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = len(numberings[0])
    things, nodes, end = [], [], count
    for numbering in numberings:
        _, places = np.unique(numbering, return_inverse=True)
        things.append(np.arange(count))
        nodes.append(places + end)
        end += int(places.max(initial=-1)) + 1
    first, second = np.concatenate(things), np.concatenate(nodes)
    links = coo_array((np.ones(len(first), np.bool_), (first, second)), shape=(end, end))
    _, numbers = connected_components(links, directed=False)
    return np.unique(numbers[:count], return_inverse=True)[1].astype(np.int64)
