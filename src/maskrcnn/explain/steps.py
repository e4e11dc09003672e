"""What each step of the network saw and said: the stages run one by one, and nothing forgotten."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar, cast

import numpy as np

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances
from maskrcnn.masks import Float, Size, Uint8
from maskrcnn.models import open_model
from maskrcnn.networks import STAGED, ThreeStage, build
from maskrcnn.networks.three_stage import scale_to
from maskrcnn.options import EngineOptions, NetworkOptions
from maskrcnn.rcnn.boxes import clip
from maskrcnn.rcnn.detections import Detections
from maskrcnn.rcnn.probabilities import sigmoid, softmax
from maskrcnn.rcnn.proposals import BEFORE_SUPPRESSION, Proposals, propose
from maskrcnn.rcnn.roi import level_of
from maskrcnn.rcnn.settings import RoiCrop
from maskrcnn.rcnn.stages import Classified, StageFiles, Stages
from maskrcnn.rcnn.view import View

Proposer = Literal["rpn", "selective-search"]
T = TypeVar("T")

TOGETHER = 100
"""Boxes that go through the second stage at a time; crops of 2000 would take a gigabyte."""


@dataclass(frozen=True)
class Steps:
    """Everything between a picture and the objects found in it.

    Attributes
    ----------
    network : ThreeStage
    image : uint8 (H, W, 3)
        BGR, as it came.
    resized : uint8 (h, w, 3)
        As the first stage sees it; boxes below are in its pixels.
    view : View
        What the first stage made of it.
    candidates : Proposals
        All corrected anchors that enter non-maximum suppression, best first.
    proposals : Proposals
        Those of them that it leaves.
    proposer : "rpn" or "selective-search"
        Who proposed the boxes that the second stage looked at.
    looked_at : float32 (P, 4)
        Those boxes.
    classified : Classified
        What the second stage says of them.
    detections : Detections
    masks : float32 (D, m, m), or None
        Probabilities over each detection's box; None where there is no third stage.
    found : Instances
        The detections as the predictor gives them, in pixels of the picture, in the same order.
    seconds : dict of str to float
        By step: "A", "proposals", "B", "C".
    """

    network: ThreeStage
    image: Uint8
    resized: Uint8
    view: View
    candidates: Proposals
    proposals: Proposals
    proposer: Proposer
    looked_at: Float
    classified: Classified
    detections: Detections
    masks: Float | None
    found: Instances
    seconds: dict[str, float]

    @property
    def scale(self) -> Float:
        """What boxes are multiplied by to be in pixels of the picture, `float32 (4,)`."""
        return scale_to(self.image, self.view.input_size)

    @property
    def cells(self) -> tuple[Size, ...]:
        """Rows and columns of each map that has anchors, the finest first."""
        return self.network.stages.cells(self.view)

    @property
    def level(self) -> int:
        """The map of a pyramid that is shown: the one that most boxes looked at are cut from."""
        crop = self.network.stages.settings.crop
        if isinstance(crop, RoiCrop) or not len(self.looked_at):
            return 0
        return int(np.bincount(level_of(self.looked_at, crop.strides, crop.side)).argmax())

    @property
    def features(self) -> Float:
        """That map, `float32 (C, rows, columns)`."""
        features: Float = self.view.maps[self.level][0]
        return features

    @property
    def anchor_objectness(self) -> Float:
        """The probability that each anchor there holds an object, `float32 (rows, columns, A)`."""
        counts = [len(each.widths) for each in self.network.stages.settings.anchors]
        sizes = [rows * columns * n for (rows, columns), n in zip(self.cells, counts, strict=True)]
        start = sum(sizes[: self.level])
        own = self.view.objectness[0, start : start + sizes[self.level]]
        return sigmoid(own).reshape(*self.cells[self.level], -1)

    @property
    def cell_objectness(self) -> Float:
        """The greatest of these in each cell, `float32 (rows, columns)`."""
        greatest: Float = self.anchor_objectness.max(2)
        return greatest

    @property
    def probabilities(self) -> Float:
        """Of each box looked at, for each class, `float32 (P, C + 1)`, the background first."""
        return np.nan_to_num(softmax(self.classified.class_logits))


def open_network(
    model: str | Path | None, engine: EngineOptions, options: NetworkOptions
) -> ThreeStage:
    """Open a network that runs in stages; by default the default model.

    Raises
    ------
    UsageError
        If the model has no stages.
    ModelError, EngineError
        As `maskrcnn.load` does.
    """
    opened = open_model(model)
    if not isinstance(opened.file, StageFiles):
        raise UsageError(
            f"{opened.spec.name} finds everything in one go, with no stages to explain: take the "
            "default model, a Mask R-CNN that you trained, or one of TensorFlow's zoo"
        )
    staged = replace(engine, engine=STAGED.get(engine.engine, engine.engine))
    return cast("ThreeStage", build(opened, staged, options))


def take_steps(
    network: ThreeStage, image: Uint8, floors: Float, boxes: Float | None = None
) -> Steps:
    """Run a network on a picture, step by step.

    Each network runs twice, so that the time told is that of one used to the picture's size.

    Parameters
    ----------
    network : ThreeStage
    image : uint8 (H, W, 3)
        BGR.
    floors : float32 (C,)
        The score that each class must exceed.
    boxes : float32 (P, 4), optional
        Boxes for the second stage to look at instead of the network's own, in pixels of the
        picture.
    """
    stages, seconds = network.stages, {}
    resized = network.resized([image])
    view, seconds["A"] = timed_again(lambda: stages.view(resized))
    (proposed,), seconds["proposals"] = timed(lambda: stages.propose(view, network.proposals))
    candidates, proposals = _ranked(stages, view)
    if boxes is None:
        looked_at = proposed.boxes
    else:
        looked_at = clip(boxes / scale_to(image, view.input_size), view.input_size)
    classified, seconds["B"] = timed_again(lambda: classify(stages, view, looked_at))
    (detections,) = stages.detect(view, [looked_at], [classified], floors)
    masks = None
    if stages.gives_masks:
        masks, seconds["C"] = timed_again(lambda: stages.masks(view, [detections])[0])
    found = network.instances(image, view.input_size, detections, masks)
    return Steps(
        network,
        image,
        resized[0],
        view,
        candidates,
        proposals,
        "rpn" if boxes is None else "selective-search",
        looked_at,
        classified,
        detections,
        masks,
        found,
        seconds,
    )


def classify(stages: Stages, view: View, boxes: Float) -> Classified:
    """Run the second stage on any number of boxes of one picture, some at a time."""
    starts = range(0, max(len(boxes), 1), TOGETHER)
    parts = [stages.classify(view, [boxes[start : start + TOGETHER]])[0] for start in starts]
    return Classified(
        np.concatenate([part.class_logits for part in parts]),
        np.concatenate([part.deltas for part in parts]),
    )


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Do some work, and tell how many seconds it took."""
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def timed_again(work: Callable[[], T]) -> tuple[T, float]:
    """Do some work twice, and tell how many seconds the second time took."""
    work()
    return timed(work)


def _ranked(stages: Stages, view: View) -> tuple[Proposals, Proposals]:
    """Return all proposals before and after non-maximum suppression, not the best of them only."""
    settings = stages.settings
    overlapping = replace(settings, proposals=replace(settings.proposals, overlap=np.inf))
    boxes = stages.anchors(view)
    before, after = (
        propose(
            view.objectness[0], view.deltas[0], boxes, view.input_size, rules, BEFORE_SUPPRESSION
        )
        for rules in (overlapping, settings)
    )
    return before, after
