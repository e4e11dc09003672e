"""Instances in other people's words: JSON, COCO results, supervision's detections.

The JSON form is our own. Its soft crops are PNG files in base64, one an instance, so that any
program and any browser can read them.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.coco_classes import category_ids
from maskrcnn.errors import ResultsError, UsageError
from maskrcnn.footage import Moment
from maskrcnn.instances import Instance, Instances, Trace
from maskrcnn.labels import Labels
from maskrcnn.masks import (
    Bool,
    MaskOptions,
    Size,
    Uint8,
    crop_of_mask,
    encode_rle,
    polygons_of,
)
from maskrcnn.rings import part_rings

MAX_CROP_SIDE = 16_384
MAX_CLASSES = 100_000


def to_json(instances: Instances) -> dict[str, Any]:
    """Return a self-contained dictionary: the record, and the labels it refers to."""
    return {"labels": labels_to_json(instances.labels), **to_record(instances)}


def to_record(instances: Instances) -> dict[str, Any]:
    """Return what is said of one picture, as a line of a results file holds it."""
    return {
        "name": instances.name,
        "size": list(instances.size),
        "masks": None if instances.crops is None else asdict(instances.mask_options),
        "trace": None if instances.trace is None else asdict(instances.trace),
        "moment": None if instances.moment is None else instances.moment.to_json(),
        "instances": [
            {
                "label": one.label,
                "class_id": one.class_id,
                "score": one.score,
                "box": one.box.tolist(),
                "area": one.area,
                "crop": None if one.crop is None else _png(one.crop),
                **({} if one.track_id is None else {"track": one.track_id}),
            }
            for one in instances
        ],
    }


def labels_to_json(labels: Labels) -> dict[str, Any]:
    """Return class names and colours as plain lists."""
    return {"names": list(labels.names), "colors": [list(color) for color in labels.colors]}


def labels_from_json(data: dict[str, Any]) -> Labels:
    """Read what `labels_to_json` made."""
    colors = tuple((int(b), int(g), int(r)) for b, g, r in data["colors"])
    return Labels(tuple(str(name) for name in data["names"]), colors)


def from_json(source: dict[str, Any] | str | Path) -> Instances:
    """Read what `to_json` made: a dictionary, its text, or the path of a file of it.

    Raises
    ------
    ResultsError
        If it is not of that form.
    """
    data = source if isinstance(source, dict) else _load(source)
    try:
        return from_record(data, labels_from_json(data["labels"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ResultsError(f"not instances in JSON: {error!r}: write them with to_json") from error


def from_record(record: dict[str, Any], labels: Labels) -> Instances:
    """Read what `to_record` made.

    Raises
    ------
    ResultsError
        If a soft crop is damaged, a box not in the picture, or a class not in the labels.
    KeyError, TypeError, ValueError
        If something else is missing or of the wrong kind.
    """
    rows, masks, trace = record["instances"], record["masks"], record.get("trace")
    moment, tracks = record.get("moment"), [row["track"] for row in rows if "track" in row]
    height, width = (int(side) for side in record["size"])
    boxes = np.array([row["box"] for row in rows], np.float32).reshape(-1, 4)
    class_ids = np.array([row["class_id"] for row in rows], np.int32)
    if not _inside(boxes, height, width):
        raise ResultsError(f"a box is empty or leaves the picture of {width}×{height}")
    if ((class_ids < 0) | (class_ids >= len(labels))).any():
        raise ResultsError(f"a class number is beyond the {len(labels)} labels")
    return Instances(
        size=(height, width),
        boxes=boxes,
        scores=np.array([row["score"] for row in rows], np.float32),
        class_ids=class_ids,
        crops=None if masks is None else tuple(_unpng(row["crop"]) for row in rows),
        labels=labels,
        mask_options=MaskOptions() if masks is None else mask_options_from_json(masks),
        name=str(record["name"]),
        trace=None if trace is None else _trace(trace),
        track_ids=np.array(tracks, np.int32) if tracks else None,
        moment=None if moment is None else Moment.from_json(moment),
    )


def _inside(boxes: NDArray[np.float32], height: int, width: int) -> bool:
    """Tell whether every box has an extent and lies in the picture."""
    x0, y0, x1, y1 = boxes.T
    across = (x0 >= 0) & (x0 < x1) & (x1 <= width)
    return bool((across & (y0 >= 0) & (y0 < y1) & (y1 <= height)).all())


def mask_options_from_json(data: dict[str, Any]) -> MaskOptions:
    """Read how crops become pixels, as a record has it under `masks`.

    Raises
    ------
    ResultsError
        If that is no way.
    KeyError, TypeError, ValueError
        If something is missing or of the wrong kind.
    """
    interpolation = data["interpolation"]
    if interpolation not in ("linear", "nearest"):
        raise ResultsError(f"{interpolation!r} is no way to interpolate masks")
    return MaskOptions(float(data["threshold"]), interpolation)


def _trace(data: dict[str, Any]) -> Trace:
    shapes = {str(name): tuple(map(int, shape)) for name, shape in data["shapes"].items()}
    return Trace(
        str(data["model"]),
        str(data["engine"]),
        float(data["network_seconds"]),
        float(data["total_seconds"]),
        shapes,
    )


def _load(source: str | Path) -> dict[str, Any]:
    try:
        if isinstance(source, str) and source.lstrip().startswith("{"):
            data = json.loads(source)
        else:
            data = json.loads(Path(source).read_text(encoding="utf-8"))
    except OSError as error:
        raise ResultsError(f"{source}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ResultsError(f"not JSON: {error}") from error
    if not isinstance(data, dict):
        raise ResultsError(f"not instances in JSON: a {type(data).__name__}, not an object")
    return data


def _png(crop: Uint8) -> str:
    return base64.b64encode(png_of_crop(crop)).decode("ascii")


def _unpng(text: str) -> Uint8:
    return crop_of_png(base64.b64decode(text, validate=True))


def png_of_crop(crop: Uint8) -> bytes:
    """Return a soft crop as a PNG file."""
    return cv2.imencode(".png", crop)[1].tobytes()


def crop_of_png(data: bytes) -> Uint8:
    """Decode a soft crop, bounding its sides before OpenCV allocates memory for it.

    Raises
    ------
    ResultsError
        If it is damaged or too large.
    """
    sides = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if not all(0 < side <= MAX_CROP_SIDE for side in sides):
        raise ResultsError(f"a soft crop claims {sides[0]}×{sides[1]} pixels")
    crop = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if crop is None:
        raise ResultsError("a soft crop is damaged")
    return np.asarray(crop, np.uint8)


def to_coco(
    instances: Instances, image_id: int = 0, polygons: bool = False
) -> list[dict[str, Any]]:
    """Return COCO's results format: one dictionary an instance.

    Category ids are the official ones where the labels are COCO's, else the class id plus one.
    Masks are compressed run lengths. As polygons, which COCO keeps without holes, they are cut open
    by slits; one without a pixel stays run lengths.
    """
    ids = category_ids(instances.labels.names)
    results: list[dict[str, Any]] = []
    for one in instances:
        x0, y0, x1, y1 = one.box.tolist()
        result = {
            "image_id": image_id,
            "category_id": ids[one.class_id],
            "bbox": [x0, y0, x1 - x0, y1 - y0],
            "score": one.score,
            "area": one.area,
        }
        if one.crop is not None:
            result["segmentation"] = (polygons and _rings(one)) or encode_rle(one.mask)
        if one.track_id is not None:
            result["track_id"] = one.track_id
        results.append(result)
    return results


def _rings(one: Instance) -> list[list[float]]:
    """Return the rings of the parts of an object, each as COCO has it: `[x, y, x, y, ...]`."""
    window, pixels = one.pixels
    return [(ring + window[:2]).ravel().tolist() for ring in part_rings(polygons_of(pixels))]


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
