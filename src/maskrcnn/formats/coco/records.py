"""COCO's records, which datasets and results share: classes, numbers of pictures, objects.

Source: https://cocodataset.org/#format-data and https://github.com/cocodataset/cocoapi.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.coco_classes import category_ids
from maskrcnn.formats.common.flaw import RecordError
from maskrcnn.formats.common.json_file import numbered
from maskrcnn.formats.common.numbers import box_in, picture_size, score_of, track_of
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.run_lengths import runs
from maskrcnn.formats.common.shapes import Found, Shape, nothing, polygon, window_around
from maskrcnn.labels import Labels
from maskrcnn.masks import Size


class ImageIds:
    """Numbers pictures: one that is named by a number, as COCO's are, has it already."""

    def __init__(self) -> None:
        self._taken: set[int] = set()
        self._next = 1

    def of(self, name: PurePath) -> int:
        """Return the number of the next picture."""
        stem = name.stem
        number = int(stem) if stem.isascii() and stem.isdecimal() and len(stem) < 16 else 0
        if not number or number in self._taken:
            while self._next in self._taken:
                self._next += 1
            number = self._next
        self._taken.add(number)
        return number


@dataclass(frozen=True)
class Classes:
    """The classes of a file.

    Attributes
    ----------
    labels : Labels
        In the file's order.
    places : mapping
        From a category id to a place in the labels.
    """

    labels: Labels
    places: Mapping[Hashable, int]


def categories(labels: Labels) -> list[dict[str, Any]]:
    """Return the classes as COCO lists them."""
    ids = category_ids(labels.names)
    return [
        {"id": id_, "name": name, "supercategory": "object"}
        for id_, name in zip(ids, labels.names, strict=True)
    ]


def classes_of(records: Any, remarks: Remarks) -> Classes:
    """Read a list of categories."""
    names: list[str] = []
    places: dict[Hashable, int] = {}
    for place, record in numbered(records):
        try:
            id_, name = key(record, "id"), record.get("name")
            if id_ in places:
                raise RecordError("duplicate-id", f"its id {id_!r} is there twice")
            if not isinstance(name, str):
                raise ValueError("its name is no text")
        except ValueError as error:
            remarks.left_out(f"category {place}", error)
        else:
            places[id_] = len(names)
            names.append(name)
    return Classes(Labels(tuple(names)), places)


def key(record: Any, name: str) -> Hashable:
    """Return an id that a record holds: a whole number or text.

    Raises
    ------
    ValueError
        If it holds none.
    """
    id_ = record.get(name) if isinstance(record, dict) else None
    if isinstance(id_, bool) or not isinstance(id_, int | str):
        raise ValueError(f"it has no {name}")
    return id_


def object_of(record: Any, size: Size, classes: Classes, where: str = "") -> Found:
    """Read an annotation or a result, which messages call `where`.

    Raises
    ------
    ValueError
        If it is damaged, of an unknown class, or outside the picture.
    """
    class_id = classes.places.get(key(record, "category_id"))
    if class_id is None:
        raise RecordError("unknown-class", f"there is no category {record['category_id']!r}")
    box, segmentation = record.get("bbox") or None, record.get("segmentation") or None
    shapes = () if segmentation is None else shapes_of(segmentation, size)
    told = None
    if box is not None:
        with suppress(ValueError) if shapes else nullcontext():
            told = _corners(box)
    if shapes:
        edges = np.array(window_around(shapes), np.float32)
    elif told is None:
        raise RecordError("empty-outline", "it has neither a pixel nor a box")
    else:
        edges = box_in(told, size)
        shapes = () if segmentation is None else (nothing(edges, size),)
    score, track = score_of(record.get("score")), track_of(record.get("track_id"))
    return Found(class_id, edges, shapes, score, track, told, where)


def _corners(box: Any) -> NDArray[np.float64]:
    try:
        x, y, width, height = map(float, box)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"its box {box!r} is not four numbers") from None
    return np.array((x, y, x + width, y + height))


def shapes_of(segmentation: Any, size: Size) -> tuple[Shape, ...]:
    """Read polygons or run lengths, compressed or not; without any pixel, nothing.

    Raises
    ------
    ValueError
        If they are damaged, or not of a picture of that size.
    """
    if isinstance(segmentation, list):
        rings = [segmentation] if not isinstance(segmentation[0], list) else segmentation
        return tuple(polygon(_points(ring), size) for ring in rings)
    if not isinstance(segmentation, dict):
        raise ValueError("its segmentation is neither polygons nor run lengths")
    if "size" in segmentation and rle_size(segmentation) != size:
        raise ValueError("its run lengths are of a picture of another size")
    shape = runs(segmentation.get("counts"), size)
    return () if shape is None else (shape,)


def rle_size(segmentation: Mapping[str, Any]) -> Size:
    """Return the size that run lengths say their picture has.

    Raises
    ------
    ValueError
        If they do not.
    """
    try:
        height, width = segmentation["size"]
    except (KeyError, TypeError, ValueError):
        raise ValueError("its run lengths have no size") from None
    return picture_size(height, width)


def _points(ring: Any) -> list[tuple[Any, Any]]:
    if not isinstance(ring, list) or len(ring) % 2:
        raise ValueError("a polygon is not pairs of numbers")
    return list(zip(ring[::2], ring[1::2], strict=True))
