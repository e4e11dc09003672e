"""How a Mask R-CNN was set up: what the weights of its three networks do not tell."""

from __future__ import annotations

from dataclasses import dataclass

from maskrcnn.rcnn.anchors import Anchors

ROI_SIDE = 224
"""The side of an ImageNet picture: a box of it is cut from the map of the paper's level 4."""


@dataclass(frozen=True)
class Suppression:
    """Non-maximum suppression: of boxes that overlap, only the best stays.

    Attributes
    ----------
    score : float
        The probability that a box has to exceed.
    overlap : float
        The intersection over union from which a box counts as the same as a better one.
    per_class, total : int
        How many boxes stay of one class, and of all.
    """

    score: float
    overlap: float
    per_class: int
    total: int


@dataclass(frozen=True)
class RoiCrop:
    """How features are cut out of the map for one box: bilinear samples, then max-pooling.

    Attributes
    ----------
    samples : int
        Rows and columns of samples.
    pool, pool_stride : int
        Kernel and stride of the pooling, in samples.
    """

    samples: int
    pool: int
    pool_stride: int

    @property
    def box_size(self) -> int:
        """Cells a side of a crop."""
        return (self.samples - self.pool) // self.pool_stride + 1


@dataclass(frozen=True)
class PyramidCrop:
    """How features are cut out of a pyramid for one box: bilinear samples, averaged cell by cell.

    Attributes
    ----------
    strides : tuple of int
        Pixels a cell of the maps that boxes are cut from: the finest first, each twice the one
        before.
    box_size, mask_size : int
        Cells a side of a crop in the second and the third stage.
    sampling : int
        Samples a side of a cell.
    side : int
        Boxes from this one to twice as large are cut from the map of stride 16.
    """

    strides: tuple[int, ...]
    box_size: int
    mask_size: int
    sampling: int
    side: int = ROI_SIDE


@dataclass(frozen=True, kw_only=True)
class RCNNSettings:
    """What runs between the three networks.

    Attributes
    ----------
    classes : int
        Without the background.
    anchors : tuple of Anchors
        One of each feature map that proposals come from. Of a pyramid there may be one map more
        than boxes are cut from, twice as coarse as the coarsest of those.
    box_variance : (float, float, float, float)
        What encoded boxes are multiplied by: x, y, width, height.
    proposals : Suppression
        Which boxes the second stage looks at.
    clips_proposals_first : bool
        Whether proposals are clipped to the picture before those that overlap are dropped.
    crop : RoiCrop or PyramidCrop
        The latter where there is a pyramid.
    detections : Suppression
        Which boxes are detections; over how much score, the caller says.
    """

    classes: int
    anchors: tuple[Anchors, ...]
    box_variance: tuple[float, float, float, float]
    proposals: Suppression
    clips_proposals_first: bool
    crop: RoiCrop | PyramidCrop
    detections: Suppression
