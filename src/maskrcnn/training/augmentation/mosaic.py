"""Four pictures as one: more objects at once, and smaller ones.

Bochkovskiy et al., "YOLOv4", 2020, arXiv:2004.10934, section 3.4.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from maskrcnn.masks import Size
from maskrcnn.training.augmentation.jitter import jitter
from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.sample import Sample

OFF_CENTRE = 0.2
"""How far from the middle they may meet, as a part of a side."""


def mosaic(
    samples: Sequence[Sample],
    shown: Sequence[Size],
    size: Size,
    rng: np.random.Generator,
    options: AugmentOptions,
) -> Sample:
    """Put four pictures side by side, each half as large as alone, or as its corner needs.

    Parameters
    ----------
    samples : four of Sample
    shown : four of (int, int)
        Height and width in which a network is given each of them at prediction.
    size : (int, int)
        Height and width of what is returned.
    rng : Generator
    options : AugmentOptions
    """
    middle = np.array(size) * (0.5 + rng.uniform(-OFF_CENTRE, OFF_CENTRE, 2))
    y, x = middle.round().astype(int).tolist()
    corners = ((0, 0), (0, x), (y, 0), (y, x))
    sizes = ((y, x), (y, size[1] - x), (size[0] - y, x), (size[0] - y, size[1] - x))
    parts = [
        jitter(sample, (max(1, h // 2), max(1, w // 2)), own, rng, options, fills=True)
        for sample, (h, w), own in zip(samples, shown, sizes, strict=True)
    ]
    shifts = [np.array([left, top] * 2, np.float32) for top, left in corners]
    rows = [np.concatenate([a.picture, b.picture], 1) for a, b in (parts[:2], parts[2:])]
    return Sample(
        np.concatenate(rows),
        np.concatenate([each.boxes + by for each, by in zip(parts, shifts, strict=True)]),
        np.concatenate([each.class_ids for each in parts]),
        tuple(mask for each in parts for mask in each.masks),
        np.concatenate([each.scores for each in parts]),
        np.concatenate([each.crowds + by for each, by in zip(parts, shifts, strict=True)]),
    )
