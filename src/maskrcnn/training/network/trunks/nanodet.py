"""NanoDet-g, a detector of dense 3x3 convolutions, as a trunk that brings its pyramid along.

Cross-stage partial blocks (Wang et al., "CSPNet", 2019), whose last three maps are joined upwards
and downwards (Liu et al., "Path Aggregation Network", 2018, arXiv:1803.01534; here without
convolutions of its own). Of the detector's head what it says of classes is kept. Source: RangiLyu,
NanoDet, 2021, https://github.com/RangiLyu/nanodet, Apache-2.0.
"""

from __future__ import annotations

from functools import partial

import torch
from torch import nn

from maskrcnn.training.network.layers import ConvNorm
from maskrcnn.training.network.trunks.trunk import Trunk

STEM_CHANNELS = 32
DEPTHS = (1, 2, 2, 3)
CHANNELS = (64, 128, 256, 512)
NECK_CHANNELS = 128
CLASSES = 80

_activation = partial(nn.LeakyReLU, 0.1)
_conv = partial(ConvNorm, activation=_activation)


class NanoDetTrunk(Trunk):
    """NanoDet-g without its boxes; 3.7 million weights.

    Each map of the pyramid has `NECK_CHANNELS` of features and, after them, a channel a class of
    COCO: how much a cell looks like the middle of such an object, as logits.
    """

    title = "NanoDet-g"
    mean = (123.675, 116.28, 103.53)
    deviation = (58.395, 57.12, 57.375)
    is_pyramid = True

    def __init__(self) -> None:
        stem = [_conv(3, STEM_CHANNELS, stride=2), nn.MaxPool2d(3, 2, 1)]
        blocks = [
            SplitBlock(after // 2, depth, 2 if place else 1)
            for place, (after, depth) in enumerate(zip(CHANNELS, DEPTHS, strict=True))
        ]
        width = NECK_CHANNELS + CLASSES
        super().__init__(
            [nn.Sequential(*stem, blocks[0]), *blocks[1:]], (CHANNELS[0], width, width, width)
        )
        levels = CHANNELS[1:]
        self.lateral = nn.ModuleList(
            ConvNorm(each, NECK_CHANNELS, 1, activation=None) for each in levels
        )
        self.enlarge = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.reduce = nn.AvgPool2d(2)
        self.looks = nn.ModuleList(_conv(NECK_CHANNELS, NECK_CHANNELS) for _ in levels)
        self.classes = nn.ModuleList(nn.Conv2d(NECK_CHANNELS, CLASSES, 1) for _ in levels)

    def forward(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        """Return the maps of some pictures, the finest first; see `Trunk`."""
        finest, *maps = super().forward(pictures)
        sides = [layer(each) for layer, each in zip(self.lateral, maps, strict=True)]
        upwards = sides[-1:]
        for side in reversed(sides[:-1]):
            upwards.insert(0, side + self.enlarge(upwards[0]))
        joined = upwards[:1]
        for side in upwards[1:]:
            joined.append(side + self.reduce(joined[-1]))
        evidence = [
            classes(look(each))
            for look, classes, each in zip(self.looks, self.classes, joined, strict=True)
        ]
        return [finest, *(torch.cat(each, 1) for each in zip(joined, evidence, strict=True))]


class SplitBlock(nn.Module):
    """Twice as many channels: what came in, and beside it what deep layers make of it.

    Parameters
    ----------
    channels : int
        Before.
    depth : int
        Inner splits.
    stride : int
    """

    def __init__(self, channels: int, depth: int, stride: int) -> None:
        super().__init__()
        self.first = _conv(channels, channels, stride=stride)
        self.deep = nn.Sequential(
            *[InnerSplit(channels) for _ in range(depth)], _conv(channels, channels)
        )

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return float (N, 2 * C, h / stride, w / stride)."""
        first = self.first(values)
        return torch.cat((self.deep(first), first), 1)


class InnerSplit(nn.Module):
    """As many channels: half of them one convolution deep, half of them two.

    Parameters
    ----------
    channels : int
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        half = channels // 2
        self.first = _conv(channels, half)
        self.second = _conv(half, half)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return float (N, C, h, w)."""
        first = self.first(values)
        return torch.cat((self.second(first), first), 1)
