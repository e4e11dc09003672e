"""Reading outlines in GeoJSON, if the file tells of the pictures that they are from."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from maskrcnn.errors import ResultsError
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.class_book import NO_CLASSES, ClassBook
from maskrcnn.formats.common.flaw import RecordError
from maskrcnn.formats.common.json_file import beginning, facts_of, numbered, read_json
from maskrcnn.formats.common.listed import Listed, collection_of, moment_of
from maskrcnn.formats.common.numbers import box_in, picture_size, score_of, track_of
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.shapes import Found, Shape, nothing, pair, window_around
from maskrcnn.interchange import labels_from_json
from maskrcnn.labels import Labels
from maskrcnn.masks import Size, window_of
from maskrcnn.polygons import Polygon, Ring, mask_of_polygons

Pictures = dict[Hashable, Listed]


def read(path: Path, source: Path | None = None) -> Collection:
    """Read features.

    Raises
    ------
    ResultsError
        If they are none, or the file tells nothing of pictures.
    """
    data = read_json(path)
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise ResultsError(f"{path}: is no GeoJSON of features")
    if not isinstance(data.get("pictures"), list):
        raise ResultsError(f"{path}: is not ours: it does not list pictures and their sizes")
    remarks = Remarks(path.name)
    classes = ClassBook(_labels(data, remarks))
    pictures = _pictures(data["pictures"], remarks)
    for place, feature in numbered(data.get("features")):
        where = f"feature {place}"
        try:
            picture, found = _found_in(feature, pictures, classes)
        except ValueError as error:
            remarks.left_out(where, error)
        else:
            picture.objects.append(replace(found, where=where))
    listed = list(pictures.values())
    return collection_of(path, classes.labels, listed, source, remarks, facts_of(data))


def _labels(data: dict[str, Any], remarks: Remarks) -> Labels:
    try:
        return labels_from_json(data["labels"]) if "labels" in data else NO_CLASSES
    except (KeyError, TypeError, ValueError) as error:
        remarks.left_out("the labels", repr(error))
        return NO_CLASSES


def _pictures(records: Any, remarks: Remarks) -> Pictures:
    pictures: Pictures = {}
    for place, record in numbered(records):
        try:
            name, (height, width) = record["name"], record["size"]
            if not isinstance(name, str) or not name or name in pictures:
                raise ValueError("it has no name of its own")
            size, moment = picture_size(height, width), moment_of(record.get("moment"))
        except (KeyError, TypeError, ValueError) as error:
            remarks.left_out(f"picture {place}", error)
        else:
            pictures[name] = Listed(name, size, moment)
    return pictures


def _found_in(feature: Any, pictures: Pictures, classes: ClassBook) -> tuple[Listed, Found]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise ValueError("it has no properties")
    name = properties.get("picture")
    listed = pictures.get(name) if isinstance(name, str) else None
    if listed is None:
        raise RecordError("unknown-picture", f"there is no picture {name!r}")
    return listed, _found(feature.get("geometry"), properties, listed.size, classes)


def _found(geometry: Any, properties: dict[str, Any], size: Size, classes: ClassBook) -> Found:
    shapes = () if geometry is None else _shapes(geometry, size)
    if shapes:
        box = np.array(window_around(shapes), np.float32)
    else:
        box = _box(properties, size)
        shapes = (nothing(box, size),)
    if properties.get("mask") is False:
        box, shapes = _box(properties, size), ()
    class_id = classes.place(properties.get("class"), properties.get("class_id"))
    score, track = score_of(properties.get("score")), track_of(properties.get("track"))
    return Found(class_id, box, shapes, score, track)


def _box(properties: dict[str, Any], size: Size) -> Any:
    edges = properties.get("box")
    if not isinstance(edges, list) or len(edges) != 4:
        raise ValueError("it has neither an outline nor a box")
    return box_in(edges, size)


def _shapes(geometry: Any, size: Size) -> tuple[Shape, ...]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"its geometry is {kind!r}, not polygons")
    coordinates = geometry.get("coordinates")
    parts = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(parts, list):
        raise ValueError("its coordinates are no list")
    return tuple(_shape(rings, size) for rings in parts)


def _shape(rings: Any, size: Size) -> Shape:
    if not isinstance(rings, list) or not rings:
        raise ValueError("a polygon has no ring")
    outer, *holes = (_ring(ring) for ring in rings)
    window = window_of(box_in([*outer.min(0), *outer.max(0)], size), size)
    origin = np.array(window[:2])
    shifted = Polygon(outer - origin, tuple(hole - origin for hole in holes))
    return Shape(window, lambda: mask_of_polygons([shifted], window.shape))


def _ring(points: Any) -> Ring:
    if not isinstance(points, list) or len(points) < 4:
        raise ValueError("a ring needs four points, the last as the first")
    return np.array([pair(point[:2] if isinstance(point, list) else point) for point in points])


def recognises(path: Path) -> bool:
    """Tell whether a file begins as a list of features does."""
    return '"FeatureCollection"' in beginning(path, (".geojson", ".json"))
