"""What every trunk is: a picture in, maps of ever coarser features out."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn

from maskrcnn.training.network.layers import ConvNorm

STRIDES = (4, 8, 16, 32)
"""Pixels a cell of the maps that trunks give."""

RGB = tuple[float, float, float]

IMAGENET_MEAN = (123.675, 116.28, 103.53)
IMAGENET_DEVIATION = (58.395, 57.12, 57.375)
"""Of the pictures of ImageNet, as nearly all networks trained on them have it."""


class Trunk(nn.Module):
    """The convolutions that all of a network shares, called backbone too.

    Parameters
    ----------
    stages : four modules
        Each takes what the one before gave, the first a picture, and gives a map.
    channels : (int, int, int, int)
        Of those maps.

    Attributes
    ----------
    title : str
        What people call it.
    channels : (int, int, int, int)
        Of the map of each of `STRIDES`.
    is_pyramid : bool
        Whether its maps, but for the finest, know of each other already, and are equally wide.
    mean, deviation : (float, float, float)
        Of red, green and blue, 0 to 255, in the pictures that its weights were made with.
    """

    title: str
    channels: tuple[int, int, int, int]
    is_pyramid: bool = False
    mean: RGB = (0.0, 0.0, 0.0)
    deviation: RGB = (255.0, 255.0, 255.0)

    def __init__(self, stages: Iterable[nn.Module], channels: tuple[int, int, int, int]) -> None:
        super().__init__()
        self.stages = nn.ModuleList(stages)
        self.channels = channels

    def forward(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        """Return the maps of some pictures, the finest first.

        Parameters
        ----------
        pictures : float (N, 3, H, W)
            Red, green, blue, less `mean` and over `deviation`; sides are multiples of 32.

        Returns
        -------
        four float (N, C, H / stride, W / stride)
        """
        maps = [pictures]
        for stage in self.stages:
            maps.append(stage(maps[-1]))
        return maps[1:]

    def layers(self) -> list[ConvNorm]:
        """Return what it is built of, in the order in which `published_names` has them."""
        return [module for module in self.modules() if isinstance(module, ConvNorm)]

    def published_names(self) -> list[tuple[str, str]]:
        """Return what published weights call the convolution and the norm of each layer."""
        return []
