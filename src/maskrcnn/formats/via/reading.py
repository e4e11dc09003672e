"""Reading VIA's JSON, an export of annotations or a project; see `maskrcnn.formats.via.writing`.

Polygons, rectangles, circles and upright ellipses are read; lines and points have no area and are
named and left out. VIA leaves it to its users which attribute of a region is its class: one of
`CLASS_ATTRIBUTES`, or else the first that has a word in it. Without any it is an "object".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ResultsError
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.flaw import RecordError
from maskrcnn.formats.common.json_file import beginning, read_json
from maskrcnn.formats.common.listed import Listed, collection_of
from maskrcnn.formats.common.numbers import box_in, number, score_of, track_of
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.shapes import Found, Shape, ellipse, polygon
from maskrcnn.formats.common.upright_size import upright_size
from maskrcnn.formats.originals import Originals
from maskrcnn.labels import Labels
from maskrcnn.masks import Size

USUAL_NAME = "via_region_data.json"
CLASS_ATTRIBUTES = ("name", "label", "class", "category", "type", "object")
NO_CLASS = "object"


def recognises(path: Path) -> bool:
    """Tell whether a file, or the one of the usual name in a folder, begins as VIA's do."""
    head = beginning(_file(path))
    return '"_via_' in head or ('"regions"' in head and '"filename"' in head)


def read(path: Path, source: Path | None = None) -> Collection:
    """Open a file of VIA's.

    Raises
    ------
    ResultsError
        If it is none.
    """
    file, remarks = _file(path), Remarks(str(path))
    originals = Originals(source, file.parent)
    ids: dict[str, int] = {}
    pictures = []
    for key, entry in _entries(file).items():
        try:
            pictures.append(_picture(key, entry, originals, ids, remarks))
        except ValueError as error:
            remarks.left_out(key, error, _name(entry))
    return collection_of(file, Labels(tuple(ids)), pictures, source, remarks, {})


def _file(path: Path) -> Path:
    return path / USUAL_NAME if path.is_dir() else path


def _entries(file: Path) -> dict[str, Any]:
    """Return what is said of each picture."""
    content = read_json(file)
    if isinstance(content, dict):
        content = content.get("_via_img_metadata", content)
    if not isinstance(content, dict):
        raise ResultsError(f"{file}: is not of VIA 2: it has no pictures by their names")
    return content


def _picture(
    key: str, entry: Any, originals: Originals, ids: dict[str, int], remarks: Remarks
) -> Listed:
    if not isinstance(entry, dict) or not isinstance(entry.get("filename"), str):
        raise ValueError("has no file name")
    picture = originals.find(entry["filename"])
    if not isinstance(picture, Path):
        words = "its size is in the picture, which is not there: name it with --source"
        raise RecordError("missing-picture", words)
    listed = Listed(entry["filename"], upright_size(picture))
    for place, region in enumerate(_regions(entry.get("regions")), start=1):
        where = f"{key}, region {place}"
        try:
            listed.objects.append(replace(_found(region, listed.size, ids), where=where))
        except ValueError as error:
            remarks.left_out(where, error, listed.name)
    return listed


def _name(entry: Any) -> str:
    """Return what an entry calls its picture, if anything."""
    return str(entry.get("filename", "")) if isinstance(entry, dict) else ""


def _regions(regions: Any) -> Iterator[Any]:
    """Yield the regions of a picture; VIA 1 numbered them."""
    if isinstance(regions, dict):
        regions = list(regions.values())
    if not isinstance(regions, list):
        raise ValueError("has no list of regions")
    return iter(regions)


def _found(region: Any, size: Size, ids: dict[str, int]) -> Found:
    place = region.get("shape_attributes") if isinstance(region, dict) else None
    if not isinstance(place, dict):
        raise ValueError("has no shape")
    shape, attributes = _shape(place, size), region.get("region_attributes")
    attributes = attributes if isinstance(attributes, dict) else {}
    attributes = {name: value for name, value in attributes.items() if value != ""}
    label = _label(attributes)
    class_id = ids.setdefault(label, len(ids))
    score, track = score_of(attributes.get("score")), track_of(attributes.get("track"))
    if shape is None:
        told = _corners(place)
        return Found(class_id, box_in(told, size), (), score, track, told)
    return Found(class_id, np.array(shape.window, np.float32), (shape,), score, track)


def _label(attributes: dict[str, Any]) -> str:
    """Return the class that attributes tell; of boxes to tick the first that is ticked."""
    for name in (*CLASS_ATTRIBUTES, *attributes):
        value = attributes.get(name)
        if isinstance(value, dict):
            value = next((option for option, ticked in value.items() if ticked), None)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return NO_CLASS


def _shape(place: dict[str, Any], size: Size) -> Shape | None:
    """Return the pixels of a region; None of a rectangle, of which none are known."""
    kind = place.get("name")
    if kind == "rect":
        return None
    if kind == "polygon":
        xs, ys = place.get("all_points_x"), place.get("all_points_y")
        if not isinstance(xs, list) or not isinstance(ys, list) or len(xs) != len(ys):
            raise ValueError("its points are not as many across as down")
        return polygon(list(zip(xs, ys, strict=True)), size)
    if kind == "circle":
        x, y, radius = (number(place.get(each)) for each in ("cx", "cy", "r"))
        return ellipse((x, y), (radius, radius), size)
    if kind == "ellipse" and not number(place.get("theta", 0)):
        x, y, across, down = (number(place.get(each)) for each in ("cx", "cy", "rx", "ry"))
        return ellipse((x, y), (across, down), size)
    raise ValueError(f"{kind!r} has no area, or is turned")


def _corners(place: dict[str, Any]) -> NDArray[np.float64]:
    x, y, width, height = (number(place.get(each)) for each in ("x", "y", "width", "height"))
    return np.array((x, y, x + width, y + height))
