"""RoIAlign on a pyramid, with gradients: the twin of `maskrcnn.rcnn.roi.roi_align`.

He et al., "Mask R-CNN", 2017, arXiv:1703.06870, section 3. Each cell of a crop is the mean of
bilinear samples, and so a sum of cells of the maps with weights that depend on the box alone. Such
sums are what PyTorch calls an embedding bag: one operation for all boxes, maps and pictures.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn.functional import embedding_bag

from maskrcnn.masks import Float
from maskrcnn.rcnn.roi import level_of
from maskrcnn.rcnn.settings import ROI_SIDE


def roi_align(
    maps: Sequence[torch.Tensor],
    strides: Sequence[int],
    boxes: Sequence[Float],
    size: int,
    sampling: int,
    side: float = ROI_SIDE,
) -> torch.Tensor:
    """Cut features out of a pyramid.

    Parameters
    ----------
    maps : sequence of float (N, C, h, w)
        The finest first.
    strides : sequence of int
        Pixels a cell of each.
    boxes : sequence of float32 (R, 4)
        Of each picture, `xyxy` in pixels of the input, inside it.
    size : int
        Cells a side of a crop.
    sampling : int
        Samples a side of a cell.
    side : float
        As in `maskrcnn.rcnn.roi.level_of`.

    Returns
    -------
    float32 (sum of R, C, size, size)
        The crops of the first picture's boxes, then the second's, and so on.
    """
    rows = torch.cat([each.permute(0, 2, 3, 1).flatten(0, 2) for each in maps]).float()
    together = torch.cat([torch.from_numpy(each) for each in boxes])
    levels = torch.from_numpy(level_of(together.numpy(), strides, side))
    edges = together / torch.tensor(strides, dtype=torch.float32)[levels, None]
    pictures = torch.arange(len(boxes)).repeat_interleave(torch.tensor([len(b) for b in boxes]))
    cells, parts = _taps(maps, levels, pictures, edges, size * sampling)
    taken, weights = (_bins(each, size, sampling) for each in (cells, parts / sampling**2))
    crops: torch.Tensor = embedding_bag(taken, rows, mode="sum", per_sample_weights=weights)
    return crops.view(-1, size, size, rows.shape[1]).permute(0, 3, 1, 2)


def _taps(
    maps: Sequence[torch.Tensor],
    levels: torch.Tensor,
    pictures: torch.Tensor,
    edges: torch.Tensor,
    samples: int,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return which cells of all maps in a row each sample is made of, and in which parts.

    Boxes have a level, a picture, and edges `xyxy` in cells.

    Returns
    -------
    cells : int64 (R, samples, samples, 4)
    parts : float32 (R, samples, samples, 4)
    """
    device = maps[0].device
    heights, widths = torch.tensor([each.shape[2:] for each in maps])[levels].T
    sizes = torch.tensor([len(each) * each.shape[2] * each.shape[3] for each in maps])
    starts = (sizes.cumsum(0) - sizes)[levels] + pictures * heights * widths
    left, right, across = _neighbours(edges[:, 0], edges[:, 2], widths, samples)
    above, below, down = _neighbours(edges[:, 1], edges[:, 3], heights, samples)
    rows = (starts[:, None] + each * widths[:, None] for each in (above, below))
    upper, lower = (row[:, :, None] for row in rows)
    cells = torch.stack([y + x[:, None] for y in (upper, lower) for x in (left, right)], -1)
    parts = torch.stack(
        [
            y[:, :, None] * x[:, None]
            for y in (1 - down, down)
            for x in (1 - across, across)
        ],
        -1,
    )  # fmt: skip
    return cells.to(device), parts.to(device)


def _neighbours(
    low: torch.Tensor, high: torch.Tensor, cells: torch.Tensor, samples: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the cells on both sides of each sample between two edges, and the second's part.

    Each is `(R, samples)`; beyond the outer cells their value stays.
    """
    middles = (torch.arange(samples) + 0.5) / samples
    last = (cells - 1)[:, None]
    positions = low[:, None] - 0.5 + (high - low)[:, None] * middles
    nearest = torch.minimum(positions.clamp(min=0), last.float())
    first = nearest.long()
    return first, torch.minimum(first + 1, last), nearest - first


def _bins(taps: torch.Tensor, size: int, sampling: int) -> torch.Tensor:
    """Turn taps `(R, samples, samples, 4)` into those of each cell, `(R * size * size, taps)`."""
    split = taps.view(-1, size, sampling, size, sampling, 4).transpose(2, 3)
    return split.reshape(len(taps) * size**2, sampling**2 * 4)
