"""The objects marked in many pictures, so small that those of 100,000 pictures fit into memory.

Arrays hold them all, one behind the other, so that processes share them without a copy. A mask is
COCO's run lengths of its own window, some 100 to 300 bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Bool, Size, Uint8, Window, crop_of_mask, decode_rle, encode_rle


@dataclass(frozen=True, eq=False)
class Marks:
    """N objects of P pictures.

    Attributes
    ----------
    firsts : int64 (P + 1,)
        The objects of picture `i` are those from `firsts[i]` up to `firsts[i + 1]`.
    class_ids : int32 (N,)
    scores : float32 (N,)
    windows : int32 (N, 4)
        `xyxy` of whole pixels, as tight as the masks are.
    boxes : float32 (N, 4)
        `xyxy` as their file tells them; those of the windows where it does not.
    letters : bytes
        The compressed run lengths of all masks.
    ends : int64 (N + 1,)
        Those of mask `i` are the letters from `ends[i]` up to `ends[i + 1]`.
    """

    firsts: NDArray[np.int64]
    class_ids: NDArray[np.int32]
    scores: NDArray[np.float32]
    windows: NDArray[np.int32]
    boxes: NDArray[np.float32]
    letters: bytes
    ends: NDArray[np.int64]

    def instances(self, place: int, name: str, size: Size, labels: Labels) -> Instances:
        """Return the objects of a picture, with solid crops."""
        own = range(self.firsts[place], self.firsts[place + 1])
        rows = slice(own.start, own.stop)
        return Instances(
            size=size,
            boxes=self.windows[rows].astype(np.float32),
            scores=self.scores[rows],
            class_ids=self.class_ids[rows],
            crops=tuple(map(self.crop, own)),
            labels=labels,
            name=name,
        )

    def told_boxes(self, place: int) -> NDArray[np.float32]:
        """Return the boxes of a picture's objects as their file tells them, `float32 (N, 4)`."""
        return self.boxes[self.firsts[place] : self.firsts[place + 1]]

    def crop(self, number: int) -> Uint8:
        """Return a mask over its window, 0 or 255."""
        height, width = Window(*self.windows[number].tolist()).shape
        counts = self.letters[self.ends[number] : self.ends[number + 1]].decode("ascii")
        mask = decode_rle({"size": [height, width], "counts": counts})
        return np.ascontiguousarray(mask).astype(np.uint8) * np.uint8(255)


class MarksBuilder:
    """Takes the objects of one picture after the other."""

    def __init__(self) -> None:
        self._firsts, self._ends = array("q", [0]), array("q", [0])
        self._class_ids, self._scores, self._windows = array("i"), array("f"), array("i")
        self._boxes, self._letters = array("f"), bytearray()

    def add_picture(
        self,
        found: Instances,
        places: Iterable[int],
        boxes: NDArray[np.float32] | None = None,
    ) -> None:
        """Take the objects at some places of a picture's, whose masks are not empty.

        Parameters
        ----------
        found : Instances
        places : iterable of int
        boxes : float32 (N, 4), optional
            Of all of them, as the file tells them; not finite where it does not.
        """
        for place in places:
            one = found[place]
            self._add(one.class_id, one.score, *one.pixels)
            box = self._windows[-4:] if boxes is None or not _is_box(boxes[place]) else boxes[place]
            self._boxes.extend(box.tolist())
        self._firsts.append(len(self._class_ids))

    def _add(self, class_id: int, score: float, window: Window, pixels: Bool) -> None:
        box, crop = crop_of_mask(pixels)
        x0, y0, x1, y1 = box.astype(int).tolist()
        self._class_ids.append(class_id)
        self._scores.append(score)
        self._windows.extend((window.x0 + x0, window.y0 + y0, window.x0 + x1, window.y0 + y1))
        self._letters += encode_rle(crop > 0)["counts"].encode("ascii")
        self._ends.append(len(self._letters))

    def build(self) -> Marks:
        """Return what was taken."""
        return Marks(
            np.array(self._firsts, np.int64),
            np.array(self._class_ids, np.int32),
            np.array(self._scores, np.float32),
            np.array(self._windows, np.int32).reshape(-1, 4),
            np.array(self._boxes, np.float32).reshape(-1, 4),
            bytes(self._letters),
            np.array(self._ends, np.int64),
        )


def _is_box(box: NDArray[np.float32]) -> bool:
    return bool(np.isfinite(box).all() and (box[2:] > box[:2]).all())
