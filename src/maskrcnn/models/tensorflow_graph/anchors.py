"""The anchors of single-stage detectors, which have several feature maps.

SSD (Liu et al., 2016, arXiv:1512.02325) has larger and larger sizes; RetinaNet (Lin et al., 2017,
arXiv:1708.02002) has a pyramid, the same sizes doubled from level to level.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from maskrcnn.rcnn.anchors import Anchors, grid_anchors

_REDUCED = ((0.1, 1.0), (None, 2.0), (None, 0.5))
"""Scale and aspect ratio of the anchors of SSD's finest map, if it has few; None is its scale."""


def ssd_scales(layers: int, smallest: float, largest: float) -> tuple[float, ...]:
    """Return one scale a feature map, evenly from the smallest to the largest."""
    step = (largest - smallest) / max(layers - 1, 1)
    return tuple(smallest + step * layer for layer in range(layers))


def ssd_anchors(
    scales: Sequence[float],
    aspect_ratios: Sequence[float],
    size: tuple[int, int],
    *,
    reduced: bool = True,
    interpolated_ratio: float = 1.0,
) -> tuple[Anchors, ...]:
    """Return SSD's anchors, map by map.

    Parameters
    ----------
    scales : sequence of float
        Of each map's anchors, as parts of the input's shorter side.
    aspect_ratios : sequence of float
    size : (int, int)
        Height and width of the input in pixels.
    reduced : bool
        Whether the finest map has only three anchors.
    interpolated_ratio : float
        The aspect ratio of one more anchor, between this map's scale and the next; 0 for none.
    """
    maps = []
    for layer, (scale, following) in enumerate(zip(scales, (*scales[1:], 1.0), strict=True)):
        if layer == 0 and reduced:
            specs = [(scale if own is None else own, ratio) for own, ratio in _REDUCED]
        else:
            specs = [(scale, ratio) for ratio in aspect_ratios]
            if interpolated_ratio > 0:
                specs.append((sqrt(scale * following), interpolated_ratio))
        shorter = min(size)
        widths = tuple(s * sqrt(r) * shorter for s, r in specs)
        heights = tuple(s / sqrt(r) * shorter for s, r in specs)
        maps.append(Anchors(widths, heights))
    return tuple(maps)


def pyramid_anchors(
    levels: Sequence[int], aspect_ratios: Sequence[float], base: float, scales_per_octave: int
) -> tuple[Anchors, ...]:
    """Return RetinaNet's anchors, level by level; level `n` has a cell every `2**n` pixels.

    `base` is the size of the smallest anchors in cells.
    """
    scales = [2 ** (step / scales_per_octave) for step in range(scales_per_octave)]
    maps = (grid_anchors(scales, aspect_ratios, base * 2**level, 2.0**level) for level in levels)
    return tuple(Anchors(anchors.widths, anchors.heights) for anchors in maps)
