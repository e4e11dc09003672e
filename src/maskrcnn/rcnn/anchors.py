"""Anchors: the boxes that a detector corrects to make its own, the same ones in each cell of a map.

Faster R-CNN (Ren et al., 2015, arXiv:1506.01497) has one map, and sizes from scales times aspect
ratios. A feature pyramid (Lin et al., 2017, arXiv:1612.03144) has a scale for each of its maps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Size
from maskrcnn.rcnn.boxes import clip

_REMEMBERED = 8
"""Sizes of maps whose anchors are kept; those of a picture of 800×1365 take 0.8 MB."""


@dataclass(frozen=True)
class Anchors:
    """The anchors in each cell of one feature map.

    Attributes
    ----------
    widths, heights : tuple of float
        In pixels of the network's input, in the order in which the network predicts.
    stride : float or None
        Pixels from cell to cell; None where it is the input's size over the map's.
    offset : float
        Where in its cell an anchor has its centre, in cells.
    """

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    stride: float | None = None
    offset: float = 0.5


def grid_anchors(
    scales: Sequence[float],
    aspect_ratios: Sequence[float],
    base: float,
    stride: float,
    offset: float = 0.0,
) -> Anchors:
    """Return the anchors of a region proposal network: of each ratio, all scales of `base` pixels.

    An aspect ratio is the width over the height; what `offset` is, `Anchors` tells.
    """
    widths = tuple(base * s * sqrt(r) for r in aspect_ratios for s in scales)
    heights = tuple(base * s / sqrt(r) for r in aspect_ratios for s in scales)
    return Anchors(widths, heights, stride, offset)


@lru_cache(_REMEMBERED)
def anchor_boxes(anchors: Anchors, cells: Size, input_size: Size) -> NDArray[np.float32]:
    """Return the boxes of all anchors of a map, clipped to the network's input.

    Parameters
    ----------
    anchors : Anchors
    cells : (int, int)
        Rows and columns of the map.
    input_size : (int, int)
        Height and width of the network's input, in pixels.

    Returns
    -------
    float32 (rows * columns * A, 4)
        `xyxy` in pixels, in the order (row, column, anchor); read-only, since it is remembered.
    """
    sizes = np.array([anchors.widths, anchors.heights], np.float32).T
    y_centres, x_centres = (
        (np.arange(count, dtype=np.float32) + np.float32(anchors.offset))
        * np.float32(anchors.stride or side / count)
        for count, side in zip(cells, input_size, strict=True)
    )
    boxes = np.empty((*cells, len(sizes), 4), np.float32)
    boxes[..., 0::2] = x_centres[:, None, None]
    boxes[..., 1::2] = y_centres[:, None, None, None]
    boxes[..., :2] -= sizes / 2
    boxes[..., 2:] += sizes / 2
    clipped = clip(boxes.reshape(-1, 4), input_size)
    clipped.setflags(write=False)
    return clipped


@lru_cache(_REMEMBERED)
def all_anchor_boxes(
    anchors: tuple[Anchors, ...], cells: tuple[Size, ...], input_size: Size
) -> NDArray[np.float32]:
    """Return the boxes of the anchors of several maps, one map after the other.

    They are as those of `anchor_boxes`, read-only too.
    """
    maps = zip(anchors, cells, strict=True)
    boxes = np.concatenate([anchor_boxes(own, size, input_size) for own, size in maps])
    boxes.setflags(write=False)
    return boxes
