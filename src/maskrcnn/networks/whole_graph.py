"""The whole graph in one go, as the tutorial runs it: boxes, and masks for every class.

Detectors of the TensorFlow Object Detection API behind OpenCV's text graph: Mask R-CNN, and
Faster R-CNN and SSD, which give boxes only. The picture goes in with red first.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8
from maskrcnn.networks.segmenter import Findings, OneNetwork

MASKS = "detection_masks"


class WholeGraph(OneNetwork):
    """Mask R-CNN, Faster R-CNN or SSD of the TensorFlow zoo in `cv2.dnn`."""

    def __call__(self, image: Uint8, floors: NDArray[np.float32]) -> Instances:
        """Find the instances in one picture; see `Segmenter`."""
        height, width = image.shape[:2]
        size = self.spec.input_size.of((height, width))[::-1]
        blob = cv2.dnn.blobFromImage(image, size=size, swapRB=True, crop=False)
        outputs, seconds = self._run({"image_tensor": blob})
        trace = self._trace(seconds, outputs)
        masks = outputs.pop(MASKS, None)
        (detections,) = outputs.values()
        rows = detections.reshape(-1, 7)
        kept, class_ids = self._wanted(rows[:, 1], rows[:, 2], floors)
        found = Findings(
            rows[kept, 3:] * np.array([width, height, width, height], np.float32),
            rows[kept, 2],
            class_ids,
        )
        found, places = found.inside((height, width))
        if masks is None:
            return self._instances(image, found, None, trace)
        own = masks[kept[places], found.class_ids]
        crops = tuple(np.clip(own * 255, 0, 255).round().astype(np.uint8))
        return self._instances(image, found, crops, trace)
