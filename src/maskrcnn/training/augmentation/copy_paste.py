"""Objects of one picture pasted into another.

Ghiasi et al., "Simple Copy-Paste is a Strong Data Augmentation Method for Instance Segmentation",
2021, arXiv:2012.07177.
"""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.masks import MaskOptions, Uint8, Window, soft_edges
from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.augmentation.remains import beneath
from maskrcnn.training.sample import Sample


def copy_paste(
    sample: Sample, other: Sample, rng: np.random.Generator, options: AugmentOptions
) -> Sample:
    """Paste some objects of another picture of the same size, each with an even chance.

    What they cover is taken from the masks of objects below.
    """
    pasted = other[rng.random(len(other)) < 0.5]
    if not len(pasted):
        return sample
    alpha = _alpha(pasted)
    below = beneath(sample, alpha >= 128, options)
    return Sample(
        _blended(sample.picture, other.picture, alpha, _around(pasted)),
        np.concatenate([below.boxes, pasted.boxes]),
        np.concatenate([below.class_ids, pasted.class_ids]),
        below.masks + pasted.masks,
        np.concatenate([below.scores, pasted.scores]),
        below.crowds,
    )


def _alpha(pasted: Sample) -> Uint8:
    """Return how much of each pixel belongs to any of the objects, `uint8 (H, W)`."""
    alpha = np.zeros(pasted.size, np.uint8)
    for box, mask in zip(pasted.boxes, pasted.masks, strict=True):
        window, own = soft_edges(mask, box, pasted.size, MaskOptions())
        np.maximum(alpha[window.slices], own, out=alpha[window.slices])
    return alpha


def _around(pasted: Sample) -> Window:
    """Return a window around all the objects."""
    x0, y0 = np.floor(pasted.boxes[:, :2].min(0)).astype(int).tolist()
    x1, y1 = np.ceil(pasted.boxes[:, 2:].max(0)).astype(int).tolist()
    return Window(x0, y0, x1, y1)


def _blended(below: Uint8, above: Uint8, alpha: Uint8, window: Window) -> Uint8:
    """Lay one picture over another where it is opaque; within a window alone."""
    part = alpha[window.slices].astype(np.float32)
    over, under = (np.ascontiguousarray(each[window.slices]) for each in (above, below))
    blended = below.copy()
    blended[window.slices] = cv2.blendLinear(over, under, part, 255 - part)
    return blended
