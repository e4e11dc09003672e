"""Mirrored pictures."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from maskrcnn.masks import Float, Uint8
from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.sample import Sample


def flip(sample: Sample, rng: np.random.Generator, options: AugmentOptions) -> Sample:
    """Mirror a picture left to right, top to bottom, both or not at all, by chance."""
    across, down = rng.random(2) < (options.flip, options.upside_down)
    return mirrored(sample, bool(across), bool(down))


def mirrored(sample: Sample, across: bool, down: bool) -> Sample:
    """Mirror a picture left to right where `across`, and top to bottom where `down`."""
    if not (across or down):
        return sample
    code = -1 if across and down else int(across)
    height, width = sample.size

    def turned(boxes: Float) -> Float:
        x0, y0, x1, y1 = boxes.T
        if across:
            x0, x1 = width - x1, width - x0
        if down:
            y0, y1 = height - y1, height - y0
        return np.stack([x0, y0, x1, y1], 1)

    return replace(
        sample,
        picture=_turned(sample.picture, code),
        boxes=turned(sample.boxes),
        masks=tuple(_turned(mask, code) for mask in sample.masks),
        crowds=turned(sample.crowds),
    )


def _turned(image: Uint8, code: int) -> Uint8:
    return np.asarray(cv2.flip(image, code), np.uint8)
