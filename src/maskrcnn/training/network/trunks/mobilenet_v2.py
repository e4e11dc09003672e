"""MobileNetV2 (Sandler et al., "Inverted Residuals and Linear Bottlenecks", 2018).

Few weights and little arithmetic: convolutions of 3x3 look at each channel by itself, and those of
1x1 mix channels. What is left out is the last layer, which serves a classifier.
"""

from __future__ import annotations

import torch
from torch import nn

from maskrcnn.training.network.layers import ConvNorm
from maskrcnn.training.network.trunks.trunk import IMAGENET_DEVIATION, IMAGENET_MEAN, Trunk

STEM_CHANNELS = 32

GROUPS = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""Expansion, channels, blocks and stride of the first block (table 2 of the paper)."""

STAGES = ((0, 4), (4, 7), (7, 14), (14, 18))
"""Which of the stem and the blocks end in a map: those before the next halving."""


class MobileNetV2Trunk(Trunk):
    """The layers of MobileNetV2 as far as a map of 320 channels; 1.8 million weights."""

    title = "MobileNetV2"
    mean = IMAGENET_MEAN
    deviation = IMAGENET_DEVIATION

    def __init__(self) -> None:
        blocks: list[nn.Module] = [ConvNorm(3, STEM_CHANNELS, stride=2, activation=nn.ReLU6)]
        before = STEM_CHANNELS
        for expansion, after, count, stride in GROUPS:
            for place in range(count):
                blocks.append(InvertedResidual(before, after, 1 if place else stride, expansion))
                before = after
        super().__init__(
            [nn.Sequential(*blocks[start:end]) for start, end in STAGES], (24, 32, 96, 320)
        )

    def published_names(self) -> list[tuple[str, str]]:
        """Return the names of the PyTorch weights of 2018, where a block is one `conv`."""
        names = [("features.0.0", "features.0.1")]
        blocks = [each for each in self.modules() if isinstance(each, InvertedResidual)]
        for place, block in enumerate(blocks, 1):
            at = f"features.{place}.conv"
            names += [(f"{at}.{3 * i}", f"{at}.{3 * i + 1}") for i in range(len(block.layers))]
        return names


class InvertedResidual(nn.Module):
    """Wide inside, narrow outside, and linear where it is narrow.

    Parameters
    ----------
    before, after : int
        Channels.
    stride : int
    expansion : int
        How many times as wide it is inside.
    """

    def __init__(self, before: int, after: int, stride: int, expansion: int) -> None:
        super().__init__()
        inside = before * expansion
        layers = [
            ConvNorm(inside, inside, 3, stride, groups=inside, activation=nn.ReLU6),
            ConvNorm(inside, after, 1, activation=None),
        ]
        if expansion > 1:
            layers.insert(0, ConvNorm(before, inside, 1, activation=nn.ReLU6))
        self.layers = nn.Sequential(*layers)
        self.adds = stride == 1 and before == after

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return float (N, after, h / stride, w / stride)."""
        result: torch.Tensor = self.layers(values)
        return values + result if self.adds else result
