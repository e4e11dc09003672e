"""What a detector of the TensorFlow Object Detection API is, as far as running it needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from maskrcnn.input_size import FixedSize
from maskrcnn.models.tensorflow_graph.heads import DetectorKind, SingleStageHeads, TwoStageHeads
from maskrcnn.models.tensorflow_graph.settings import Resizer
from maskrcnn.rcnn.anchors import Anchors
from maskrcnn.rcnn.settings import RoiCrop, Suppression

_OUTPUTS: dict[DetectorKind, tuple[str, ...]] = {
    "mask-rcnn": ("detection_out_final", "detection_masks"),
    "faster-rcnn": ("detection_out_final",),
    "ssd": ("detection_out",),
}


@dataclass(frozen=True, kw_only=True)
class Detector:
    """What all kinds of detectors have.

    Attributes
    ----------
    heads : TwoStageHeads or SingleStageHeads
        The layers that give its results.
    feature_extractor : str
        In words: "inception v2", "resnet50", "mobilenet v1 fpn"; "unknown" is no fault.
    classes : int
        Without the background.
    resizer : KeepAspectRatio or FixedSize
        What it was trained with.
    anchors : tuple of Anchors
        One of the only map in two stages, one for each map in SSD.
    box_variance : tuple of float
        What encoded boxes are multiplied by: x, y, width, height.
    activation : {"softmax", "sigmoid"}
        What makes probabilities of class logits.
    detections : Suppression
        Which boxes it gives.
    assumed : tuple of str
        The settings that nothing told, so that they are as the API's authors published them.
    """

    heads: TwoStageHeads | SingleStageHeads
    feature_extractor: str
    classes: int
    resizer: Resizer
    anchors: tuple[Anchors, ...]
    box_variance: tuple[float, float, float, float]
    activation: Literal["softmax", "sigmoid"]
    detections: Suppression
    assumed: tuple[str, ...]

    @property
    def kind(self) -> DetectorKind:
        """`"mask-rcnn"`, `"faster-rcnn"` or `"ssd"`."""
        return self.heads.kind

    @property
    def outputs(self) -> tuple[str, ...]:
        """What to ask OpenCV for: detections of shape (1, 1, N, 7), then the masks if any.

        A detection is (picture, class, score, left, top, right, bottom), the corners as parts of
        the picture's width and height. Masks are probabilities (N, classes, h, w).
        """
        return _OUTPUTS[self.kind]

    @property
    def first_class(self) -> int:
        """The class number that OpenCV gives for the first label; SSD counts the background."""
        return 1 if self.kind == "ssd" else 0

    @property
    def input_size(self) -> tuple[int, int] | None:
        """Height and width that the picture has to have, None where any will do.

        Besides its size, OpenCV needs the picture with red first and values from 0 to 255: their
        scaling is part of the graph.
        """
        if isinstance(self.resizer, FixedSize):
            return self.resizer.height, self.resizer.width
        return None


@dataclass(frozen=True, kw_only=True)
class TwoStages(Detector):
    """Faster R-CNN, or Mask R-CNN.

    Attributes
    ----------
    proposals : Suppression
        Which boxes the second stage looks at.
    stride : float
        Pixels of the picture for a cell of the feature map.
    crop : RoiCrop
    mask_size : (int, int) or None
        Height and width of a mask; None for Faster R-CNN.
    """

    heads: TwoStageHeads
    proposals: Suppression
    stride: float
    crop: RoiCrop
    mask_size: tuple[int, int] | None


@dataclass(frozen=True, kw_only=True)
class SingleStage(Detector):
    """SSD."""

    heads: SingleStageHeads


Architecture: TypeAlias = TwoStages | SingleStage
