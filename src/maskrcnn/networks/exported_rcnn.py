"""Mask R-CNN exported whole to ONNX, as torchvision does it.

The network takes one picture, red first, values from 0 to 1, of any size or of the one it was
exported for, and gives `boxes` (N, 4), `labels` (N,) with the background as 0, `scores` (N,) and
`masks` (N, 1, h, w): either one over each box, or each pasted into the whole picture.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maskrcnn.engines.network import Array
from maskrcnn.instances import Instances
from maskrcnn.masks import Float, Size, Uint8, centres, interpolate
from maskrcnn.networks.letterbox import Letterbox
from maskrcnn.networks.segmenter import Findings, OneNetwork

IMAGE, BOXES, LABELS, SCORES, MASKS = "image", "boxes", "labels", "scores", "masks"
MAX_CELLS = 56
"""Cells a side of a soft crop cut from a pasted mask: twice those of the mask head's 28."""


class ExportedRCNN(OneNetwork):
    """Mask R-CNN in one ONNX file."""

    def __call__(self, image: Uint8, floors: NDArray[np.float32]) -> Instances:
        """Find the instances in one picture; see `Segmenter`."""
        size = (image.shape[0], image.shape[1])
        fit = Letterbox.of(size, self.spec.input_size.of(size))
        planes = fit.fill(image)[..., ::-1].transpose(2, 0, 1).astype(np.float32) / 255
        outputs, seconds = self._run({IMAGE: planes})
        kept, class_ids = self._wanted(outputs[LABELS], outputs[SCORES], floors)
        found = Findings(fit.to_picture(outputs[BOXES][kept]), outputs[SCORES][kept], class_ids)
        inside, places = found.inside(size)
        masks = outputs[MASKS][kept[places], 0]
        crops = self._crops(masks, fit.to_input(inside.boxes), fit.size)
        return self._instances(image, inside, crops, self._trace(seconds, outputs))

    def _crops(self, masks: Float, boxes: Float, size: Size) -> tuple[Uint8, ...]:
        if masks.shape[1:] == size:
            masks_over_boxes = [cut(mask, box) for mask, box in zip(masks, boxes, strict=True)]
        else:
            masks_over_boxes = list(masks)
        return tuple(
            (np.clip(mask, 0, 1) * 255).round().astype(np.uint8) for mask in masks_over_boxes
        )


def cut(mask: Float, box: Array) -> Float:
    """Sample a mask of a whole picture over a box, in as many cells as the mask can tell of."""
    x0, y0, x1, y1 = box.astype(np.float64)
    rows = min(MAX_CELLS, max(1, round(y1 - y0)))
    columns = min(MAX_CELLS, max(1, round(x1 - x0)))
    return interpolate(mask, centres(y0, y1, rows), centres(x0, x1, columns))
