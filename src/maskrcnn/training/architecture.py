"""What a network of ours is made of, in words and numbers that a file can hold."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal, cast, get_args

from maskrcnn.errors import ModelError
from maskrcnn.input_size import LARGEST, KeepAspectRatio
from maskrcnn.models.record import Record
from maskrcnn.rcnn.anchors import Anchors, grid_anchors
from maskrcnn.rcnn.settings import ROI_SIDE, PyramidCrop, RCNNSettings, Suppression

TrunkName = Literal["plain", "mobilenet-v2", "resnet-50", "yolov5s", "nanodet"]

PRETRAINED = "pretrained"
"""Stands for the weights that are known for a trunk."""
FROM_NOTHING = "none"
"""Stands for a trunk with weights drawn at random."""
WITHOUT_WEIGHTS = ("plain", "resnet-50")
"""Trunks that no weights are known for."""

ASPECT_RATIOS = (0.5, 1.0, 2.0)
"""Widths over heights of anchors, as in the papers."""

BOX_VARIANCE = (0.1, 0.1, 0.2, 0.2)
"""Makes the deltas of the second stage about as large as 1 (Fast R-CNN, section 2.3)."""


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """The shape of a Mask R-CNN with a feature pyramid.

    Attributes
    ----------
    classes : int
        Without the background.
    trunk : TrunkName
    strides : tuple of int
        Pixels a cell of the maps that RoIs are cut from: the finest first, each twice the one
        before. The region proposal network sees one map more, twice as coarse.
    width : int
        Channels of the pyramid.
    anchor_scale : float
        The side of a square anchor, in cells.
    evidence : bool
        Whether the maps end in a channel a class that tells where its objects' middles are, which
        the box head adds, weighed over the box, to what it makes of everything else.
    rpn_width, box_channels, box_width, mask_width : int
        Channels in the region proposal network, in the box head's convolutions, in its layer after
        them, and in the mask head.
    mask_layers : int
        Convolutions before masks are made larger.
    box_size, mask_size : int
        Cells a side of the crops that the heads see; masks have twice `mask_size`.
    sampling : int
        Samples a side of a cell of a crop.
    roi_side : int
        Boxes of about this side, in pixels, are cut from the map of stride 16 (Lin et al., 2017,
        equation 1).
    shorter, longer : int
        The input: the shorter side of pictures, and the most for the longer.
    """

    classes: int
    trunk: TrunkName = "plain"
    strides: tuple[int, ...] = (8, 16, 32)
    width: int = 64
    anchor_scale: float = 4.0
    evidence: bool = False
    rpn_width: int = 64
    box_channels: int = 64
    box_width: int = 256
    mask_width: int = 64
    mask_layers: int = 2
    box_size: int = 7
    mask_size: int = 14
    sampling: int = 2
    roi_side: int = ROI_SIDE
    shorter: int = 320
    longer: int = 544

    @property
    def rpn_strides(self) -> tuple[int, ...]:
        """Pixels a cell of the maps that the region proposal network sees."""
        return (*self.strides, 2 * self.strides[-1])

    @property
    def anchors(self) -> tuple[Anchors, ...]:
        """The anchors of those maps: one scale a map, in its cells' middles."""
        return tuple(
            grid_anchors((self.anchor_scale,), ASPECT_RATIOS, stride, stride, 0.5)
            for stride in self.rpn_strides
        )

    @property
    def input_size(self) -> KeepAspectRatio:
        """How large a picture goes in: both sides fit the coarsest map."""
        return KeepAspectRatio(self.shorter, self.longer, multiple=self.rpn_strides[-1])

    def settings(self, proposals: int = 100) -> RCNNSettings:
        """Return what runs between the stages, with so many proposals at most.

        The limits are those of Mask R-CNN (He et al., 2017, section 3.1) and of COCO.
        """
        return RCNNSettings(
            classes=self.classes,
            anchors=self.anchors,
            box_variance=BOX_VARIANCE,
            proposals=Suppression(0.0, 0.7, proposals, proposals),
            clips_proposals_first=True,
            crop=PyramidCrop(
                self.strides, self.box_size, self.mask_size, self.sampling, self.roi_side
            ),
            detections=Suppression(0.0, 0.5, 100, 100),
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {**asdict(self), "strides": list(self.strides)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Architecture:
        """Read what `to_json` made.

        Raises
        ------
        ModelError
            If it is not of that form, or a number is far from those of known networks.
        """
        record = Record(data, "architecture")
        trunk = record.text("trunk")
        if trunk not in get_args(TrunkName):
            raise ModelError(f"architecture.trunk is {trunk!r}, which is not known here")
        strides = record.numbers("strides", 4, 4, 32)
        doubled = all(coarser == 2 * finer for finer, coarser in pairwise(strides))
        if strides[0] not in (4, 8, 16, 32) or not doubled:
            raise ModelError("architecture.strides should be of 4, 8, 16, 32, one after the other")
        return cls(
            classes=record.whole("classes", 1, 10_000),
            trunk=cast("TrunkName", trunk),
            strides=tuple(map(int, strides)),
            width=record.whole("width", 1, 512),
            anchor_scale=record.number("anchor_scale", 0.1, 100),
            box_width=record.whole("box_width", 1, 2048),
            mask_width=record.whole("mask_width", 1, 512),
            mask_layers=record.whole("mask_layers", 1, 16),
            box_size=record.whole("box_size", 1, 28),
            mask_size=record.whole("mask_size", 1, 28),
            sampling=record.whole("sampling", 1, 8),
            **_later(record),
            shorter=record.whole("shorter", 1, LARGEST),
            longer=record.whole("longer", 1, LARGEST),
        )


def _later(record: Record) -> dict[str, Any]:
    """Read what models that were made first do not tell."""
    told = tuple(record)
    limits = {"rpn_width": 512, "box_channels": 512, "roi_side": LARGEST}
    wholes = {key: record.whole(key, 1, most) for key, most in limits.items() if key in told}
    return {**wholes, **({"evidence": record.flag("evidence")} if "evidence" in told else {})}
