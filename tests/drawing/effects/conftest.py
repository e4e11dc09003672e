"""A picture of noise with a person and a dog in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from maskrcnn.drawing.effects import Effect, Effects
from maskrcnn.drawing.effects.canvas import coverage
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels


@dataclass(frozen=True)
class Scene:
    """A picture and what was found in it."""

    image: np.ndarray
    found: Instances

    def after(self, *effects: str) -> np.ndarray:
        """The picture after some effects."""
        return self.both_after(*effects)[0]

    def both_after(self, *effects: str) -> tuple[np.ndarray, np.ndarray | None]:
        """The picture and its opacity after some effects."""
        with Effects(tuple(Effect.of(text) for text in effects)) as ready:
            return ready.apply(self.image, self.found)

    def inside(self, name: str) -> np.ndarray:
        """Pixels that are wholly of a class."""
        return np.asarray(coverage(self.found[name]) == 255)

    @property
    def outside(self) -> np.ndarray:
        """Pixels that are of no object at all."""
        return np.asarray(coverage(self.found) == 0)

    @property
    def on_objects(self) -> np.ndarray:
        """Pixels that are wholly an object's."""
        return np.asarray(coverage(self.found) == 255)


@pytest.fixture
def scene() -> Scene:
    """Discs, whose edges are soft, in 240 × 320 pixels."""
    rows, columns = np.mgrid[-1:1:28j, -1:1:28j]
    disc = (np.clip(6 * (0.9 - np.hypot(rows, columns)), 0, 1) * 255).astype(np.uint8)
    boxes = np.array([[30.5, 40, 130, 200], [180, 60.2, 300, 180]], np.float32)
    found = Instances(
        size=(240, 320),
        boxes=boxes,
        scores=np.array([0.9, 0.0], np.float32),
        class_ids=np.array([0, 1], np.int32),
        crops=(disc, disc),
        labels=Labels(("person", "dog", "kite")),
    )
    noise = np.random.default_rng(7).integers(0, 256, (240, 320, 3), np.uint8)
    return Scene(noise, found)
