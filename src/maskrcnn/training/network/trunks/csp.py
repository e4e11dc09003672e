"""The trunk of YOLOv5 small: cross-stage partial blocks (Wang et al., "CSPNet", 2019).

Only a half of a block's channels goes through its deep layers; the other half is joined to them at
the end. The last map is pooled over ever larger neighbourhoods (He et al., "Spatial Pyramid
Pooling", 2014).
"""

from __future__ import annotations

from functools import partial

import torch
from torch import nn

from maskrcnn.training.network.layers import ConvNorm, Norm
from maskrcnn.training.network.trunks.trunk import Trunk

STEM_CHANNELS = 32
DEPTHS = (1, 2, 3, 1)
CHANNELS = (64, 128, 256, 512)
POOLED = 5

NORM_EPSILON = 1e-3
NORM_MOMENTUM = 0.03
"""What its authors trained its norms with."""

_conv = partial(ConvNorm, activation=nn.SiLU)


class CSPTrunk(Trunk):
    """The layers 0 to 9 of YOLOv5 small; 4.2 million weights. Pictures are RGB from 0 to 1."""

    title = "the trunk of YOLOv5 small"

    def __init__(self) -> None:
        widths = (STEM_CHANNELS, *CHANNELS)
        first, second, third, fourth = (
            nn.Sequential(_conv(before, after, stride=2), CSP(after, depth))
            for before, after, depth in zip(widths, CHANNELS, DEPTHS, strict=False)
        )
        stem = _conv(3, STEM_CHANNELS, kernel=6, stride=2)
        pooling = FastPyramidPooling(CHANNELS[-1])
        super().__init__(
            [nn.Sequential(stem, *first), second, third, nn.Sequential(*fourth, pooling)], CHANNELS
        )
        for module in self.modules():
            if isinstance(module, Norm):
                module.eps, module.momentum = NORM_EPSILON, NORM_MOMENTUM

    def published_names(self) -> list[tuple[str, str]]:
        """Return the names of YOLOv5's layers."""
        places = ["0"]
        for place, depth in enumerate(DEPTHS):
            halving, block = 2 * place + 1, 2 * place + 2
            deep = [f"{block}.m.{i}.{part}" for i in range(depth) for part in ("cv1", "cv2")]
            places += [str(halving), f"{block}.cv1", *deep, f"{block}.cv2", f"{block}.cv3"]
        places += ["9.cv1", "9.cv2"]
        return [(f"model.{place}.conv", f"model.{place}.bn") for place in places]


class CSP(nn.Module):
    """A cross-stage partial block, which keeps the number of channels.

    Parameters
    ----------
    channels : int
    depth : int
        How many residual blocks the one half goes through.
    """

    def __init__(self, channels: int, depth: int) -> None:
        super().__init__()
        half = channels // 2
        blocks = [Residual(half) for _ in range(depth)]
        self.deep = nn.Sequential(_conv(channels, half, 1), *blocks)
        self.shallow = _conv(channels, half, 1)
        self.join = _conv(channels, channels, 1)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return float (N, channels, h, w)."""
        halves = torch.cat((self.deep(values), self.shallow(values)), 1)
        joined: torch.Tensor = self.join(halves)
        return joined


class Residual(nn.Module):
    """Two convolutions whose result is added, as it is, to what went in.

    Parameters
    ----------
    channels : int
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(_conv(channels, channels, 1), _conv(channels, channels))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return float (N, channels, h, w)."""
        result: torch.Tensor = self.layers(values)
        return values + result


class FastPyramidPooling(nn.Module):
    """What went in, pooled once, twice and three times, side by side.

    Parameters
    ----------
    channels : int
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.narrow = _conv(channels, channels // 2, 1)
        self.pool = nn.MaxPool2d(POOLED, stride=1, padding=POOLED // 2)
        self.join = _conv(2 * channels, channels, 1)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return float (N, channels, h, w)."""
        levels = [self.narrow(values)]
        for _ in range(3):
            levels.append(self.pool(levels[-1]))
        joined: torch.Tensor = self.join(torch.cat(levels, 1))
        return joined
