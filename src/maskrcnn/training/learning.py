"""One step of learning: what the network says of a batch, held against what it should have said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch

from maskrcnn.masks import Float, Size, Uint8
from maskrcnn.rcnn.anchors import anchor_boxes
from maskrcnn.rcnn.proposals import propose
from maskrcnn.rcnn.settings import RCNNSettings
from maskrcnn.training.losses import box_loss, class_loss, mask_loss, objectness_loss
from maskrcnn.training.network.mask_rcnn import MaskRCNN
from maskrcnn.training.targets.anchors import AnchorTargets, anchor_targets
from maskrcnn.training.targets.marked import Marked
from maskrcnn.training.targets.rois import RoiTargets, mask_targets, roi_targets

Losses = dict[str, torch.Tensor]


class Batch(Protocol):
    """Pictures of one size, and what is marked in each."""

    @property
    def pictures(self) -> Uint8:
        """The pictures `(N, H, W, 3)`, BGR."""
        ...

    @property
    def marked(self) -> Sequence[Marked]:
        """The objects of each."""
        ...


@dataclass(frozen=True)
class Teacher:
    """Tells a network how wrong it is.

    Attributes
    ----------
    settings : RCNNSettings
        Those of the network, with as many proposals as are chosen from.
    rois : int
        Proposals of each picture that the heads learn from.
    device : torch.device
    """

    settings: RCNNSettings
    rois: int
    device: torch.device

    def losses(self, network: MaskRCNN, batch: Batch, rng: np.random.Generator) -> Losses:
        """Return the five losses of a batch, each a number with a gradient."""
        pictures = torch.from_numpy(batch.pictures).to(self.device)
        features, objectness, deltas = network.first(pictures)
        size = batch.pictures.shape[1:3]
        anchors = self._anchors(network, size)
        losses = self._of_anchors(anchors, objectness, deltas, batch, rng)
        proposals = self._proposals(anchors, objectness, deltas, size)
        targets = [
            roi_targets(each, marked, self.rois, self.settings.box_variance, rng)
            for each, marked in zip(proposals, batch.marked, strict=True)
        ]
        return {
            **losses,
            **self._of_boxes(network, features, targets),
            **self._of_masks(network, features, targets, batch),
        }

    def _anchors(self, network: MaskRCNN, size: Size) -> Float:
        strides = network.architecture.rpn_strides
        return np.concatenate(
            [
                anchor_boxes(anchors, (size[0] // stride, size[1] // stride), size)
                for anchors, stride in zip(self.settings.anchors, strides, strict=True)
            ]
        )

    def _of_anchors(
        self,
        anchors: Float,
        objectness: torch.Tensor,
        deltas: torch.Tensor,
        batch: Batch,
        rng: np.random.Generator,
    ) -> Losses:
        variance = self.settings.box_variance
        targets = [anchor_targets(anchors, each, variance, rng) for each in batch.marked]
        taught = self._flat([each.places for each in targets], len(anchors))
        holding = self._flat([each.places[: len(each.deltas)] for each in targets], len(anchors))
        is_object = self._tensor(np.concatenate([_is_object(each) for each in targets]))
        wanted = self._tensor(np.concatenate([each.deltas for each in targets]))
        sure, of_boxes = self._weights(targets)
        said = objectness.flatten()[taught].float(), deltas.flatten(0, 1)[holding].float()
        return {
            "objectness": objectness_loss(said[0], is_object, sure),
            "anchor boxes": box_loss(said[1], wanted, of_boxes, len(taught)),
        }

    def _proposals(
        self, anchors: Float, objectness: torch.Tensor, deltas: torch.Tensor, size: Size
    ) -> list[Float]:
        logits, corrections = (each.detach().float().cpu().numpy() for each in (objectness, deltas))
        return [
            propose(*said, anchors, size, self.settings).boxes
            for said in zip(logits, corrections, strict=True)
        ]

    def _of_boxes(
        self, network: MaskRCNN, features: list[torch.Tensor], targets: Sequence[RoiTargets]
    ) -> Losses:
        architecture = network.architecture
        boxes = [each.boxes for each in targets]
        crops = network.crops(features, boxes, architecture.box_size)
        logits, deltas = network.second(crops)
        classes = self._tensor(np.concatenate([each.classes for each in targets]))
        holding = torch.nonzero(classes)[:, 0]
        of_class = deltas[holding, classes[holding] - 1].float()
        wanted = self._tensor(np.concatenate([each.deltas for each in targets]))
        sure, of_boxes = self._weights(targets)
        return {
            "classes": class_loss(logits.float(), classes, sure),
            "boxes": box_loss(of_class, wanted, of_boxes, len(classes)),
        }

    def _of_masks(
        self,
        network: MaskRCNN,
        features: list[torch.Tensor],
        targets: Sequence[RoiTargets],
        batch: Batch,
    ) -> Losses:
        architecture = network.architecture
        holding = [each.boxes[: len(each.objects)] for each in targets]
        classes = np.concatenate([each.classes[: len(each.objects)] for each in targets]) - 1
        if not len(classes):
            return {"masks": features[0].sum() * 0}
        crops = network.crops(features, holding, architecture.mask_size)
        logits = network.third(crops)
        wanted = np.concatenate(
            [
                mask_targets(each, marked, logits.shape[-1])
                for each, marked in zip(targets, batch.marked, strict=True)
            ]
        )
        own = logits[torch.arange(len(classes)), self._tensor(classes)]
        _, sure = self._weights(targets)
        return {"masks": mask_loss(own.float(), self._tensor(wanted), sure)}

    def _weights(
        self, targets: Sequence[AnchorTargets] | Sequence[RoiTargets]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the weights of all boxes that teach, and of those that hold an object."""
        holding = [each.weights[: len(each.deltas)] for each in targets]
        everything = np.concatenate([each.weights for each in targets])
        return self._tensor(everything), self._tensor(np.concatenate(holding))

    def _flat(self, places: Sequence[np.ndarray], count: int) -> torch.Tensor:
        """Return places among the anchors of all pictures in a row."""
        return self._tensor(np.concatenate([each + i * count for i, each in enumerate(places)]))

    def _tensor(self, array: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(array)).to(self.device)


def _is_object(targets: AnchorTargets) -> Float:
    return (np.arange(len(targets.places)) < len(targets.deltas)).astype(np.float32)
