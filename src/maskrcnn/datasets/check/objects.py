"""What is wrong with the objects that are marked in one picture."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets.annotated import is_box_only
from maskrcnn.datasets.check.crossing import SMALLEST, largest_loop
from maskrcnn.datasets.check.finding import Finding
from maskrcnn.formats.common.listed import Listed
from maskrcnn.formats.common.shapes import Found
from maskrcnn.instances import Instance, Instances
from maskrcnn.masks import mask_iou

FAR = 2.0
"""Pixels by which a box may leave a picture, or an edge of it be beside its mask's."""
SAME = 0.95
"""Intersection over union from which on two objects are one."""
AGREEING = 0.9
"""Intersection over union from which on a box is that of a mask."""
TINY, SEEN_AT = 16.0, 1024
"""Square pixels that an object has at least when a picture is as long as training shrinks it."""


def object_findings(found: Instances, listed: Listed | None) -> Iterator[Finding]:
    """Look at the objects of a picture.

    Parameters
    ----------
    found : Instances
    listed : Listed or None
        The same as the file tells them, if it tells more.
    """
    told = [None] * len(found) if listed is None else in_order(listed)
    for place, (one, record) in enumerate(zip(found, told, strict=True)):
        where = f"object {place + 1}" if record is None else record.where
        if is_box_only(found, place):
            yield Finding("box-only", f"{one.label}: a box and no mask", record=where)
        elif not one.area:
            yield Finding("empty-mask", f"{one.label}: has no pixel", record=where)
        else:
            yield from _size_findings(one, where)
        if record is not None:
            yield from _outline_findings(one, record)
    yield from _twice(found, told)


def in_order(listed: Listed) -> list[Found]:
    """Return the objects of a picture as `Instances` have them, the best score first."""
    return sorted(listed.objects, key=lambda one: -one.score)


def _size_findings(one: Instance, where: str) -> Iterator[Finding]:
    scale = min(1.0, SEEN_AT / max(one.instances.size))
    if one.area * scale**2 < TINY:
        yield Finding("tiny-object", f"{one.label}: has {one.area} pixels", record=where)


def _outline_findings(one: Instance, record: Found) -> Iterator[Finding]:
    rings = [shape.ring for shape in record.shapes if shape.ring is not None]
    loop = max(map(largest_loop, rings), default=0.0)
    if loop > SMALLEST:
        words = f"{one.label}: crosses itself, in a loop of {loop:.0f} pixels"
        yield Finding("crossing-outline", words, record=record.where)
    told = [] if record.told is None else [record.told]
    bounds = [*map(_around, rings), *told]
    beyond = max((_beyond(each, one.instances.size) for each in bounds), default=0.0)
    if beyond > FAR:
        words = f"{one.label}: reaches {beyond:.0f} pixels beyond the picture"
        yield Finding("over-edge", words, record=record.where)
    elif record.told is not None and record.shapes and one.area:
        off = float(abs(record.told - one.box).max())
        if off > FAR and _box_iou(record.told, one.box) < AGREEING:
            words = f"{one.label}: its box is {off:.0f} pixels off"
            yield Finding("box-and-mask", words, record=record.where)


def _around(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([ring.min(0), ring.max(0)])


def _beyond(box: NDArray[np.float64], size: tuple[int, int]) -> float:
    """Return by how many pixels a box leaves a picture."""
    (x0, y0, x1, y1), (height, width) = map(float, box), size
    return max(-x0, -y0, x1 - width, y1 - height)


def _box_iou(first: NDArray[np.float64], second: NDArray[np.float32]) -> float:
    low, high = np.maximum(first[:2], second[:2]), np.minimum(first[2:], second[2:])
    areas = [(box[2:] - box[:2]).prod() for box in (first, second)]
    shared = np.maximum(high - low, 0).prod()
    return float(shared / max(sum(areas) - shared, 1e-9))


def _twice(found: Instances, told: list[Found] | list[None]) -> Iterator[Finding]:
    """Tell of objects that lie on another that was marked before."""
    from maskrcnn.tracking.overlap import box_iou

    boxes = found.boxes.astype(np.float64)
    pairs = np.argwhere(np.triu(box_iou(boxes, boxes) > SAME, 1))
    seen: set[int] = set()
    for first, second in pairs.tolist():
        if second in seen or not mask_iou([found[first].mask], [found[second].mask]) > SAME:
            continue
        seen.add(second)
        one, other = found[second], found[first]
        record, before = told[second], told[first]
        called = f"object {first + 1}" if before is None else before.where
        kind = "" if one.label == other.label else f", marked as {other.label}"
        where = f"object {second + 1}" if record is None else record.where
        words = f"{one.label}: is the same as {called}{kind}"
        yield Finding("duplicate-object", words, record=where)
