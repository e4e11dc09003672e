"""Discs of pure colours on white, so that a picture itself tells where its objects are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from maskrcnn.masks import Bool, MaskOptions, Size, crop_of_mask, hard_pixels
from maskrcnn.training.sample import Sample

COLORS = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255]], np.uint8)
"""Those of the classes, BGR: halfway from one to another, or to white, no third is near."""

Disc = tuple[float, float, float, int]
"""Its centre's x and y, its radius, and its class."""


def disc_sample(
    size: Size, discs: Sequence[Disc], crowds: Sequence[Sequence[float]] = ()
) -> Sample:
    """Draw discs; later ones cover earlier ones, and what is hidden wholly is no object."""
    seen = np.full(size, -1)
    rows, columns = np.indices(size) + 0.5
    for number, (x, y, radius, _) in enumerate(discs):
        seen[np.hypot(columns - x, rows - y) < radius] = number
    picture = np.full((*size, 3), 255, np.uint8)
    marks = [(place, seen == place) for place in range(len(discs)) if (seen == place).any()]
    for place, mask in marks:
        picture[mask] = COLORS[discs[place][3]]
    crops = [crop_of_mask(mask) for _, mask in marks]
    return Sample(
        picture,
        np.array([box for box, _ in crops], np.float32).reshape(-1, 4),
        np.array([discs[place][3] for place, _ in marks], np.int64),
        tuple(mask for _, mask in crops),
        np.ones(len(marks), np.float32),
        np.array(crowds, np.float32).reshape(-1, 4),
    )


def agreement(sample: Sample, class_id: int) -> float:
    """Return the IoU of what is marked as a class, and what has its color.

    What lies in crowds is not looked at, and where there is little to see it is 1.
    """
    looked_at = np.ones(sample.size, np.bool_)
    for x0, y0, x1, y1 in sample.crowds.round().astype(int).tolist():
        looked_at[y0:y1, x0:x1] = False
    marked = _marked(sample, class_id) & looked_at
    colored = _colored(sample, class_id) & looked_at
    together = np.count_nonzero(marked | colored)
    return np.count_nonzero(marked & colored) / together if together > 400 else 1.0


def _marked(sample: Sample, class_id: int) -> Bool:
    marked = np.zeros(sample.size, np.bool_)
    for row in np.flatnonzero(sample.class_ids == class_id):
        box, mask = sample.boxes[row], sample.masks[row]
        window, pixels = hard_pixels(mask, box, sample.size, MaskOptions())
        marked[window.slices] |= pixels
    return marked


def _colored(sample: Sample, class_id: int) -> Bool:
    picture = sample.picture.astype(np.int16)
    is_white = picture.min(2) > 127
    is_grey = picture.max(2) - picture.min(2) < 60
    colored: Bool = (picture.argmax(2) == class_id) & ~is_white & ~is_grey
    return colored


@st.composite
def disc_samples(draw: st.DrawFn, least: int = 0) -> Sample:
    """A picture with up to four discs, some of them cut by its edges, and up to one crowd."""
    height, width = draw(st.integers(60, 160)), draw(st.integers(60, 160))
    discs = [
        (
            draw(st.floats(0, width)),
            draw(st.floats(0, height)),
            draw(st.floats(12, 45)),
            draw(st.integers(0, 2)),
        )
        for _ in range(draw(st.integers(least, 4)))
    ]
    crowds = [[4, 5, 30, 26]] * draw(st.integers(0, 1))
    return disc_sample((height, width), discs, crowds)
