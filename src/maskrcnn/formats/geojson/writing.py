"""GeoJSON: outlines as polygons with holes, for QGIS, shapely, GeoPandas and map libraries.

A feature is an object. Coordinates are pixels, `y` down as in pictures, and so of no place on
earth. Rings follow RFC 7946 by their numbers: the outer one turns counterclockwise and holes
clockwise where `y` is drawn up, as those programs draw it; on the picture itself they turn the
other way round. Parts that share no more than a corner are polygons of their own, so that all are
valid.

`properties` hold what else is known of an object. Beside the features stand `labels`, how objects
were found as `info`, and `pictures` with their sizes and times; programs pass over them. Lost are
soft edges, and boxes other than those of the pixels; where only a box is known, its rectangle
stands for it, with `"mask": false`.

Source: https://www.rfc-editor.org/rfc/rfc7946.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from maskrcnn.formats.common.file_writer import FileWriter
from maskrcnn.formats.common.growing_json import growing_object
from maskrcnn.formats.common.numbers import short
from maskrcnn.formats.common.picture_folder import PictureFolder, with_facts
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.formats.geojson.reading import read, recognises
from maskrcnn.instances import Instance, Instances
from maskrcnn.interchange import labels_to_json
from maskrcnn.labels import Labels
from maskrcnn.masks import Bool
from maskrcnn.polygons import Polygon, Ring, polygons_of


class GeoJsonWriter(FileWriter):
    """Writes features as they come, and at the end the pictures that they are from."""

    def __init__(self, place: Path, labels: Labels, options: ExportOptions) -> None:
        self._place, self._labels, self._facts = place, labels, with_facts(options)
        self._folder = PictureFolder.beside(place, options)
        self._pictures: list[dict[str, Any]] = []

    def _open(self, stack: ExitStack) -> None:
        before = {
            "type": "FeatureCollection",
            "info": self._facts,
            "labels": labels_to_json(self._labels),
        }
        self._features = stack.enter_context(growing_object(self._place, before, "features"))
        self._features.after["pictures"] = self._pictures

    def write(self, found: Instances) -> None:
        """Append the objects of one picture."""
        name = self._folder.take(found).name
        moment = None if found.moment is None else found.moment.to_json()
        self._pictures.append({"name": name, "size": list(found.size), "moment": moment})
        for one in found:
            properties = {"picture": name, **_properties(one)}
            feature = {"type": "Feature", "geometry": _geometry(one), "properties": properties}
            self._features.add(feature)


def _properties(one: Instance) -> dict[str, Any]:
    moment = one.instances.moment
    return {
        "class": one.label,
        "class_id": one.class_id,
        "score": short(one.score),
        "box": [short(edge) for edge in one.box],
        "area": one.area,
        "mask": one.crop is not None,
        **({} if one.track_id is None else {"track": one.track_id}),
        **({} if moment is None else {"frame": moment.index, "seconds": moment.seconds}),
    }


def _geometry(one: Instance) -> dict[str, Any] | None:
    """Return the outline of an object; None if it has no pixel."""
    if one.crop is None:
        x0, y0, x1, y1 = map(short, one.box)
        corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
        return {"type": "Polygon", "coordinates": [_closed(corners, 1)]}
    window, pixels = one.pixels
    polygons = [
        [_closed(outer + window[:2], 1), *(_closed(hole + window[:2], -1) for hole in holes)]
        for outer, holes in simple_polygons(pixels)
    ]
    if not polygons:
        return None
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def simple_polygons(mask: Bool) -> list[Polygon]:
    """Trace a mask along its pixel edges into polygons of which no ring touches itself.

    They are those of `maskrcnn.masks.polygons_of`, of one part after the other that hangs together
    by more than corners. Traced alone, such a part meets itself at a corner only where a hole does.
    """
    import cv2

    count, places, stats, _ = cv2.connectedComponentsWithStats(
        mask.astype(np.uint8), connectivity=4
    )
    polygons = []
    for part in range(1, count):
        x, y, width, height = stats[part, :4].tolist()
        origin = np.array([x, y])
        for outer, holes in polygons_of(places[y : y + height, x : x + width] == part):
            polygons.append(Polygon(outer + origin, tuple(hole + origin for hole in holes)))
    return polygons


def _closed(ring: Ring, sense: int) -> list[list[float]]:
    """Return a ring that ends where it begins and turns counterclockwise if `sense` is 1."""
    x, y = ring.T
    doubled_area = (x * np.roll(y, -1) - np.roll(x, -1) * y).sum()
    turned = ring if doubled_area * sense > 0 else ring[::-1]
    closed = np.concatenate([turned, turned[:1]])
    return [[_plain(x), _plain(y)] for x, y in closed.tolist()]


def _plain(value: float) -> float:
    return int(value) if value.is_integer() else value


FORMAT = Format(
    "geojson",
    "outlines with holes for QGIS, shapely and maps: a polygon an object, in pixels",
    ".geojson",
    GeoJsonWriter,
    read,
    recognises,
    heeds=frozenset({"with_pictures"}),
)
