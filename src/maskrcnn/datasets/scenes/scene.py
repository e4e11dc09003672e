"""A scene that is drawn as often as somebody likes, each time another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets.dataset import Example
from maskrcnn.datasets.scenes.dice import Dice
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Size, Uint8, crop_of_mask

Drawing = tuple[Uint8, NDArray[Any], Sequence[int]]
"""A picture, which object from 1 each of its pixels is of, 0 for none, and the objects' classes."""


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
    """

    scene: Scene
    count: int
    seed: int
    _last: threading.local = field(default_factory=threading.local, repr=False)

    @property
    def name(self) -> str:
        """What messages call it, and what opens it again."""
        return f"{self.scene.name}:{self.count}:{self.seed}"

    @property
    def labels(self) -> Labels:
        """The classes."""
        return self.scene.labels

    def __len__(self) -> int:
        return self.count

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.scene, self.count, self.seed)

    def picture(self, place: int) -> Uint8:
        """Return a picture, `uint8 (H, W, 3)` BGR."""
        return self._drawn(place)[0]

    def example(self, place: int) -> Example:
        """Return what is in a picture: of each object the pixels that can be seen."""
        _, owners, classes = self._drawn(place)
        height, width = owners.shape
        marks = [crop_of_mask(owners == number + 1) for number in range(len(classes))]
        found = Instances(
            (height, width),
            np.array([box for box, _ in marks], np.float32).reshape(-1, 4),
            np.ones(len(marks), np.float32),
            np.array(classes, np.int32),
            tuple(crop for _, crop in marks),
            self.labels,
            name=f"{self.scene.name}-{self.seed}-{place:06}.png",
        )
        return Example(found, Instances.empty((height, width), self.labels))

    def _drawn(self, place: int) -> Drawing:
        """Draw a picture, unless this thread has just done so."""
        number = range(self.count)[place]
        if getattr(self._last, "number", None) != number:
            size = self.scene.sizes[number % len(self.scene.sizes)]
            self._last.drawing = self.scene.draw(Dice(self.seed, number), size)
            self._last.number = number
        drawing: Drawing = self._last.drawing
        return drawing
