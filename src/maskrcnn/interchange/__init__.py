"""Instances in other people's words: JSON, COCO results, supervision's detections."""

from maskrcnn.interchange.coco import rle_of, to_coco
from maskrcnn.interchange.detections import from_supervision, to_supervision
from maskrcnn.interchange.records import (
    DAMAGE,
    crop_of_png,
    from_json,
    from_record,
    labels_from_json,
    labels_to_json,
    mask_options_from_json,
    png_of_crop,
    to_json,
    to_record,
)

__all__ = [
    "DAMAGE",
    "crop_of_png",
    "from_json",
    "from_record",
    "from_supervision",
    "labels_from_json",
    "labels_to_json",
    "mask_options_from_json",
    "png_of_crop",
    "rle_of",
    "to_coco",
    "to_json",
    "to_record",
    "to_supervision",
]
