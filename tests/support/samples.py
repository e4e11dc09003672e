"""Instances made by hand, and when two are the same."""

from __future__ import annotations

import numpy as np

from maskrcnn.instances import Instances, Trace
from tests.support.strategies import LABELS


def two_people_and_a_dog() -> Instances:
    return Instances(
        size=(60, 80),
        boxes=np.array([[10, 10, 30, 50], [40, 20, 60, 30], [0, 0, 5, 5]], np.float32),
        scores=np.array([0.9, 0.6, 0.55], np.float32),
        class_ids=np.array([0, 1, 0], np.int32),
        crops=tuple(np.full((4, 4), 255, np.uint8) for _ in range(3)),
        labels=LABELS,
        image=np.full((60, 80, 3), 200, np.uint8),
        name="photo.jpg",
        trace=Trace("model", "engine", 0.1, 0.2, {"boxes": (1, 1, 3, 7)}, {"A": 0.1}),
    )


def same(first: Instances, second: Instances) -> bool:
    """All that is kept in a file is equal."""
    crops = (first.crops or (), second.crops or ())
    return (
        first.size == second.size
        and np.array_equal(first.boxes, second.boxes)
        and np.array_equal(first.scores, second.scores)
        and np.array_equal(first.class_ids, second.class_ids)
        and (first.crops is None) == (second.crops is None)
        and all(np.array_equal(a, b) for a, b in zip(*crops, strict=True))
        and (first.labels, first.mask_options, first.name, first.trace)
        == (second.labels, second.mask_options, second.name, second.trace)
    )
