"""Boxes, masks and instances for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import MaskOptions

LABELS = Labels(("person", "dog", "kite"), ((0, 0, 255), (255, 0, 0)))

sides = st.integers(1, 40)
sizes = st.tuples(sides, sides)
"""Heights and widths of pictures."""


def masks(size: st.SearchStrategy[tuple[int, int]] = sizes) -> st.SearchStrategy[np.ndarray]:
    """Masks of any shape: noise, so with holes, pinches, many parts, and on every edge."""
    return size.flatmap(lambda shape: arrays.arrays(np.bool_, shape))


crops = st.tuples(st.integers(1, 20), st.integers(1, 20)).flatmap(
    lambda shape: arrays.arrays(np.uint8, shape)
)

wild_boxes = arrays.arrays(np.float32, (4,), elements=st.floats(-60, 60, allow_nan=False, width=32))
"""Boxes anywhere: off every edge, empty, inside out."""


@st.composite
def boxes_inside(draw: st.DrawFn, size: tuple[int, int]) -> np.ndarray:
    """A box that is not empty and lies inside a picture."""
    edges = []
    for limit in size[::-1]:
        low = draw(st.integers(0, 8 * limit - 1))
        high = draw(st.integers(low + 1, 8 * limit))
        edges.append((low / 8, high / 8))
    (x0, x1), (y0, y1) = edges
    return np.array([x0, y0, x1, y1], np.float32)


@st.composite
def instances(draw: st.DrawFn, with_masks: bool = True) -> Instances:
    """Up to five instances in a small picture."""
    size = draw(sizes)
    count = draw(st.integers(0, 5))
    boxes = [draw(boxes_inside(size)) for _ in range(count)]
    scores = sorted((draw(st.floats(0, 1, width=32)) for _ in range(count)), reverse=True)
    return Instances(
        size=size,
        boxes=np.array(boxes, np.float32).reshape(-1, 4),
        scores=np.array(scores, np.float32),
        class_ids=np.array([draw(st.integers(0, 2)) for _ in range(count)], np.int32),
        crops=tuple(draw(crops) for _ in range(count)) if with_masks else None,
        labels=LABELS,
        mask_options=MaskOptions(draw(st.sampled_from([0.3, 0.5]))),
        name=draw(st.text(max_size=8)),
    )
