"""Instances that formats have trouble with, and clips of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from maskrcnn.instances import Instances
from tests.support.round_trips import at, of_masks
from tests.support.strategies import LABELS

NOBODY = Instances.empty((8, 8), LABELS)
RING = np.pad(np.pad(np.zeros((2, 2), np.bool_), 2, constant_values=True), 1)
"""A mask of 8×8 pixels with a hole."""
TWO_PARTS = np.zeros((8, 8), np.bool_)
TWO_PARTS[1:3, 1:3] = TWO_PARTS[5:7, 5:7] = True


@st.composite
def difficult(draw: st.DrawFn) -> Instances:
    """Up to three objects of any pixels: noise, so with holes, many parts, and on every edge."""
    shape = draw(st.integers(0, 3)), draw(st.integers(1, 14)), draw(st.integers(1, 14))
    masks = draw(arrays.arrays(np.bool_, shape))
    masks = masks[masks.any((1, 2))]
    return of_masks(masks) if len(masks) else Instances.empty(shape[1:], LABELS)


def clip(*pictures: Instances) -> list[Instances]:
    """The same as frames of a video, in which each object has the track of its place."""
    return [
        replace(at(index, found), track_ids=np.arange(len(found), dtype=np.int32) + 1)
        for index, found in enumerate(pictures)
    ]
