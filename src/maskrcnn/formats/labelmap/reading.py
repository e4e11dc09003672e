"""Reading folders of label maps; `maskrcnn.formats.labelmap.writing` tells of the format.

Where nobody wrote `labels.json`, the maps alone tell: each number of an instance map is an object,
of the class that has most of its pixels; without such a map each class of a picture is an object.
Classes have no names then, and 255 is left out: by custom it marks what belongs to no class.
Folders of masks that lie beside photos are read as `maskrcnn.formats.masks` tells.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ResultsError
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.json_file import beginning, read_json
from maskrcnn.formats.common.listed import Listed, collection_of, moment_of
from maskrcnn.formats.common.numbers import box_in, picture_size, score_of, track_of, whole
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.shapes import Found
from maskrcnn.formats.labelmap.maps import MOST, Maps, Numbers, objects_of, picture_of
from maskrcnn.formats.masks import reading as masks
from maskrcnn.interchange import labels_from_json
from maskrcnn.labels import Labels
from maskrcnn.masks import Size, Window

INDEX = "labels.json"
INSTANCES = ".instances.png"
CLASSES = ".classes.png"
KIND = {"format": "maskrcnn-labelmap", "version": 1}


def recognises(path: Path) -> bool:
    """Tell whether a folder has label maps in it."""
    if not path.is_dir():
        return False
    if (path / INDEX).is_file():
        return str(KIND["format"]) in beginning(path / INDEX)
    return next(path.rglob(f"*{CLASSES}"), None) is not None or masks.recognises(path)


def read(path: Path, source: Path | None = None) -> Collection:
    """Open a folder of label maps.

    Raises
    ------
    ResultsError
        If it is none, or `labels.json` cannot be read.
    """
    remarks, index = Remarks(str(path)), path / INDEX
    if index.is_file():
        content = _content(index)
        labels = _labels(content, index)
        pictures = list(_listed(content["pictures"], path, labels, remarks))
        facts = content.get("facts")
    elif masks.recognises(path):
        return masks.read(path, source)
    else:
        pictures, facts = list(_unlisted(path, source or path, remarks)), {}
        if not pictures:
            raise ResultsError(f"{path}: has no label maps ({INDEX} or NAME{CLASSES}) in it")
        count = 1 + max((one.class_id for each in pictures for one in each.objects), default=-1)
        labels = Labels(tuple(f"class {number}" for number in range(1, count + 1)))
    return collection_of(
        index, labels, pictures, source, remarks, facts if isinstance(facts, dict) else {}
    )


def _content(index: Path) -> dict[str, Any]:
    content = read_json(index)
    known = isinstance(content, dict) and content.get("format") == KIND["format"]
    if not known or not isinstance(content.get("pictures"), list):
        raise ResultsError(f"{index}: tells of no label maps")
    return dict(content)


def _labels(content: dict[str, Any], index: Path) -> Labels:
    try:
        return labels_from_json(content["labels"])
    except (KeyError, TypeError, ValueError) as error:
        raise ResultsError(f"{index}: its labels are damaged: {error!r}") from error


def _listed(records: list[Any], folder: Path, labels: Labels, remarks: Remarks) -> Iterator[Listed]:
    """Yield the pictures of an index."""
    maps = Maps()
    for place, record in enumerate(records, start=1):
        where = f"{INDEX}, picture {place}"
        try:
            if not isinstance(record, dict) or not isinstance(record.get("instances"), list):
                raise ValueError("has no list of instances")
            size = picture_size(*_two(record.get("size")))
            name, file = _names(record)
            listed = Listed(name, size, moment_of(record.get("moment")))
            path = (folder / file).with_suffix(INSTANCES)
            if not record.get("boxes_only"):
                maps.read(path, size)
        except ValueError as error:
            remarks.left_out(where, error)
            continue
        for row in record["instances"]:
            try:
                found, number = _found(row, size, labels)
            except ValueError as error:
                remarks.left_out(f"{where}, {listed.name}", error, listed.name)
                continue
            shape = maps.shape(path, size, number, _around(found.box, size))
            shapes = () if record.get("boxes_only") else (shape,)
            found = replace(found, shapes=shapes, where=f"{where}, number {number}")
            listed.objects.append(found)
        yield listed


def _two(sides: Any) -> tuple[Any, Any]:
    return (sides[0], sides[1]) if isinstance(sides, list) and len(sides) == 2 else (0, 0)


def _names(record: dict[str, Any]) -> tuple[str, str]:
    """Return what a picture and its file are called; that must lie in the folder."""
    file = _name(record.get("file", record.get("name")))
    name = record.get("name")
    return (name if isinstance(name, str) and name else file), file


def _name(name: Any) -> str:
    """Return the name of a file, which must lie in the folder."""
    if (
        not isinstance(name, str)
        or not name
        or Path(name).is_absolute()
        or ".." in Path(name).parts
    ):
        raise ValueError(f"{name!r} is not the name of a picture in the folder")
    return name


def _found(row: Any, size: Size, labels: Labels) -> tuple[Found, int]:
    if not isinstance(row, dict) or not isinstance(row.get("box"), list) or len(row["box"]) != 4:
        raise ValueError("an object has no box")
    number = whole(row.get("number"), 1, MOST)
    class_id = whole(row.get("class_id"), 0, len(labels) - 1)
    box = box_in(row["box"], size)
    return Found(class_id, box, (), score_of(row.get("score")), track_of(row.get("track"))), number


def _around(box: NDArray[np.float32], size: Size) -> Window:
    """Return the window of all pixels that a box touches."""
    x0, y0, x1, y1 = box.tolist()
    height, width = size
    return Window(
        math.floor(x0), math.floor(y0), min(math.ceil(x1), width), min(math.ceil(y1), height)
    )


def _unlisted(folder: Path, pictures: Path, remarks: Remarks) -> Iterator[Listed]:
    """Yield what maps without an index tell."""
    maps = Maps()
    for path in sorted(folder.rglob(f"*{CLASSES}")):
        stem = path.relative_to(folder).as_posix().removesuffix(CLASSES)
        try:
            classes = maps.read(path)
            yield Listed(
                picture_of(stem, pictures), classes.shape, None, _objects(path, classes, maps)
            )
        except ValueError as error:
            remarks.left_out(path.relative_to(folder).as_posix(), error)


def _objects(path: Path, classes: Numbers, maps: Maps) -> list[Found]:
    """Return what the instance map beside a class map tells, or itself if there is none."""
    numbers, beside = None, path.with_name(path.name.removesuffix(CLASSES) + INSTANCES)
    if beside.is_file():
        path, numbers = beside, maps.read(beside, classes.shape)
    return objects_of(classes, numbers, partial(maps.shape, path, classes.shape), path.name)
