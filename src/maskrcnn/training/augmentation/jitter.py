"""Pictures larger or smaller than they are predicted, and cut to the size of their batch.

Large-scale jitter, in Ghiasi et al., "Simple Copy-Paste is a Strong Data Augmentation Method for
Instance Segmentation", 2021, arXiv:2012.07177, section 3.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from maskrcnn.masks import Float, Size, Window
from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.augmentation.remains import inside
from maskrcnn.training.augmentation.scaling import scaled
from maskrcnn.training.sample import Sample

GREY = 114
"""Where there is no picture."""


class Span(NamedTuple):
    """Pixels of a side of a picture, and those of the other picture they become."""

    first: int
    last: int
    onto: int
    until: int


def jitter(
    sample: Sample,
    shown: Size,
    size: Size,
    rng: np.random.Generator,
    options: AugmentOptions,
    fills: bool = False,
) -> Sample:
    """Scale a picture by chance, and cut it, or fill it up with grey, to a size.

    Parameters
    ----------
    sample : Sample
    shown : (int, int)
        Height and width in which a network is given the picture at prediction.
    size : (int, int)
        Height and width of what is returned.
    rng : Generator
    options : AugmentOptions
    fills : bool
        Whether the picture is made as large as it takes to leave nothing grey.
    """
    scale = np.exp(rng.uniform(*np.log(options.scale)))
    stretch = np.sqrt(np.exp(rng.uniform(-1, 1) * np.log(options.stretch)))
    height, width = shown[0] * scale * stretch, shown[1] * scale / stretch
    grown = max(1.0, size[0] / height, size[1] / width) if fills else 1.0
    down = _span(sample.size[0], height * grown, size[0], rng)
    across = _span(sample.size[1], width * grown, size[1], rng)
    return placed(sample, down, across, size, options)


def _span(side: int, scaled: float, size: int, rng: np.random.Generator) -> Span:
    """Choose which part of a side that is scaled to a length is seen on one of a size."""
    if scaled > size:
        part = max(1, round(side * size / scaled))
        first = int(rng.integers(side - part + 1))
        return Span(first, first + part, 0, size)
    length = max(1, round(scaled))
    onto = int(rng.integers(size - length + 1))
    return Span(0, side, onto, onto + length)


def placed(sample: Sample, down: Span, across: Span, size: Size, options: AugmentOptions) -> Sample:
    """Put a part of a picture onto a grey one of a size."""
    part = sample.picture[down.first : down.last, across.first : across.last]
    onto = Window(across.onto, down.onto, across.until, down.until)
    picture = np.full((*size, 3), GREY, np.uint8)
    picture[onto.slices] = scaled(part, onto.shape)

    def moved(boxes: Float) -> Float:
        edges = np.empty_like(boxes)
        for axis, span in ((0, across), (1, down)):
            scale = (span.until - span.onto) / (span.last - span.first)
            edges[:, axis::2] = (boxes[:, axis::2] - span.first) * scale + span.onto
        return edges

    return inside(
        replace(sample, picture=picture, boxes=moved(sample.boxes), crowds=moved(sample.crowds)),
        options,
    )
