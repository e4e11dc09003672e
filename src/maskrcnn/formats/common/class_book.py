"""The classes of files that name the class of each object, and may number it."""

from __future__ import annotations

from typing import Any

from maskrcnn.formats.common.numbers import whole
from maskrcnn.labels import Labels

NO_CLASSES = Labels(())
MAX_CLASSES = 100_000


class ClassBook:
    """Gives each class that is met its place in the labels.

    Parameters
    ----------
    known : Labels
        The classes that the file lists.
    """

    def __init__(self, known: Labels = NO_CLASSES) -> None:
        self._names = dict(enumerate(known.names))
        self._places = {name: place for place, name in reversed(self._names.items())}
        self._colors = known.colors

    @property
    def labels(self) -> Labels:
        """The classes that are known by now, at the places of their numbers."""
        count = max(self._names, default=-1) + 1
        names = (self._names.get(place, f"class {place}") for place in range(count))
        return Labels(tuple(names), self._colors)

    def place(self, name: Any, number: Any = None) -> int:
        """Return the place of a class.

        Parameters
        ----------
        name : str
        number : int, optional
            Its place, where the file tells; by default a new class comes behind all others.

        Raises
        ------
        ValueError
            If there is no name, or the number is that of another class.
        """
        if not isinstance(name, str) or not name:
            raise ValueError("it names no class")
        if number is None:
            place = self._places.get(name, max(self._names, default=-1) + 1)
        else:
            place = whole(number, 0, MAX_CLASSES)
        if self._names.setdefault(place, name) != name:
            raise ValueError(f"class {place} is {self._names[place]!r}, not {name!r}")
        self._places.setdefault(name, place)
        return place
