"""Reading masks beside photos, the simplest form of label maps.

`masks/NAME.png` is that of `images/NAME.jpg`, or `NAME_mask.png` and `NAME_segmentation.png` lie
beside `NAME.jpg`. `labels.txt` names the classes, a line each; without it there is one.

- Of one class, numbers are those of objects, if any mask has 16 bits or several of them. Else a
  mask only tells where something is, and each connected part is an object.
- Of several classes, k is the k-th class, 255 none, and each connected part is an object.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from maskrcnn.errors import ResultsError
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.class_list import LABELS, listed_classes
from maskrcnn.formats.common.flaw import RecordError
from maskrcnn.formats.common.listed import Listed, collection_of
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.labelmap.maps import Maps, Numbers, objects_of
from maskrcnn.formats.masks.layout import Layout, layout_of
from maskrcnn.formats.masks.numbers import connected, decode_mask, is_numbered, parts_of
from maskrcnn.formats.originals import Originals
from maskrcnn.labels import Labels
from maskrcnn.masks import Size

BACKGROUND, ONE_CLASS = "background", ("object",)


def recognises(path: Path) -> bool:
    """Tell whether a folder has masks in it beside photos."""
    return layout_of(path) is not None


def read(path: Path, source: Path | None = None) -> Collection:
    """Open a folder of masks.

    Raises
    ------
    ResultsError
        If there are none in it.
    """
    layout = layout_of(path)
    if layout is None:
        raise ResultsError(f"{path}: has no masks in it (masks/NAME.png or NAME_mask.png)")
    listed = tuple(name for name in listed_classes(path) if name != BACKGROUND)
    labels, remarks = Labels(listed or ONE_CLASS), Remarks(str(path))
    reader = _Reader(labels, len(labels) == 1 and any(map(_numbers_objects, layout.files)))
    pictures = list(reader.pictures(layout, source or layout.images, remarks))
    collection = collection_of(path, labels, pictures, source, remarks, {})
    return replace(collection, originals=Originals(source, layout.images))


def _numbers_objects(mask: Path) -> bool:
    try:
        return is_numbered(mask.read_bytes())
    except (OSError, ValueError):
        return False


class _Reader:
    """Reads one mask after the other."""

    def __init__(self, labels: Labels, numbered: bool) -> None:
        self._labels, self._numbered = labels, numbered
        self._masks = Maps(self._decode)

    def pictures(self, layout: Layout, images: Path, remarks: Remarks) -> Iterator[Listed]:
        """Yield the pictures, and remark on those whose masks are damaged."""
        for path in layout.files:
            where, name = path.relative_to(layout.masks).as_posix(), layout.name(path, images)
            try:
                numbers = self._masks.read(path)
                draw = partial(self._masks.shape, path, numbers.shape)
                objects = objects_of(self._classes(path, numbers), numbers, draw, where)
                yield Listed(name, numbers.shape, objects=objects)
            except ValueError as error:
                remarks.left_out(where, error, name)

    def _decode(self, data: bytes, size: Size | None = None) -> Numbers:
        """Return the numbers of the objects in a mask."""
        if len(self._labels) > 1:
            return parts_of(decode_mask(data, size))
        numbers = decode_mask(data, size, soft=True)
        return numbers if self._numbered else connected(numbers != 0)[1]

    def _classes(self, path: Path, numbers: Numbers) -> Numbers:
        """Return the class of each pixel, from 1 on."""
        if len(self._labels) == 1:
            return np.asarray(numbers != 0, np.uint8)
        classes = decode_mask(path.read_bytes())
        beyond = classes[(classes > len(self._labels)) & (classes != 255)]
        if beyond.size:
            raise RecordError("unknown-class", f"there is no class {beyond[0]} in {LABELS}")
        return classes
