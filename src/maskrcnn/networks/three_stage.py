"""Mask R-CNN and Faster R-CNN in three stages: see `maskrcnn.rcnn.stages`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.instances import Instances, Trace
from maskrcnn.masks import Float, Size, Uint8
from maskrcnn.models.spec import Spec
from maskrcnn.networks.segmenter import Findings, Segmenter
from maskrcnn.rcnn.detections import Detections
from maskrcnn.rcnn.stages import Stages
from maskrcnn.rcnn.view import View


class ThreeStage(Segmenter):
    """A network that finds boxes first and makes masks of those that are wanted."""

    def __init__(self, spec: Spec, stages: Stages, proposals: int | None = None) -> None:
        super().__init__(spec, stages.description, stages.requests)
        self.stages = stages
        self.proposals = proposals

    def __call__(self, image: Uint8, floors: NDArray[np.float32]) -> Instances:
        """Find the instances in one picture; see `Segmenter`."""
        return self._together([image], floors)[0]

    def batch(self, images: Sequence[Uint8], floors: NDArray[np.float32]) -> list[Instances]:
        """Find the instances in several pictures; those of one size share each stage."""
        by_size: dict[Size, list[int]] = defaultdict(list)
        for place, image in enumerate(images):
            by_size[self.input_size(image)].append(place)
        found: dict[int, Instances] = {}
        for places in by_size.values():
            together = self._together([images[place] for place in places], floors)
            found |= dict(zip(places, together, strict=True))
        return [found[place] for place in range(len(images))]

    def input_size(self, image: Uint8) -> Size:
        """Return the height and width in which the network sees a picture."""
        return self.spec.input_size.of((image.shape[0], image.shape[1]))

    def resized(self, images: Sequence[Uint8]) -> Uint8:
        """Return pictures of one input size as the first stage takes them, `(N, H, W, 3)`."""
        size = self.input_size(images[0])
        return np.stack([_resize(image, size) for image in images])

    def _together(self, images: Sequence[Uint8], floors: NDArray[np.float32]) -> list[Instances]:
        view = self.stages.view(self.resized(images))
        proposals = [each.boxes for each in self.stages.propose(view, self.proposals)]
        classified = self.stages.classify(view, proposals)
        detections = self.stages.detect(view, proposals, classified, floors)
        masks = self.stages.masks(view, detections)
        trace = self._stage_trace(view, len(images))
        found = (
            self.instances(image, view.input_size, each, own if self.stages.gives_masks else None)
            for image, each, own in zip(images, detections, masks, strict=True)
        )
        return [replace(each, trace=trace) for each in found]

    def instances(
        self, image: Uint8, input_size: Size, detections: Detections, masks: Float | None
    ) -> Instances:
        """Bring detections, and masks `float32 (D, m, m)` of theirs, into pixels of a picture."""
        height, width = image.shape[:2]
        boxes = detections.boxes * scale_to(image, input_size)
        findings, places = Findings(boxes, detections.scores, detections.class_ids).inside(
            (height, width)
        )
        crops = None
        if masks is not None:
            crops = tuple((masks[places].clip(0, 1) * 255).round().astype(np.uint8))
        return self._instances(image, findings, crops)

    def _stage_trace(self, view: View, pictures: int) -> Trace:
        """Return how a picture's result came about; its seconds are its share of the batch's."""
        seconds = {letter: each / pictures for letter, each in view.seconds.items()}
        return Trace(
            self.spec.name, self.engine, sum(seconds.values()), shapes=view.shapes, stages=seconds
        )


def scale_to(image: Uint8, input_size: Size) -> Float:
    """Return what boxes of an input are multiplied by to be a picture's, `float32 (4,)`."""
    height, width = image.shape[:2]
    return np.array([width / input_size[1], height / input_size[0]] * 2, np.float32)


def _resize(image: Uint8, size: Size) -> Uint8:
    if image.shape[:2] == size:
        return image
    shrinks = size[0] < image.shape[0]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(image, size[::-1], interpolation=how).astype(np.uint8, copy=False)
