"""What tests of Mask R-CNN's own steps share: settings, random boxes, and the steps written out."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from maskrcnn.rcnn.anchors import grid_anchors
from maskrcnn.rcnn.settings import RCNNSettings, RoiCrop, Suppression

ANCHORS = grid_anchors((0.25, 0.5, 1, 2), (0.5, 1, 2), base=64.0, stride=16.0)
VARIANCE = (0.1, 0.1, 0.2, 0.2)

random = st.integers(0, 2**32 - 1).map(np.random.default_rng)
"""Random number generators: large arrays that hypothesis need not draw number by number."""


def settings(
    proposals: Suppression | None = None,
    detections: Suppression | None = None,
    *,
    clips_first: bool = True,
) -> RCNNSettings:
    """Return the tutorial's settings with smaller anchors, or with other limits."""
    return RCNNSettings(
        classes=5,
        anchors=(ANCHORS,),
        box_variance=VARIANCE,
        proposals=proposals or Suppression(0, 0.7, 100, 100),
        clips_proposals_first=clips_first,
        crop=RoiCrop(14, 2, 2),
        detections=detections or Suppression(0.3, 0.6, 100, 100),
    )


def boxes_in(generator: np.random.Generator, count: int, size: tuple[int, int]) -> np.ndarray:
    """Return boxes inside an input, `float32 (count, 4)`; corners are whole pixels, some repeat.

    So that some are equal, touch, reach the edges or are empty, and areas are exact.
    """
    height, width = size
    ends = np.sort(generator.integers(0, [width + 1, height + 1], (count, 2, 2)), 1)
    boxes = ends.reshape(count, 4).astype(np.float32)
    return boxes[generator.integers(0, count, count)] if count else boxes


def overlap_of(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two boxes."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    together = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
    return float(np.float32(shared / together))


def suppressed(boxes: np.ndarray, overlap: float) -> list[int]:
    """Greedy non-maximum suppression, box by box and to the end."""
    limit = float(np.float32(overlap))
    kept: list[int] = []
    for place, box in enumerate(boxes):
        if all(overlap_of(box, boxes[other]) <= limit for other in kept):
            kept.append(place)
    return kept
