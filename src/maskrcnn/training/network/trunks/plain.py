"""A small residual trunk of dense 3x3 convolutions, to be trained from nothing.

Convolutions by channel save arithmetic, not time: a CPU waits for memory in them. These are dense
and few, a residual block (He et al., "Deep Residual Learning for Image Recognition", 2015) a map.
"""

from __future__ import annotations

import torch
from torch import nn

from maskrcnn.training.network.layers import ConvNorm
from maskrcnn.training.network.trunks.trunk import Trunk

STEM_CHANNELS = 16
CHANNELS = (32, 64, 128, 160)


class PlainTrunk(Trunk):
    """Halve, add what two convolutions make of it, four times over.

    Parameters
    ----------
    width : float
        How many times the usual channels it has; with 1 it has 1.1 million weights.
    """

    title = "the plain trunk"

    def __init__(self, width: float = 1.0) -> None:
        stem, *counts = (max(8, round(width * count)) for count in (STEM_CHANNELS, *CHANNELS))
        first, second, third, fourth = counts
        super().__init__(
            [
                nn.Sequential(ConvNorm(3, stem, stride=2), _stage(stem, first)),
                _stage(first, second),
                _stage(second, third),
                _stage(third, fourth),
            ],
            (first, second, third, fourth),
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")


class Residual(nn.Module):
    """Two convolutions whose result is added to what went in.

    Parameters
    ----------
    channels : int
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            ConvNorm(channels, channels), ConvNorm(channels, channels, activation=None)
        )
        self.activation = nn.ReLU()

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return float (N, C, h, w), as many as went in."""
        summed: torch.Tensor = self.activation(values + self.layers(values))
        return summed


def _stage(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(ConvNorm(before, after, stride=2), Residual(after))
