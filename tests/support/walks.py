"""Tracked objects that walk through a picture, by the points they stand on."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from tests.support.strategies import LABELS

SIZE = (200, 300)
BODY = (12, 27)
"""Width and height of a walker in pixels; its reach is a tenth of their geometric mean, 1.8."""


def frame(
    feet: Mapping[int, tuple[float, float]],
    seconds: float | None = None,
    classes: Mapping[int, int] | None = None,
) -> Instances:
    """Instances, without masks, of tracks that stand on some points `(x, y)` of a 300×200 frame."""
    points = np.array(list(feet.values()), np.float64).reshape(-1, 2)
    width, height = BODY
    corners = np.tile(points, 2) + np.array([-width / 2, -height, width / 2, 0])
    return Instances(
        size=SIZE,
        boxes=corners.astype(np.float32),
        scores=np.linspace(0.9, 0.6, len(points), dtype=np.float32),
        class_ids=np.array([(classes or {}).get(each, 0) for each in feet], np.int32),
        crops=None,
        labels=LABELS,
        track_ids=np.array(list(feet), np.int32),
        moment=None if seconds is None else Moment(0, round(seconds * 1000), 0, Fraction(1, 1000)),
    )
