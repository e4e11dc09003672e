"""The numbers of every object, a row each; of too many, those of the best scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maskrcnn.instances import Instances

ROW = np.dtype(
    [
        ("number", np.int64),
        ("picture", np.int32),
        ("class", np.int32),
        ("score", np.float32),
        ("x", np.float32),
        ("y", np.float32),
        ("width", np.float32),
        ("height", np.float32),
        ("area", np.int64),
        ("track", np.int32),
    ]
)
"""`number` counts all objects, `picture` all pictures, from 0; `track` is 0 where there is none."""

Rows = NDArray[np.void]


class Numbers:
    """Takes the objects of one picture after the other.

    Attributes
    ----------
    seen : int
        How many there were.
    floor : float
        The best score among those that were left out, 0 where none was.
    """

    def __init__(self, most: int) -> None:
        """Keep at most so many."""
        self.seen = 0
        self.floor = 0.0
        self._most = most
        self._held: list[Rows] = []
        self._count = 0

    def add(self, found: Instances, picture: int) -> int:
        """Take the objects of a picture, and return the number of the first of them."""
        first = self.seen
        rows = np.zeros(len(found), ROW)
        rows["number"] = np.arange(first, first + len(found))
        rows["picture"] = picture
        rows["class"] = found.class_ids
        rows["score"] = found.scores
        rows["x"], rows["y"] = found.boxes[:, :2].T
        rows["width"], rows["height"] = (found.boxes[:, 2:] - found.boxes[:, :2]).T
        rows["area"] = found.areas
        rows["track"] = 0 if found.track_ids is None else found.track_ids
        self._held.append(rows)
        self.seen += len(found)
        self._count += len(found)
        if self._count > 2 * self._most:
            self.best()
        return first

    def best(self) -> Rows:
        """Return the rows that are kept, in the order in which they came."""
        rows: Rows = np.concatenate([np.zeros(0, ROW), *self._held])
        if len(rows) > self._most:
            order = np.argsort(-rows["score"], kind="stable")
            self.floor = max(self.floor, float(rows["score"][order[self._most]]))
            rows = rows[np.sort(order[: self._most])]
        self._held, self._count = [rows], len(rows)
        return rows
