"""A scene that is drawn as often as somebody likes, each time another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets.dataset import Example
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Size, Uint8, Window

Owners = NDArray[np.int8]
"""Which object pixels are of, from 1, and 0 where they are of none: `int8 (H, W)`."""


class Drawing(NamedTuple):
    """A picture and what is in it.

    Attributes
    ----------
    picture : uint8 (H, W, 3)
        BGR.
    owners : int8 (H, W)
    class_ids : tuple of int
        Of the objects, in their order.
    """

    picture: Uint8
    owners: Owners
    class_ids: tuple[int, ...]


@dataclass(frozen=True)
class Scene:
    """What can be drawn.

    Attributes
    ----------
    name : str
        What commands call it.
    summary : str
        What is to be seen, in a line.
    labels : Labels
    sizes : tuple of (int, int)
        Heights and widths, which pictures have in turn.
    draw : callable (dice, size) -> Drawing
        Takes any size: things grow with it.
    """

    name: str
    summary: str
    labels: Labels
    sizes: tuple[Size, ...]
    draw: Callable[[Dice, Size], Drawing]


@dataclass(frozen=True, eq=False)
class DrawnPictures:
    """Pictures of a scene, drawn when they are asked for; a `Dataset` that can be pickled.

    Attributes
    ----------
    scene : Scene
    count : int
    seed : int
        Another one gives wholly other pictures.
    side : int or None
        How long the longer sides of pictures are, in pixels; None is as the scene has them.
    """

    scene: Scene
    count: int
    seed: int
    side: int | None = None
    _last: threading.local = field(default_factory=threading.local, repr=False)

    @property
    def name(self) -> str:
        """What messages call it, and what opens it again in the scene's own sizes."""
        size = "" if self.side is None else f" of {self.side} pixels"
        return f"{self.scene.name}:{self.count}:{self.seed}{size}"

    @property
    def labels(self) -> Labels:
        """The classes."""
        return self.scene.labels

    def __len__(self) -> int:
        return self.count

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.scene, self.count, self.seed, self.side)

    def picture(self, place: int) -> Uint8:
        """Return a picture, `uint8 (H, W, 3)` BGR."""
        return self._drawn(place).picture.copy()

    def example(self, place: int) -> Example:
        """Return what is in a picture: of each object the pixels that can be seen."""
        _, owners, class_ids = self._drawn(place)
        size, marks = (owners.shape[0], owners.shape[1]), list(_marks(owners, len(class_ids)))
        found = Instances(
            size,
            np.array([window for window, _ in marks], np.float32).reshape(-1, 4),
            np.ones(len(marks), np.float32),
            np.array(class_ids, np.int32),
            tuple(crop for _, crop in marks),
            self.labels,
            name=self.file_name(place),
        )
        return Example(found, Instances.empty(size, self.labels))

    def file_name(self, place: int) -> str:
        """Return what the file of a picture is called, if it is written."""
        return f"{self.scene.name}-{self.seed}-{range(self.count)[place]:06}.png"

    def _drawn(self, place: int) -> Drawing:
        """Draw a picture, unless this thread has just done so."""
        number = range(self.count)[place]
        if getattr(self._last, "number", None) != number:
            self._last.drawing = self.scene.draw(Dice(self.seed, number), self._size(number))
            self._last.number = number
        drawing: Drawing = self._last.drawing
        return drawing

    def _size(self, number: int) -> Size:
        height, width = self.scene.sizes[number % len(self.scene.sizes)]
        if self.side is None:
            return height, width
        longer = max(height, width)
        return round(height * self.side / longer), round(width * self.side / longer)


def _marks(owners: Owners, count: int) -> Iterator[tuple[Window, Uint8]]:
    """Yield the window and the crop of each object."""
    for number in range(1, count + 1):
        mask = np.asarray(owners == number).view(np.uint8)
        x, y, width, height = cv2.boundingRect(mask)
        window = Window(x, y, x + width, y + height)
        yield window, mask[window.slices] * np.uint8(255)
