"""ResNet-50 (He et al., "Deep Residual Learning for Image Recognition", 2015).

The trunk of the paper on Mask R-CNN. As in the weights that are in use everywhere, blocks that
halve do so in their convolution of 3x3 and not, as first published, in that of 1x1 before it.
"""

from __future__ import annotations

import torch
from torch import nn

from maskrcnn.training.network.layers import ConvNorm
from maskrcnn.training.network.trunks.trunk import IMAGENET_DEVIATION, IMAGENET_MEAN, Trunk

STEM_CHANNELS = 64
BLOCKS = (3, 4, 6, 3)
CHANNELS = (256, 512, 1024, 2048)
NARROWING = 4


class ResNet50Trunk(Trunk):
    """All of ResNet-50 but its classifier; 23.5 million weights."""

    title = "ResNet-50"
    mean = IMAGENET_MEAN
    deviation = IMAGENET_DEVIATION

    def __init__(self) -> None:
        stem = [
            ConvNorm(3, STEM_CHANNELS, kernel=7, stride=2),
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1),
        ]
        stages = []
        before = STEM_CHANNELS
        for place, (count, after) in enumerate(zip(BLOCKS, CHANNELS, strict=True)):
            first = Bottleneck(before, after, stride=2 if place else 1)
            others = [Bottleneck(after, after) for _ in range(count - 1)]
            stages.append(nn.Sequential(*([] if place else stem), first, *others))
            before = after
        super().__init__(stages, CHANNELS)

    def published_names(self) -> list[tuple[str, str]]:
        """Return the names of torchvision's weights, which timm and others keep."""
        names = [("conv1", "bn1")]
        for stage, count in enumerate(BLOCKS, 1):
            for block in range(count):
                at = f"layer{stage}.{block}"
                names += [(f"{at}.conv{i}", f"{at}.bn{i}") for i in (1, 2, 3)]
                if block == 0:
                    names.append((f"{at}.downsample.0", f"{at}.downsample.1"))
        return names


class Bottleneck(nn.Module):
    """Three convolutions, narrow in the middle, whose result is added to what went in.

    Parameters
    ----------
    before, after : int
        Channels; where they differ, what went in is brought to the right shape.
    stride : int
    """

    def __init__(self, before: int, after: int, stride: int = 1) -> None:
        super().__init__()
        inside = after // NARROWING
        self.layers = nn.Sequential(
            ConvNorm(before, inside, 1),
            ConvNorm(inside, inside, 3, stride),
            ConvNorm(inside, after, 1, activation=None),
        )
        same = before == after
        self.shortcut = (
            nn.Sequential() if same else ConvNorm(before, after, 1, stride, activation=None)
        )
        self.activation = nn.ReLU()

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return float (N, after, h / stride, w / stride)."""
        summed: torch.Tensor = self.activation(self.shortcut(values) + self.layers(values))
        return summed
