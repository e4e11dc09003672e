"""Instances in our own JSON.

Soft crops are PNG files in base64, one an instance, so that any program and any browser can read
them.
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

from maskrcnn.errors import ResultsError
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances, Trace
from maskrcnn.labels import Labels
from maskrcnn.masks import MaskOptions, Uint8
from maskrcnn.options import probability

MAX_CROP_SIDE = 16_384
MAX_PIXELS = 2**31
"""Of a picture: far more than is read unless a user insists."""

DAMAGE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What comes of reading JSON that is not of the form that it should be."""


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
    """Read what `labels_to_json` made.

    Raises
    ------
    KeyError, TypeError, ValueError
        If something is missing or of the wrong kind.
    """
    colors = tuple((_channel(b), _channel(g), _channel(r)) for b, g, r in data["colors"])
    return Labels(tuple(str(name) for name in data["names"]), colors)


def _channel(value: float) -> int:
    if not 0 <= value <= 255:
        raise ValueError(f"{value} is no part of a colour")
    return int(value)


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
    except DAMAGE as error:
        raise ResultsError(f"not instances in JSON: {error!r}: write them with to_json") from error


def from_record(record: dict[str, Any], labels: Labels) -> Instances:
    """Read what `to_record` made.

    Raises
    ------
    ResultsError
        If a soft crop is damaged, a box not in the picture, or a class not in the labels.
    DAMAGE
        If something else is missing or of the wrong kind.
    """
    rows, masks, trace = record["instances"], record["masks"], record.get("trace")
    moment, tracks = record.get("moment"), [row["track"] for row in rows if "track" in row]
    height, width = (int(side) for side in record["size"])
    if not (height > 0 < width and height * width <= MAX_PIXELS):
        raise ResultsError(f"{width}×{height} is not the size of a picture")
    boxes = _numbers([row["box"] for row in rows]).reshape(-1, 4)
    class_ids = np.array([row["class_id"] for row in rows], np.int32)
    scores = _numbers([row["score"] for row in rows])
    if np.isnan(scores).any():
        raise ResultsError("a score is no number")
    if not _inside(boxes, height, width):
        raise ResultsError(f"a box is empty or leaves the picture of {width}×{height}")
    if 0 < len(tracks) < len(rows):
        raise ResultsError("some objects have a track and others none")
    if ((class_ids < 0) | (class_ids >= len(labels))).any():
        raise ResultsError(f"a class number is beyond the {len(labels)} labels")
    return Instances(
        size=(height, width),
        boxes=boxes,
        scores=scores,
        class_ids=class_ids,
        crops=None if masks is None else tuple(_unpng(row["crop"]) for row in rows),
        labels=labels,
        mask_options=MaskOptions() if masks is None else mask_options_from_json(masks),
        name=str(record["name"]),
        trace=None if trace is None else _trace(trace),
        track_ids=np.array(tracks, np.int32) if tracks else None,
        moment=None if moment is None else Moment.from_json(moment),
    )


def _numbers(values: list[Any]) -> NDArray[np.float32]:
    """Return numbers, none of them larger than any box or score can be."""
    numbers = np.array(values, np.float64)
    if (np.abs(numbers) > MAX_PIXELS).any():
        raise ResultsError("a box or score is beyond all numbers that it could be")
    return numbers.astype(np.float32)


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
    return MaskOptions(probability(data["threshold"]), interpolation)


def _trace(data: dict[str, Any]) -> Trace:
    shapes = {str(name): tuple(map(int, shape)) for name, shape in data["shapes"].items()}
    stages = {str(name): float(seconds) for name, seconds in data.get("stages", {}).items()}
    return Trace(
        str(data["model"]),
        str(data["engine"]),
        float(data["network_seconds"]),
        float(data["total_seconds"]),
        shapes,
        stages,
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
