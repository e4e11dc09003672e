"""What the page draws: everything that its scripts need, as plain values for JSON."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.drawing.colors import instance_colors
from maskrcnn.explain.explanation import Explanation
from maskrcnn.explain.figures import heat, liveliest
from maskrcnn.explain.kinds import class_colors
from maskrcnn.explain.lineage import Lineage
from maskrcnn.explain.steps import Steps
from maskrcnn.masks import Float, Uint8
from maskrcnn.rcnn.boxes import iou
from maskrcnn.rcnn.proposals import Proposals
from maskrcnn.rcnn.regions import CROPS, cropped
from maskrcnn.webpage import fitted, photo_uri, pixels_uri

PHOTO_QUALITY = 82
PICTURE_SIDE = 1024
MOST_BOXES = 300
"""Proposals that can be shown: the tutorial's last stop."""
MOST_OBJECTS = 24
CLASSES = 5
CHANNELS = 8


def drawn(told: Explanation) -> dict[str, Any]:
    """Return what the page draws; boxes are `xyxy` in pixels of the picture."""
    steps = told.steps
    height, width = steps.image.shape[:2]
    features = steps.features
    return {
        "picture": {
            "src": photo_uri(fitted(steps.image, PICTURE_SIDE), PHOTO_QUALITY),
            "width": width,
            "height": height,
        },
        "classes": _classes(steps),
        "activation": pixels_uri(heat(features.mean(0))),
        "channels": [
            {"number": number, "src": pixels_uri(heat(features[number]))}
            for number in liveliest(features, CHANNELS)
        ],
        "objectness": pixels_uri(heat(steps.cell_objectness)),
        "anchors": _anchors(steps),
        "proposals": {
            "before": _proposals(steps, steps.candidates),
            "after": _proposals(steps, steps.proposals),
        },
        "objects": [_object(steps, row) for row in range(min(len(steps.found), MOST_OBJECTS))],
        "threshold": steps.network.spec.mask_threshold,
        "lineage": _lineage(told.lineage),
    }


def _classes(steps: Steps) -> list[tuple[str, str]]:
    """Return the classes that were found, each with its colour in the semantic picture."""
    name, colors = steps.network.spec.labels.name, class_colors(steps.found)
    return [(name(class_id), _hex(color)) for class_id, color in colors.items()]


def _anchors(steps: Steps) -> dict[str, Any]:
    anchors = steps.network.stages.settings.anchors[steps.level]
    rows, columns = steps.cells[steps.level]
    height, width = steps.view.input_size
    x_scale, y_scale = (float(scale) for scale in steps.scale[:2])
    return {
        "rows": rows,
        "columns": columns,
        "step": [
            (anchors.stride or width / columns) * x_scale,
            (anchors.stride or height / rows) * y_scale,
        ],
        "offset": anchors.offset,
        "widths": [side * x_scale for side in anchors.widths],
        "heights": [side * y_scale for side in anchors.heights],
        "objectness": packed((steps.anchor_objectness * 65535).round().astype("<u2")),
    }


def _proposals(steps: Steps, proposals: Proposals) -> dict[str, Any]:
    return {
        "total": len(proposals),
        "boxes": rounded(proposals.boxes[:MOST_BOXES] * steps.scale),
        "objectness": proposals.objectness[:MOST_BOXES].astype(float).round(4).tolist(),
    }


def _object(steps: Steps, row: int) -> dict[str, Any]:
    one, labels = steps.found[row], steps.network.spec.labels
    place = int(steps.detections.proposals[row])
    proposal = steps.looked_at[place]
    crop = steps.network.stages.settings.crop
    crops = cropped(steps.view, [proposal[None]], crop, "B").feeds[CROPS]
    probabilities = steps.probabilities[place]
    names = ["background", *labels.names]
    return {
        "label": one.label,
        "score": round(one.score, 4),
        "color": _hex(instance_colors(steps.found)[row]),
        "rank": place + 1,
        "proposal": rounded(proposal * steps.scale),
        "box": [float(edge) for edge in one.box],
        "overlap": round(float(iou(proposal[None], steps.detections.boxes[row][None])[0, 0]), 2),
        "features": pixels_uri(heat(crops[0].mean(0))),
        "classes": [
            [names[i] if i < len(names) else labels.name(int(i) - 1), float(probabilities[i])]
            for i in (-probabilities).argsort(kind="stable")[:CLASSES]
        ],
        "mask": None if one.crop is None else {"shape": one.crop.shape, "values": packed(one.crop)},
    }


def _lineage(lineage: Lineage) -> dict[str, Any]:
    return {
        "ways": [{**asdict(way), "seconds": way.seconds} for way in lineage.ways],
        "searched": None if lineage.searched is None else rounded(lineage.searched[:MOST_BOXES]),
        "searched_count": 0 if lineage.searched is None else len(lineage.searched),
        "proposed": rounded(lineage.proposed[:MOST_BOXES]),
        "proposed_count": len(lineage.proposed),
    }


def rounded(boxes: Float) -> list[Any]:
    """Return boxes as lists of numbers, a tenth of a pixel exact."""
    numbers: list[Any] = boxes.astype(float).round(1).tolist()
    return numbers


def packed(values: NDArray[np.unsignedinteger[Any]]) -> str:
    """Return whole numbers as the base64 of their bytes, row by row."""
    return base64.b64encode(values.tobytes()).decode("ascii")


def _hex(color: Uint8) -> str:
    blue, green, red = color.tolist()
    return f"#{red:02x}{green:02x}{blue:02x}"
