"""LabelMe: a folder with a JSON file a picture, to be looked at and corrected by hand.

Objects are polygons, which LabelMe can edit, unless run lengths are asked for: those are its `mask`
shapes, a PNG over a box. Parts of an object share a `group_id`, holes are cut open. LabelMe keeps
fields of a shape that it does not know when it opens and saves a file; so scores and tracks stand
beside the label, as `score` and `track`. `labels.txt` lists the classes for `labelme --labels`.

Lost are the colours of classes, the times of frames, and boxes other than those of the pixels. An
object with no pixel is kept as the rectangle of its box. Points lie on the edges of pixels, in
LabelMe as here; when LabelMe makes masks of polygons it adds the pixels that the outline touches.

Source: https://github.com/wkentaro/labelme, `labelme/_label_file.py`, versions 5 and 6.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from maskrcnn.errors import OutputError
from maskrcnn.files import written_whole
from maskrcnn.formats.common.class_list import LABELS
from maskrcnn.formats.common.file_writer import FileWriter
from maskrcnn.formats.common.numbers import short
from maskrcnn.formats.common.picture_folder import PictureFolder
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.formats.labelme.reading import read, recognises
from maskrcnn.formats.originals import Originals
from maskrcnn.instances import Instance, Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Bool, Uint8, Window, crop_of_mask
from maskrcnn.polygons import polygons_of
from maskrcnn.rings import part_rings
from maskrcnn.writers.picture import Picture

VERSION = "5.5.0"
"""Of LabelMe, whose files these could be."""


class LabelMeWriter(FileWriter):
    """Writes a folder of LabelMe files; used as a context manager.

    Parameters
    ----------
    place : Path
        The folder.
    labels : Labels
    options : ExportOptions
        `outlines`, `with_pictures`, and of `facts` the `base` that names count from.
    """

    def __init__(self, place: Path, labels: Labels, options: ExportOptions) -> None:
        self._place, self._labels, self._options = place, labels, options
        self._originals = Originals(folder=place.parent, base=options.facts.get("base"))
        self._pictures = PictureFolder(place, options)

    def _finish(self) -> None:
        lines = (" ".join(name.split()) for name in self._labels.names)
        _write(self._place / LABELS, "".join(f"{line}\n" for line in lines))

    def write(self, found: Instances) -> None:
        """Write the file of a picture, and the picture if it is asked for."""
        name = self._pictures.take(found).file
        path = self._place / name.with_suffix(".json")
        height, width = found.size
        content: dict[str, Any] = {
            "version": VERSION,
            "flags": {},
            "shapes": list(self._shapes(found)),
            "imagePath": self._image_path(found, name, path.parent),
            "imageData": None,
            "imageHeight": height,
            "imageWidth": width,
        }
        _write(path, json.dumps(content))

    def _image_path(self, found: Instances, name: PurePosixPath, folder: Path) -> str:
        """Return where the picture is, seen from the folder of its file."""
        original = None
        if not self._options.with_pictures and found.moment is None:
            original = self._originals.find(found.name)
        if isinstance(original, Path):
            try:
                return Path(os.path.relpath(original.resolve(), folder.resolve())).as_posix()
            except ValueError:  # on another drive
                return str(original.resolve())
        return name.name

    def _shapes(self, found: Instances) -> Iterator[dict[str, Any]]:
        groups = 0
        for one in found:
            drawn = _drawn(one, as_masks=self._options.outlines == "rle")
            groups += len(drawn) > 1
            for shape in drawn:
                yield {
                    "label": one.label,
                    "group_id": groups if len(drawn) > 1 else None,
                    "description": "",
                    "flags": {},
                    "score": short(one.score),
                    **({} if one.track_id is None else {"track": one.track_id}),
                    **shape,
                }


def _drawn(one: Instance, as_masks: bool) -> list[dict[str, Any]]:
    """Return the type and points of the shapes that an object is made of."""
    window, pixels = one.pixels
    if one.crop is None or not pixels.any():
        x0, y0, x1, y1 = (short(edge) for edge in one.box)
        return [_shape("rectangle", [[x0, y0], [x1, y1]])]
    if as_masks:
        return [_mask(window, pixels)]
    rings = part_rings(polygons_of(pixels))
    return [_shape("polygon", (ring + window[:2]).tolist()) for ring in rings]


def _mask(window: Window, pixels: Bool) -> dict[str, Any]:
    """Return the shape of some pixels; both of its points lie in it."""
    box, crop = crop_of_mask(pixels)
    x0, y0, x1, y1 = (box + np.array(window[:2] * 2)).tolist()
    return _shape("mask", [[x0, y0], [x1 - 1, y1 - 1]], crop)


def _shape(kind: str, points: list[list[float]], mask: Uint8 | None = None) -> dict[str, Any]:
    png = None if mask is None else base64.b64encode(Picture(mask).encode(".png")).decode("ascii")
    return {"points": points, "shape_type": kind, "mask": png}


def _write(path: Path, text: str) -> None:
    with written_whole(path) as temporary:
        try:
            temporary.write_text(text, encoding="utf-8")
        except UnicodeEncodeError as error:
            raise OutputError(f"{path}: cannot be written: {error}") from error


FORMAT = Format(
    "labelme",
    "LabelMe, a folder with a JSON a picture: polygons to correct by hand",
    "",
    LabelMeWriter,
    read,
    recognises,
    heeds=frozenset({"outlines", "with_pictures"}),
    traces=(LABELS, "**/[!.]*.json"),
)
