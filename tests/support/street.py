"""A street whose truth is known: people who wander, hide each other and are missed at times."""

from __future__ import annotations

import numpy as np

from maskrcnn.instances import Instances
from tests.support.moving_objects import frame

SIZE = (720, 1280)
CELL = 4
"""Pixels across a cell of the grid on which is decided who hides whom."""

Truth = tuple[np.ndarray, np.ndarray]
"""Who is to be seen in a frame `(N,)`, in which boxes `(N, 4)`."""


class Street:
    """Ovals that stand for people; the larger are nearer and hide the smaller."""

    def __init__(self, people: int, rate: float, seed: int) -> None:
        self.rate, self.random = rate, np.random.default_rng(seed)
        heights = np.sort(self.random.uniform(80, 220, people))
        self.sizes = np.stack([heights * self.random.uniform(0.35, 0.5, people), heights], 1)
        self.places = self.random.uniform([0, 216], [1280, 576], (people, 2))
        self.speeds = self.random.normal(0, 1, (people, 2)) * [120, 30]

    def frame(self, seconds: float) -> tuple[Instances, Truth]:
        """Return what a network finds now, in noisy boxes, and what is true."""
        owners, whole = self._seen_from_here()
        things, crops, truth = [], [], []
        for person, (place, size) in enumerate(zip(self.places, self.sizes, strict=True)):
            visible = (owners == person).sum() / max(whole[person], 1)
            if visible > 0.25:
                truth.append((person, *(place - size / 2), *(place + size / 2)))
            if visible > 0.12 and self.random.random() > 0.05:
                box, crop = self._found(owners == person)
                score = 0.25 + 0.7 * visible + self.random.normal(0, 0.1)
                things.append((box, float(np.clip(score, 0.05, 0.99)), 0))
                crops.append(crop)
        self._move()
        true = np.array(truth).reshape(-1, 5)
        boxes = true[:, 1:].clip(0, [*SIZE[::-1], *SIZE[::-1]])
        return frame(things, seconds, crops, SIZE), (true[:, 0].astype(int), boxes)

    def _move(self) -> None:
        self.speeds += self.random.normal(0, 1, self.speeds.shape) * [60, 12] / self.rate**0.5
        self.places += self.speeds / self.rate
        outside = (self.places < 0) | (self.places > SIZE[::-1])
        self.speeds[outside] *= -1
        self.places = self.places.clip(0, SIZE[::-1])

    def _seen_from_here(self) -> tuple[np.ndarray, list[int]]:
        """Return whom each cell shows, -1 for nobody, and of how many cells each person is."""
        rows, columns = np.ogrid[CELL / 2 : SIZE[0] : CELL, CELL / 2 : SIZE[1] : CELL]
        owners = np.full((len(rows), columns.shape[1]), -1)
        whole = []
        for person, ((x, y), (width, height)) in enumerate(
            zip(self.places, self.sizes, strict=True)
        ):
            oval = ((columns - x) / width) ** 2 + ((rows - y) / height) ** 2 < 0.25
            whole.append(int(oval.sum()))
            owners[oval] = person
        return owners, whole

    def _found(self, cells: np.ndarray) -> tuple[tuple[float, float, float, float], np.ndarray]:
        rows, columns = np.flatnonzero(cells.any(1)), np.flatnonzero(cells.any(0))
        top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        box = np.array([left + right, top + bottom, 2 * (right - left), 2 * (bottom - top)])
        x, y, width, height = box * CELL / 2
        x, y = self.random.normal([x, y], 0.03 * np.array([width, height]))
        width, height = self.random.normal(1, 0.05, 2) * [width, height]
        return (x, y, width, height), cells[top:bottom, left:right].astype(np.uint8) * 255


def street(people: int, frames: int, rate: float, seed: int) -> list[tuple[Instances, Truth]]:
    """Return frames of a street: what is found in each, and what is true."""
    scene = Street(people, rate, seed)
    return [scene.frame(t / rate) for t in range(frames)]
