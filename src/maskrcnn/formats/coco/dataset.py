"""COCO's datasets: one JSON file of pictures, classes and annotations, for training and judging.

Masks are compressed run lengths unless polygons are asked for: those are what people draw, and
what some training programs insist on, but COCO's have no holes, so that slits must cut them open.
pycocotools reads both. Scores and tracks are kept as `score` and `track_id`, the time of a frame
with its picture, and how objects were found in `info`.

Crowds, which are no single objects, are kept apart from the objects, as `Collection.crowds`.

Lost are soft edges, and boxes other than those of the pixels.
"""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from maskrcnn.errors import ResultsError
from maskrcnn.formats.coco import records as coco
from maskrcnn.formats.coco.layout import nearby
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.file_writer import FileWriter
from maskrcnn.formats.common.flaw import RecordError
from maskrcnn.formats.common.growing_json import growing_object
from maskrcnn.formats.common.json_file import beginning, facts_of, numbered, read_json
from maskrcnn.formats.common.listed import Listed, collection_of, moment_of
from maskrcnn.formats.common.numbers import picture_size
from maskrcnn.formats.common.picture_folder import PictureFolder, with_facts
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.instances import Instances
from maskrcnn.interchange import to_coco
from maskrcnn.labels import Labels


def image_record(image_id: int, name: str, found: Instances) -> dict[str, Any]:
    """Return what a dataset says of a picture."""
    height, width = found.size
    record: dict[str, Any] = {"id": image_id, "file_name": name, "width": width, "height": height}
    return record if found.moment is None else {**record, "moment": found.moment.to_json()}


class CocoDatasetWriter(FileWriter):
    """Writes a dataset; annotations as they come, pictures at the end."""

    def __init__(self, place: Path, labels: Labels, options: ExportOptions) -> None:
        self._place, self._labels, self._options = place, labels, options
        self._pictures = PictureFolder.beside(place, options)
        self._ids = coco.ImageIds()
        self._images: list[dict[str, Any]] = []
        self._count = self._image_id = 0

    def _open(self, stack: ExitStack) -> None:
        before = {
            "info": {
                "description": "objects found by maskrcnn",
                **with_facts(self._options),
            },
            "licenses": [],
            "categories": coco.categories(self._labels),
        }
        growing = growing_object(self._place, before, "annotations")
        self._rows = stack.enter_context(growing)
        self._rows.after["images"] = self._images

    def write(self, found: Instances) -> None:
        """Append the annotations of one picture."""
        name = self._pictures.take(found).name
        self._image_id = self._ids.of(PurePosixPath(name))
        self._images.append(image_record(self._image_id, name, found))
        self._annotate(found, 0, self._options.outlines == "polygons")

    def write_crowds(self, crowds: Instances) -> None:
        """Append the crowds of the picture that was written last, as run lengths."""
        self._annotate(crowds, 1, False)

    def _annotate(self, found: Instances, crowd: int, polygons: bool) -> None:
        for annotation in to_coco(found, self._image_id, polygons):
            self._count += 1
            self._rows.add({"id": self._count, **annotation, "iscrowd": crowd})


def read(path: Path, source: Path | None = None) -> Collection:
    """Read a dataset.

    Raises
    ------
    ResultsError
        If it is none.
    """
    data = read_json(path)
    if not isinstance(data, dict) or not isinstance(data.get("images"), list):
        raise ResultsError(f"{path}: is no dataset of COCO's: it has no list of images")
    remarks = Remarks(path.name)
    classes = coco.classes_of(data.get("categories"), remarks)
    pictures = images_of(data["images"], remarks)
    ids: set[Hashable] = set()
    for place, record in numbered(data.get("annotations")):
        where = f"annotation {place}"
        place_object(record, where, pictures, classes, remarks)
        _note_id(record, where, ids, remarks)
    facts, listed = facts_of(data), list(pictures.values())
    collection = collection_of(path, classes.labels, listed, source, remarks, facts)
    if listed and not collection.is_video:
        originals = nearby(collection.originals, path, listed[0].name)
        collection = replace(collection, originals=originals)
    crowds = sum(len(each.crowds) for each in listed)
    if not crowds:
        return collection
    note = f"{path.name}: {crowds} crowds are no single objects, and are kept apart from them"
    return replace(collection, notes=(*collection.notes, note))


def _note_id(record: Any, where: str, ids: set[Hashable], remarks: Remarks) -> None:
    """Remark on an annotation of an id that another has."""
    with suppress(ValueError):
        id_ = coco.key(record, "id")
        if id_ in ids:
            remarks.doubted(where, RecordError("duplicate-id", f"its id {id_!r} is there twice"))
        ids.add(id_)


def images_of(records: Any, remarks: Remarks) -> dict[Hashable, Listed]:
    """Read a list of pictures, by their ids."""
    pictures: dict[Hashable, Listed] = {}
    for place, record in numbered(records):
        try:
            id_ = coco.key(record, "id")
            if id_ in pictures:
                raise RecordError("duplicate-id", f"its id {id_!r} is there twice")
            pictures[id_] = _listed(record)
        except ValueError as error:
            remarks.left_out(f"image {place}", error)
    return pictures


def _listed(record: dict[str, Any]) -> Listed:
    name = record.get("file_name")
    if not isinstance(name, str) or not name:
        raise ValueError("it has no file_name")
    size = picture_size(record.get("height"), record.get("width"))
    return Listed(name, size, moment_of(record.get("moment")))


def place_object(
    record: Any,
    where: str,
    pictures: dict[Hashable, Listed],
    classes: coco.Classes,
    remarks: Remarks,
) -> None:
    """Read an annotation or a result, and put it to its picture."""
    listed = None
    try:
        listed = pictures.get(coco.key(record, "image_id"))
        if listed is None:
            raise RecordError("unknown-picture", f"there is no image {record['image_id']!r}")
        found = coco.object_of(record, listed.size, classes, where)
        (listed.crowds if record.get("iscrowd") else listed.objects).append(found)
    except ValueError as error:
        remarks.left_out(where, error, "" if listed is None else listed.name)


def recognises(path: Path) -> bool:
    """Tell whether a file begins as datasets do."""
    head = beginning(path)
    words = ('"image_id"', '"file_name"', '"supercategory"')
    return head.startswith("{") and '"shapes"' not in head and any(word in head for word in words)


FORMAT = Format(
    "coco",
    "a dataset for training and judging, as COCO's: run lengths or polygons in one JSON file",
    ".json",
    CocoDatasetWriter,
    read,
    recognises,
    heeds=frozenset({"outlines", "with_pictures"}),
)
