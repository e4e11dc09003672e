"""What is left of objects that a picture's edge cuts, or that something covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from maskrcnn.masks import Bool, Float, Uint8, Window, soft_pixels, window_of
from maskrcnn.rcnn.boxes import area, clip
from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.sample import Sample


class Remains(NamedTuple):
    """What is left of an object.

    Attributes
    ----------
    box : float32 (4,)
        Tight around it.
    mask : uint8 (h, w)
        Soft, over the box.
    part : float
        Of the object as it was, 0 to 1; where it is 0, box and mask say nothing.
    """

    box: Float
    mask: Uint8
    part: float


def inside(sample: Sample, options: AugmentOptions) -> Sample:
    """Cut objects and crowds, whose boxes may leave the picture, to it."""
    kept = clip(sample.boxes, sample.size)
    rows = np.flatnonzero((kept != sample.boxes).any(1))
    cut = {row: _cut(sample.masks[row], sample.boxes[row], kept[row]) for row in rows.tolist()}
    crowds = clip(sample.crowds, sample.size)
    return settled(replace(sample, crowds=crowds[area(crowds) > 0]), cut, options)


def beneath(sample: Sample, cover: Bool, options: AugmentOptions) -> Sample:
    """Take what is covered, `bool (H, W)`, from the objects of a picture."""
    left = {}
    for row, (box, mask) in enumerate(zip(sample.boxes, sample.masks, strict=True)):
        window = window_of(box, sample.size)
        hidden = cover[window.slices]
        if hidden.any():
            _, soft = soft_pixels(mask, box, sample.size)
            left[row] = _of_pixels(window, soft.astype(np.uint8), hidden)
    return settled(sample, left, options)


def settled(sample: Sample, left: Mapping[int, Remains], options: AugmentOptions) -> Sample:
    """Put what is left of some objects in their places.

    Objects of which too little is left, and those that are too small, become crowds: they teach
    neither that there is an object nor that there is none.
    """
    boxes, masks = sample.boxes.copy(), list(sample.masks)
    teaches = np.ones(len(sample), np.bool_)
    for row, remains in left.items():
        boxes[row], masks[row] = remains.box, remains.mask
        teaches[row] = remains.part >= options.least_left
        if not remains.part:
            boxes[row] = 0
    teaches &= area(boxes) >= max(options.smallest, 1) ** 2
    crowds = boxes[~teaches & (area(boxes) > 0)]
    return replace(
        sample, boxes=boxes, masks=tuple(masks), crowds=np.concatenate([sample.crowds, crowds])
    )[teaches]


def _cut(mask: Uint8, box: Float, kept: Float) -> Remains:
    """Cut an object to a part of its box, between the cells of its mask that are nearest."""
    if (kept[2:] <= kept[:2]).any():
        return Remains(kept, mask, 0.0)
    cells = np.array(mask.shape[::-1])
    edges = (kept.reshape(2, 2) - box[:2]) / (box[2:] - box[:2]) * cells
    first, last = np.rint(edges).astype(int)
    x0, y0 = np.minimum(first, cells - 1).tolist()
    x1, y1 = np.maximum(last, (x0 + 1, y0 + 1)).tolist()
    cut = mask[y0:y1, x0:x1]
    was = np.count_nonzero(mask >= 128)
    return tightened(kept, cut, np.count_nonzero(cut >= 128) / was if was else 0.0)


def _of_pixels(window: Window, mask: Uint8, hidden: Bool) -> Remains:
    was = np.count_nonzero(mask >= 128)
    mask[hidden] = 0
    is_left = np.count_nonzero(mask >= 128)
    return tightened(np.array(window, np.float32), mask, is_left / was if was else 0.0)


def tightened(box: Float, mask: Uint8, part: float) -> Remains:
    """Cut empty rows and columns from around a mask."""
    solid = mask >= 128
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    if not len(rows):
        return Remains(box, mask, 0.0)
    y0, y1, x0, x1 = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    cell = (box[2:] - box[:2]) / np.array(mask.shape[::-1], np.float32)
    low, high = box[:2] + (x0, y0) * cell, np.minimum(box[:2] + (x1, y1) * cell, box[2:])
    return Remains(np.concatenate([low, high]).astype(np.float32), mask[y0:y1, x0:x1], part)
