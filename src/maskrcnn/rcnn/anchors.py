"""Anchors: the boxes that a detector corrects to make its own, the same ones in each cell of a map.

Faster R-CNN (Ren et al., 2015, arXiv:1506.01497) has one map, and sizes from scales times aspect
ratios.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt


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
    scales: Sequence[float], aspect_ratios: Sequence[float], base: float, stride: float
) -> Anchors:
    """Return the anchors of a region proposal network: of each ratio, all scales of `base` pixels.

    An aspect ratio is the width over the height.
    """
    widths = tuple(base * s * sqrt(r) for r in aspect_ratios for s in scales)
    heights = tuple(base * s / sqrt(r) for r in aspect_ratios for s in scales)
    return Anchors(widths, heights, stride, offset=0.0)
