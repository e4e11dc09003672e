"""The objects of one picture in COCO's words: what is marked, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.instances import Instances
from maskrcnn.interchange import rle_of
from maskrcnn.masks import Bool

Rle = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Objects:
    """N objects of a picture; every field has length N.

    Attributes
    ----------
    class_ids : int64 (N,)
        Places in the dataset's labels.
    scores : float32 (N,)
    boxes : float64 (N, 4)
        `xywh` in pixels.
    areas : int64 (N,)
        Pixels of the masks, or of the boxes where there are no masks.
    masks : list of dict, or None
        COCO's compressed run lengths; None where there are boxes only.
    """

    class_ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    boxes: NDArray[np.float64]
    areas: NDArray[np.int64]
    masks: list[Rle] | None

    @classmethod
    def of(cls, found: Instances, class_ids: NDArray[np.integer[Any]], masks: bool) -> Objects:
        """Take instances, their classes in the dataset's labels, and their masks if wanted."""
        boxes, areas = xywh(found.boxes), found.areas
        rles = [rle_of(one) for one in found] if masks else None
        return cls(class_ids.astype(np.int64), found.scores, boxes, areas, rles)

    def __len__(self) -> int:
        return len(self.class_ids)


def xywh(boxes: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return boxes `xyxy` as COCO writes them."""
    turned = boxes.astype(np.float64)
    turned[:, 2:] -= turned[:, :2]
    return turned


def overlaps(found: Objects, marked: Objects, crowd: Bool) -> NDArray[np.float64]:
    """Return how far the found objects overlap with the marked ones, `float64 (D, G)`.

    Of masks where both have them, else of boxes: intersection over union, and for crowds the part
    of the found object that lies in the crowd.
    """
    from hotcoco import mask as coco

    if not len(found) or not len(marked):
        return np.zeros((len(found), len(marked)))
    if found.masks is not None and marked.masks is not None:
        return coco.iou(found.masks, marked.masks, crowd)
    return coco.bbox_iou(found.boxes, marked.boxes, crowd)
