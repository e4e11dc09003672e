"""Instances as supervision's detections, and detections as instances.

Source: https://supervision.roboflow.com/latest/detection/core/.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Bool, Size, Uint8, crop_of_mask

MAX_CLASSES = 100_000


def to_supervision(instances: Instances) -> Any:
    """Return `supervision.Detections`, with full-size masks and tracks where there are any."""
    import supervision

    tracks = instances.track_ids
    return supervision.Detections(
        xyxy=instances.boxes.copy(),
        mask=instances.masks if instances.crops is not None and len(instances) else None,
        confidence=instances.scores.copy(),
        class_id=instances.class_ids.astype(int),
        tracker_id=None if tracks is None else tracks.astype(int),
        data={"class_name": np.array(instances.names)},
    )


def from_supervision(
    detections: Any, size: Size | None = None, labels: Labels | None = None
) -> Instances:
    """Make instances of `supervision.Detections`.

    Masks are kept to the pixel, with boxes around their pixels; detections without masks keep their
    boxes, cut to the picture. One of which nothing is in the picture is left out. The best score
    comes first; it is 1 where there is no confidence.

    Parameters
    ----------
    detections : supervision.Detections
    size : (int, int), optional
        Height and width of the picture; needed where there are no masks.
    labels : Labels, optional
        By default the class names that the detections carry; "class 7" where they carry none.

    Raises
    ------
    UsageError
        If the size is needed, is another than that of the masks, or a class is not in the labels.
    """
    masks = None if detections.mask is None else np.asarray(detections.mask, np.bool_)
    size = _size_of(masks, size)
    count = len(detections)
    class_ids = np.zeros(count, np.int32) if detections.class_id is None else detections.class_id
    labels = _labels_of(detections, class_ids) if labels is None else labels
    if count and not 0 <= class_ids.min() <= class_ids.max() < len(labels):
        raise UsageError(f"a class number is beyond the {len(labels)} labels")
    scores = np.ones(count) if detections.confidence is None else detections.confidence
    boxes, crops = _boxes_and_crops(detections, masks, size)
    best = np.argsort(-scores, kind="stable")
    kept = best[(boxes[best, :2] < boxes[best, 2:]).all(1)]
    tracks = detections.tracker_id
    return Instances(
        size=size,
        boxes=boxes[kept],
        scores=scores[kept].astype(np.float32),
        class_ids=class_ids[kept].astype(np.int32),
        crops=None if crops is None else tuple(crops[place] for place in kept),
        labels=labels,
        track_ids=None if tracks is None else tracks[kept].astype(np.int32),
    )


def _size_of(masks: Bool | None, size: Size | None) -> Size:
    if masks is None:
        if size is None:
            raise UsageError(
                "detections without masks do not tell the size of the picture: name it"
            )
        return size
    height, width = masks.shape[1:]
    if size not in (None, (height, width)):
        raise UsageError(f"the masks are {width}×{height}, not of the size {size}")
    return height, width


def _labels_of(detections: Any, class_ids: NDArray[Any]) -> Labels:
    """Return the names that detections carry, at the places of their class numbers."""
    count = int(class_ids.max(initial=-1)) + 1
    if count > MAX_CLASSES:
        raise UsageError(f"class number {count - 1} is beyond reason: name the labels")
    names = [f"class {place}" for place in range(count)]
    for place, name in zip(class_ids, detections.data.get("class_name", ()), strict=False):
        names[max(int(place), 0)] = str(name)
    return Labels(tuple(names))


def _boxes_and_crops(
    detections: Any, masks: Bool | None, size: Size
) -> tuple[NDArray[np.float32], list[Uint8] | None]:
    boxes = np.clip(detections.xyxy, 0, np.tile(size[::-1], 2)).astype(np.float32)
    if masks is None:
        return boxes, None
    crops: list[Uint8] = []
    for box, mask in zip(boxes, masks, strict=True):
        around, crop = crop_of_mask(mask)
        crops.append(crop)
        if mask.any():
            box[:] = around
    return boxes, crops
