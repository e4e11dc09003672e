"""The feature pyramid: coarse maps know what is there, fine ones where; each gets to know both.

Lin et al., "Feature Pyramid Networks for Object Detection", 2017, arXiv:1612.03144.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from maskrcnn.training.network.layers import ConvNorm


class Pyramid(nn.Module):
    """From maps of a trunk to maps of equal width, the finest first.

    Parameters
    ----------
    channels : sequence of int
        Of the trunk's maps, the finest first; each is twice as fine as the next.
    width : int
        Channels of the pyramid's maps.
    """

    def __init__(self, channels: Sequence[int], width: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(ConvNorm(each, width, 1, activation=None) for each in channels)
        self.smooth = nn.ModuleList(ConvNorm(width, width, activation=None) for _ in channels)
        self.enlarge = nn.Upsample(scale_factor=2, mode="nearest")

    def forward(self, maps: Sequence[torch.Tensor]) -> list[torch.Tensor]:
        """Return the maps `float (N, width, h, w)`."""
        sides = [layer(each) for layer, each in zip(self.lateral, maps, strict=True)]
        merged = sides[-1:]
        for side in reversed(sides[:-1]):
            merged.insert(0, side + self.enlarge(merged[0]))
        return [layer(each) for layer, each in zip(self.smooth, merged, strict=True)]
