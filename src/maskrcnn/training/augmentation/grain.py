"""Pictures as weaker cameras take them: a little noise, a little blur."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

import cv2
import numpy as np

from maskrcnn.masks import Uint8
from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.sample import Sample

NOISE = 8.0
"""The largest standard deviation, of 255."""
BLUR = 1.2
"""The largest, in pixels."""
QUANTILES = np.array([NormalDist().inv_cdf((i + 0.5) / 256) for i in range(256)])


def coarsen(sample: Sample, rng: np.random.Generator, options: AugmentOptions) -> Sample:
    """Blur a picture, or make it noisy, or both, or neither, by chance."""
    noisy, blurred = rng.random(2) < (options.noise, options.blur)
    picture = sample.picture
    if blurred:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, BLUR)), np.uint8)
    if noisy:
        picture = _noisy(picture, rng)
    return replace(sample, picture=picture)


def _noisy(picture: Uint8, rng: np.random.Generator) -> Uint8:
    """Add noise with a normal distribution, of which random bytes choose quantiles."""
    chosen = np.frombuffer(rng.bytes(picture.size), np.uint8).reshape(picture.shape)
    table = np.rint(QUANTILES * rng.uniform(1, NOISE)).astype(np.int8)
    return np.asarray(cv2.add(picture, cv2.LUT(chosen, table), dtype=cv2.CV_8U), np.uint8)
