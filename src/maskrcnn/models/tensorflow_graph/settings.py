"""How a detector was set up: what its weights do not tell.

Settings are gathered by name from several sources, each of which may know only some; the names
are those of `published_settings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from maskrcnn.input_size import FixedSize, KeepAspectRatio
from maskrcnn.models.tensorflow_graph.anchors import (
    pyramid_anchors,
    ssd_anchors,
    ssd_scales,
)
from maskrcnn.rcnn.anchors import grid_anchors

Settings: TypeAlias = Mapping[str, Any]

ANCHOR_BASE = 256.0
GRID_SCALES, GRID_RATIOS = (0.25, 0.5, 1.0, 2.0), (0.5, 1.0, 2.0)
SSD_LAYERS, SSD_SMALLEST, SSD_LARGEST = 6, 0.2, 0.95
SSD_RATIOS = (1.0, 2.0, 0.5, 3.0, 0.3333)
PYRAMID_LEVELS, PYRAMID_RATIOS = (3, 7), (1.0, 2.0, 0.5)
PYRAMID_BASE, PYRAMID_SCALES = 4.0, 2

BOX_VARIANCE = (0.1, 0.1, 0.2, 0.2)


Resizer: TypeAlias = KeepAspectRatio | FixedSize


SSD_SIZE, PYRAMID_SIZE = FixedSize(300, 300), FixedSize(640, 640)


def published_settings(kind: str, extractor: str, stride: float | None) -> Settings:
    """Return what the API's authors published for detectors of a kind.

    Parameters
    ----------
    kind : {"mask-rcnn", "faster-rcnn", "ssd"}
    extractor : str
        The feature extractor in words.
    stride : float or None
        Pixels from cell to cell of the feature map of the proposals.
    """
    detections = {
        "activation": "sigmoid" if kind == "ssd" else "softmax",
        "box_variance": BOX_VARIANCE,
        "detections.score": 0.3,
        "detections.overlap": 0.6,
        "detections.per_class": 100,
        "detections.total": 100,
    }
    if kind == "ssd":
        return detections | _published_ssd(extractor)
    proposals = 100 if kind == "mask-rcnn" or extractor == "inception v2" else 300
    sides = (800, 1365) if kind == "mask-rcnn" else (600, 1024)
    return detections | {
        "resizer": KeepAspectRatio(*sides),
        "anchors": (grid_anchors(GRID_SCALES, GRID_RATIOS, ANCHOR_BASE, stride or 16.0),),
        "proposals.score": 0.0,
        "proposals.overlap": 0.7,
        "proposals.per_class": proposals,
        "proposals.total": proposals,
    }


def _published_ssd(extractor: str) -> dict[str, Any]:
    if extractor.endswith(" fpn"):
        levels = range(PYRAMID_LEVELS[0], PYRAMID_LEVELS[1] + 1)
        return {
            "resizer": PYRAMID_SIZE,
            "anchors": pyramid_anchors(levels, PYRAMID_RATIOS, PYRAMID_BASE, PYRAMID_SCALES),
        }
    scales = ssd_scales(SSD_LAYERS, SSD_SMALLEST, SSD_LARGEST)
    return {
        "resizer": SSD_SIZE,
        "anchors": ssd_anchors(scales, SSD_RATIOS, (SSD_SIZE.height, SSD_SIZE.width)),
    }
