"""Instances in COCO's words.

Source: https://cocodataset.org/#format-results and https://cocodataset.org/#format-data.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from maskrcnn.coco_classes import category_ids
from maskrcnn.instances import Instance, Instances
from maskrcnn.polygons import polygons_of
from maskrcnn.rings import part_rings


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
            result["segmentation"] = (polygons and _rings(one)) or rle_of(one)
        if one.track_id is not None:
            result["track_id"] = one.track_id
        results.append(result)
    return results


def _rings(one: Instance) -> list[list[float]]:
    """Return the rings of the parts of an object, each as COCO has it: `[x, y, x, y, ...]`."""
    window, pixels = one.pixels
    return [(ring + window[:2]).ravel().tolist() for ring in part_rings(polygons_of(pixels))]


def rle_of(one: Instance) -> dict[str, Any]:
    """Return the mask of an object as COCO's compressed RLE: `{"size": [H, W], "counts": str}`.

    It is what `maskrcnn.masks.encode_rle` makes of the whole picture's mask, counted in the window
    of the object alone.
    """
    from pycocotools import mask as coco

    (x0, y0, *_), pixels = one.pixels
    height, width = one.instances.size
    columns = np.zeros((pixels.shape[1], pixels.shape[0] + 2), np.int8)
    columns[:, 1:-1] = pixels.T
    column, row = np.nonzero(np.diff(columns, axis=1))
    places, times = np.unique((x0 + column) * height + y0 + row, return_counts=True)
    edges = places[times == 1]  # no edge where a run goes on in the next column
    counts = np.diff(edges, prepend=0, append=height * width)
    if counts[-1] == 0:
        counts = counts[:-1]
    size = {"size": [height, width]}
    packed = coco.frPyObjects({**size, "counts": counts.tolist()}, height, width)
    return {**size, "counts": packed["counts"].decode("ascii")}
