"""Reading folders of LabelMe files; `maskrcnn.formats.labelme.writing` tells of the format.

Polygons, rectangles, oriented ones too, circles and masks are read; shapes of one label and one
`group_id` are one object. A rectangle is a box of which no pixels are known. Lines and points have
no area and are named and left out.
"""

from __future__ import annotations

import base64
import json
import math
import os
import posixpath
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ResultsError
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.class_list import listed_classes
from maskrcnn.formats.common.json_file import beginning
from maskrcnn.formats.common.listed import Listed
from maskrcnn.formats.common.numbers import LARGEST, box_in, picture_size, score_of, track_of, whole
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.shapes import (
    Found,
    Shape,
    check_inside,
    ellipse,
    joined,
    pair,
    polygon,
    window_around,
)
from maskrcnn.formats.common.streamed import streamed
from maskrcnn.formats.labelmap.png import decode_png
from maskrcnn.formats.originals import Originals
from maskrcnn.labels import Labels
from maskrcnn.masks import Size, Window

GLANCES = 5

ClassIds = dict[str, int]


def recognises(path: Path) -> bool:
    """Tell whether a file, or one of the first JSON files of a folder, begins as LabelMe's do."""
    files = iter([path]) if path.is_file() else path.rglob("*.json")
    return any(_begins_well(file) for file in islice(files, GLANCES))


def _begins_well(file: Path) -> bool:
    head = beginning(file)
    return '"imageData"' in head or ('"shapes"' in head and '"flags"' in head)


def read(path: Path, source: Path | None = None) -> Collection:
    """Open a folder of LabelMe files, or one of them.

    Raises
    ------
    ResultsError
        If there is none.
    """
    ids = {name: place for place, name in enumerate(listed_classes(path))}
    collection = streamed(
        path,
        lambda remarks: _pictures(path, ids, remarks),
        lambda: Labels(tuple(ids)),
        Originals(source, path if path.is_dir() else path.parent),
    )
    if not collection.names:
        why = "".join(f": {note}" for note in collection.notes[:1])
        raise ResultsError(f"{path}: has no files of LabelMe in it{why}")
    return _from_above(collection)


def _from_above(collection: Collection) -> Collection:
    """Let names count from the lowest folder that all pictures are in, so that none goes up."""
    climbs = max(name.split("/").count("..") for name in collection.names)
    if not climbs:
        return collection
    below = collection.originals.folder.resolve()
    above = below.joinpath(*[".."] * climbs).resolve()

    def renamed(name: str) -> str:
        path = PurePath(name)
        if path.is_absolute():
            return name
        return PurePath(os.path.relpath(below / path, above)).as_posix()

    listing = collection.listing
    return replace(
        collection,
        names=tuple(map(renamed, collection.names)),
        records=lambda: (replace(found, name=renamed(found.name)) for found in collection),
        listing=listing
        and (lambda: (replace(each, name=renamed(each.name)) for each in listing())),
        originals=replace(collection.originals, folder=above, base="."),
    )


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        return iter([path] if path.suffix.lower() == ".json" else [])
    return iter(sorted(path.rglob("*.json")))


def _pictures(path: Path, ids: ClassIds, remarks: Remarks) -> Iterator[Listed]:
    """Read file after file; new labels are added to `ids`."""
    root = path if path.is_dir() else path.parent
    for file in _files(path):
        where = file.relative_to(root).as_posix()
        try:
            content = json.loads(file.read_bytes())
            yield _picture(content, where, ids, remarks)
        except (OSError, ValueError, RecursionError) as error:
            remarks.left_out(where, error)


def _picture(content: Any, where: str, ids: ClassIds, remarks: Remarks) -> Listed:
    if not isinstance(content, dict) or not isinstance(content.get("shapes"), list):
        raise ValueError("is no file of LabelMe: it has no list of shapes")
    size = picture_size(content.get("imageHeight"), content.get("imageWidth"))
    name = _image_name(content.get("imagePath"), where)
    parts: dict[Any, Found] = {}
    for number, shape in enumerate(content["shapes"], start=1):
        called = f"{where}, shape {number}"
        try:
            key, found = _object(shape, size, ids)
        except ValueError as error:
            remarks.left_out(called, error, name)
            continue
        found = replace(found, where=called)
        key = key or number
        parts[key] = joined(parts[key], found) if key in parts else found
    return Listed(name, size, objects=list(parts.values()))


def _image_name(image_path: Any, where: str) -> str:
    """Return the path of a picture from the folder on, as a name."""
    if not isinstance(image_path, str) or not image_path:
        return posixpath.splitext(where)[0]
    path = PureWindowsPath(image_path)
    return posixpath.normpath(posixpath.join(posixpath.dirname(where), path.as_posix()))


def _object(shape: Any, size: Size, ids: ClassIds) -> tuple[Any, Found]:
    """Read a shape, and what it shares with others of the same object, if anything."""
    if not isinstance(shape, dict) or not isinstance(shape.get("points"), list):
        raise ValueError("has no points")
    label, group = shape.get("label"), shape.get("group_id")
    if not isinstance(label, str):
        raise ValueError(f"{label!r} is not a label")
    score, track = score_of(shape.get("score")), track_of(shape.get("track"))
    shapes = _shapes(shape, size)
    told = None if shapes else _corners(shape["points"])
    box = np.array(window_around(shapes), np.float32) if told is None else box_in(told, size)
    found = Found(ids.setdefault(label, len(ids)), box, shapes, score, track, told)
    return None if group is None or not shapes else (label, whole(group, -LARGEST)), found


def _shapes(shape: dict[str, Any], size: Size) -> tuple[Shape, ...]:
    points = shape["points"]
    kind = shape.get("shape_type") or "polygon"
    if kind in ("polygon", "oriented_rectangle"):
        return (polygon(points, size),)
    if kind == "rectangle":
        return ()
    if len(points) != 2:
        raise ValueError(f"{kind!r} with {len(points)} points has no area")
    first, second = map(pair, points)
    if kind == "circle":
        radius = math.dist(first, second)
        return (ellipse(first, (radius, radius), size),)
    if kind == "mask":
        return (_mask(shape.get("mask"), first, second, size),)
    raise ValueError(f"{kind!r} has no area")


def _corners(points: list[Any]) -> NDArray[np.float64]:
    corners = np.array([pair(point) for point in points]).reshape(-1, 2)
    if len(corners) < 2:
        raise ValueError("a rectangle needs two corners")
    return np.array((*corners.min(0), *corners.max(0)))


def _mask(png: Any, first: tuple[float, float], last: tuple[float, float], size: Size) -> Shape:
    window = Window(int(first[0]), int(first[1]), int(last[0]) + 1, int(last[1]) + 1)
    check_inside(window, size)
    if not isinstance(png, str):
        raise ValueError("a mask without a picture")
    pixels = decode_png(base64.b64decode(png, validate=True), window.shape) > 0
    return Shape(window, lambda: pixels)
