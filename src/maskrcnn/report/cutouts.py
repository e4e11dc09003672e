"""Objects by themselves, on nothing: the best of each class, or the best view of each track."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskrcnn.instances import Instance
from maskrcnn.masks import Uint8
from maskrcnn.report.thumbnails import data_uri_within


@dataclass(frozen=True)
class Cutout:
    """An object by itself.

    Attributes
    ----------
    number : int
        The object's place among all.
    class_id : int
    score : float
    source : str
        The picture, as a data URI.
    """

    number: int
    class_id: int
    score: float
    source: str


class Cutouts:
    """Keeps at most so many, the classes as even as they can be.

    Of a track only the best view is kept. When there is one too many, the lowest score of its own
    class goes, or that of the largest class where its own is smaller.
    """

    def __init__(self, most: int, side: int, letters: int) -> None:
        """Keep `most` pictures of at most `side` pixels and `letters` letters."""
        self._most, self._side, self._letters = most, side, letters
        self._kept: dict[int, dict[int, Cutout]] = {}
        self._class_of: dict[int, int] = {}

    def wants(self, one: Instance, number: int) -> bool:
        """Tell whether an object would be kept, so that its picture need be read."""
        who = _who(one, number)
        if who in self._class_of:
            return one.score > self._kept[self._class_of[who]][who].score
        if len(self._class_of) < self._most:
            return True
        if self._most == 0 or self._is_rarer(one.class_id):
            return self._most > 0
        own = self._kept.get(one.class_id)
        return own is not None and one.score > own[_lowest(own)].score

    def take(self, one: Instance, number: int, image: Uint8) -> None:
        """Keep an object that is wanted, of a picture `uint8 (H, W, 3)` BGR."""
        who = _who(one, number)
        if who in self._class_of:
            self._drop(who)
        elif len(self._class_of) >= self._most:
            rarer = self._is_rarer(one.class_id)
            self._drop(_lowest(self._kept[self._largest() if rarer else one.class_id]))
        cutout = Cutout(number, one.class_id, one.score, self._drawn(one, image))
        self._kept.setdefault(one.class_id, {})[who] = cutout
        self._class_of[who] = one.class_id

    def all(self) -> list[Cutout]:
        """Return those that are kept, in the order in which they came."""
        kept = [each for of_class in self._kept.values() for each in of_class.values()]
        return sorted(kept, key=lambda each: each.number)

    def _drop(self, who: int) -> None:
        class_id = self._class_of.pop(who)
        del self._kept[class_id][who]
        if not self._kept[class_id]:
            del self._kept[class_id]

    def _largest(self) -> int:
        return max(self._kept, key=lambda class_id: len(self._kept[class_id]))

    def _is_rarer(self, class_id: int) -> bool:
        """Tell whether the largest class stays the larger one if it gives a place away."""
        own = len(self._kept.get(class_id, ()))
        return own + 1 < len(self._kept[self._largest()])

    def _drawn(self, one: Instance, image: Uint8) -> str:
        window, alpha = one.alpha
        drawn = np.dstack([image[window.slices], alpha])
        return data_uri_within(drawn, self._side, self._letters)


def _lowest(of_class: dict[int, Cutout]) -> int:
    return min(of_class, key=lambda who: of_class[who].score)


def _who(one: Instance, number: int) -> int:
    """Return what is the same for all views of a track, and else differs from object to object."""
    return number if one.track_id is None else -one.track_id
