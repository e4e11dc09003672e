"""Mask R-CNN as three networks: the stages of `maskrcnn.rcnn.stages`, in PyTorch."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from maskrcnn.errors import ModelError
from maskrcnn.masks import Float
from maskrcnn.training.architecture import ASPECT_RATIOS, Architecture
from maskrcnn.training.network.heads import BoxHead, MaskHead
from maskrcnn.training.network.pyramid import Pyramid
from maskrcnn.training.network.region_proposals import RegionProposals
from maskrcnn.training.network.roi_align import roi_align
from maskrcnn.training.network.trunks import make_trunk
from maskrcnn.training.network.trunks.trunk import STRIDES


class FirstStage(nn.Module):
    """From pictures to features and what each anchor may be."""

    mean: torch.Tensor
    deviation: torch.Tensor

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.trunk = make_trunk(architecture.trunk)
        self.levels = [STRIDES.index(stride) for stride in architecture.strides]
        channels = [self.trunk.channels[level] for level in self.levels]
        self.pyramid = None if self.trunk.is_pyramid else Pyramid(channels, architecture.width)
        if self.pyramid is None and {*channels} != {architecture.width}:
            raise ModelError(
                f"{self.trunk.title} gives maps of {channels[0]} channels, not of "
                f"{architecture.width}: give the architecture that width"
            )
        self.coarser = nn.MaxPool2d(1, 2)
        self.proposals = RegionProposals(
            architecture.width, architecture.rpn_width, len(ASPECT_RATIOS)
        )
        for name, values in (("mean", self.trunk.mean), ("deviation", self.trunk.deviation)):
            self.register_buffer(name, torch.tensor(values).view(1, 3, 1, 1), persistent=False)

    def forward(
        self, pictures: torch.Tensor
    ) -> tuple[list[torch.Tensor], torch.Tensor, torch.Tensor]:
        """Look at pictures.

        Parameters
        ----------
        pictures : uint8 (N, H, W, 3)
            BGR; sides are multiples of twice the coarsest stride.

        Returns
        -------
        features : list of float (N, width, h, w)
        objectness : float (N, K)
            Logits.
        deltas : float (N, K, 4)
        """
        planes = pictures.permute(0, 3, 1, 2).flip(1).float().contiguous()
        maps = self.trunk((planes - self.mean) / self.deviation)
        chosen = [maps[level] for level in self.levels]
        features = chosen if self.pyramid is None else self.pyramid(chosen)
        objectness, deltas = self.proposals([*features, self.coarser(features[-1])])
        return features, objectness, deltas


class MaskRCNN(nn.Module):
    """The three stages of one network.

    Attributes
    ----------
    architecture : Architecture
    first : FirstStage
    second : BoxHead
    third : MaskHead
        What the latter two are given, `crops` cuts out of the first's features.
    """

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        self.first = FirstStage(architecture)
        self.second = BoxHead(architecture)
        self.third = MaskHead(architecture)

    def crops(
        self, maps: Sequence[torch.Tensor], boxes: Sequence[Float], size: int
    ) -> torch.Tensor:
        """Cut features out of maps of the first stage, for `size` cells a side: see `roi_align`."""
        told = self.architecture
        return roi_align(maps, told.strides, boxes, size, told.sampling, told.roi_side)
