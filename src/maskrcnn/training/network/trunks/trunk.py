"""What every trunk is: a picture in, maps of ever coarser features out."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import nn

STRIDES = (4, 8, 16, 32)
"""Pixels a cell of the maps that trunks give."""

RGB = tuple[float, float, float]


class Trunk(nn.Module, ABC):
    """The convolutions that all of a network shares, called backbone too.

    Attributes
    ----------
    channels : (int, int, int, int)
        Of the map of each of `STRIDES`.
    mean, deviation : (float, float, float)
        Of red, green and blue, 0 to 255, in the pictures that its weights were made with.
    """

    channels: tuple[int, int, int, int]
    mean: RGB = (0.0, 0.0, 0.0)
    deviation: RGB = (255.0, 255.0, 255.0)

    @abstractmethod
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
