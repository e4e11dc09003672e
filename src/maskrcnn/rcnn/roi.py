"""RoIs: the features under a box, brought to one size.

Two ways. TensorFlow's `CropAndResize` takes bilinear samples from the first to the last cell under
a box, and max-pools them; it numbers cells so that the input's edges lie in the middles of the
outer ones. RoIAlign (He et al., "Mask R-CNN", 2017, arXiv:1703.06870) averages bilinear samples
bin by bin, on the level of a pyramid that suits the box (Lin et al., "Feature Pyramid Networks",
2017, arXiv:1612.03144).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from maskrcnn.masks import Float, Size
from maskrcnn.rcnn.boxes import area
from maskrcnn.rcnn.settings import ROI_SIDE, RoiCrop

_STRIDE_OF_SIDE = 16
"""Of the map that boxes from `ROI_SIDE` on are cut from, unless another side is told."""


def sampled_rois(boxes: Float, input_size: Size, cells: Size, samples: int) -> Float:
    """Return RoIs whose samples by ONNX `RoiAlign` are those of `CropAndResize`.

    `RoiAlign` puts one sample in the middle of each of its bins, and the middle of cell `i` at
    `i + 0.5`. So a RoI reaches half a step beyond the outer samples, and lies half a cell further.

    Parameters
    ----------
    boxes : float32 (R, 4)
        `xyxy` in pixels of the input, inside it.
    input_size : (int, int)
        Height and width of the network's input.
    cells : (int, int)
        Rows and columns of the feature map.
    samples : int
        Samples a side, 2 or more.

    Returns
    -------
    float32 (R, 4)
        `xyxy` in cells, for `output_height = output_width = samples`, `sampling_ratio = 1`,
        `spatial_scale = 1` and `half_pixel`.
    """
    first, last = _outer_samples(boxes, input_size, cells)
    half = (last - first) / (2 * (samples - 1))
    return np.concatenate([first - half, last + half], 1) + np.float32(0.5)


def crop_and_pool(features: Float, boxes: Float, input_size: Size, crop: RoiCrop) -> Float:
    """Cut features out of a map as `CropAndResize` and max-pooling do.

    Parameters
    ----------
    features : float32 (C, h, w)
    boxes : float32 (R, 4)
        `xyxy` in pixels of the input, inside it.
    input_size : (int, int)
        Height and width of the network's input.
    crop : RoiCrop
        With 2 samples or more.

    Returns
    -------
    float32 (R, C, p, p)
    """
    channels, *cells = features.shape
    first, last = _outer_samples(boxes, input_size, (cells[0], cells[1]))
    parts = np.linspace(0, 1, crop.samples, dtype=np.float32)
    positions = first[..., None] + (last - first)[..., None] * parts
    crops = np.empty((len(boxes), channels, crop.box_size, crop.box_size), np.float32)
    for target, sampled in zip(crops, _sampled(features, positions), strict=True):
        pooled = _max_of_rows(_max_of_rows(sampled, crop).swapaxes(0, 1), crop)
        target[...] = pooled.transpose(2, 1, 0)
    return crops


def level_of(boxes: Float, strides: Sequence[int], side: float = ROI_SIDE) -> NDArray[np.intp]:
    """Return the level of a pyramid that each box is cut from.

    Parameters
    ----------
    boxes : float32 (R, 4)
        `xyxy` in pixels of the input.
    strides : sequence of int
        Pixels a cell of each level: the finest first, each twice the one before.
    side : float
        Boxes from this one to twice as large are cut from the level of stride 16.

    Returns
    -------
    (R,)
        Places in `strides`.
    """
    sides = np.sqrt(np.maximum(area(boxes), 1))
    octaves = np.floor(np.log2(sides * _STRIDE_OF_SIDE / (side * strides[0])))
    return octaves.clip(0, len(strides) - 1).astype(np.intp)


def roi_align(
    features: Sequence[Float],
    strides: Sequence[int],
    boxes: Float,
    size: int,
    sampling: int,
    side: float = ROI_SIDE,
) -> Float:
    """Cut features out of a pyramid as RoIAlign does, half a pixel exact.

    Parameters
    ----------
    features : sequence of float32 (C, h, w)
        The levels, the finest first.
    strides : sequence of int
        Pixels a cell of each.
    boxes : float32 (R, 4)
        `xyxy` in pixels of the input, inside it.
    size : int
        Bins a side.
    sampling : int
        Samples a side of a bin, which are averaged.
    side : float
        As in `level_of`.

    Returns
    -------
    float32 (R, C, size, size)
    """
    levels = level_of(boxes, strides, side)
    middles = (np.arange(size * sampling, dtype=np.float32) + np.float32(0.5)) / (size * sampling)
    crops = np.empty((len(boxes), len(features[0]), size, size), np.float32)
    for level in np.unique(levels):
        places = np.flatnonzero(levels == level)
        first, last = np.split(boxes[places] / np.float32(strides[level]) - np.float32(0.5), 2, 1)
        positions = first[..., None] + (last - first)[..., None] * middles
        for place, sampled in zip(places, _sampled(features[level], positions), strict=True):
            bins = sampled.reshape(size, sampling, size, sampling, -1)
            crops[place] = bins.mean((1, 3)).transpose(2, 0, 1)
    return crops


def _outer_samples(boxes: Float, input_size: Size, cells: Size) -> tuple[Float, Float]:
    """Return where `CropAndResize` samples first and last, each `(R, 2)` xy in cells."""
    (height, width), (rows, columns) = input_size, cells
    scale = np.array([(columns - 1) / width, (rows - 1) / height], np.float32)
    return boxes[:, :2] * scale, boxes[:, 2:] * scale


def _sampled(features: Float, positions: Float) -> Iterator[Float]:
    """Sample a map bilinearly, on a grid of its own for each box.

    Channels come last, so that neighbours are copied whole, and each box is done before the next,
    so that all stays in the processor's cache.

    Parameters
    ----------
    features : float32 (C, h, w)
    positions : float32 (R, 2, n)
        Columns and rows of samples, rising, in cells; beyond the outer cells their value stays.

    Yields
    ------
    float32 (n, n, C)
    """
    grid = np.ascontiguousarray(features.transpose(1, 2, 0))
    rows, columns, _ = grid.shape
    lines = zip(
        *_neighbours(positions[:, 1], rows), *_neighbours(positions[:, 0], columns), strict=True
    )
    for above, below, down, left, right, across in lines:
        under = grid[:, left[0] : right[-1] + 1]
        upper, wide = under[above], under[below]
        wide -= upper
        wide *= down[:, None, None]
        wide += upper
        first, sampled = wide[:, left - left[0]], wide[:, right - left[0]]
        sampled -= first
        sampled *= across[:, None]
        sampled += first
        yield sampled


def _neighbours(positions: Float, cells: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Float]:
    """Return the cells on both sides of each position, and the second one's part in its value."""
    nearest = positions.clip(0, cells - 1)
    first = nearest.astype(np.intp)
    return first, np.minimum(first + 1, cells - 1), nearest - first.astype(np.float32)


def _max_of_rows(samples: Float, crop: RoiCrop) -> Float:
    """Pool along the first axis."""
    count = (len(samples) - crop.pool) // crop.pool_stride + 1
    shifted = (samples[i :: crop.pool_stride][:count] for i in range(crop.pool))
    return reduce(np.maximum, shifted)
