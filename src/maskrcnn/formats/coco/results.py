"""COCO's results: one JSON list of what a network found, for COCO's evaluation.

Masks are compressed run lengths, or polygons if asked for. A result names its picture by a number
alone: that of COCO where a picture is named by it, for instance `000000397133.jpg`, else in order.
`found.images.json` beside `found.json` tells which picture is which, and the classes, in the form
of COCO's own lists of test pictures, so that `COCO("found.images.json").loadRes("found.json")`
opens both. A dataset may be named with `--source` in its place; without any, classes are taken as
COCO's, names as COCO's numbers, and sizes from the run lengths.

Kept are scores, tracks as `track_id`, and the time of a frame with its picture. Lost are soft
edges, and boxes other than those of the pixels.
"""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from maskrcnn.coco_classes import COCO_90
from maskrcnn.errors import ResultsError
from maskrcnn.formats.coco import records as coco
from maskrcnn.formats.coco.dataset import image_record, images_of, place_object
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.file_writer import FileWriter
from maskrcnn.formats.common.growing_json import growing_list, growing_object
from maskrcnn.formats.common.json_file import beginning, facts_of, numbered, read_json
from maskrcnn.formats.common.listed import Listed, collection_of
from maskrcnn.formats.common.picture_folder import PictureFolder, with_facts
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.instances import Instances
from maskrcnn.interchange import to_coco
from maskrcnn.labels import Labels


def companion(place: Path) -> Path:
    """Return where the list of pictures lies."""
    return place.with_suffix(".images.json")


class CocoResultsWriter(FileWriter):
    """Writes results, and the list of pictures beside them."""

    def __init__(self, place: Path, labels: Labels, options: ExportOptions) -> None:
        self._place, self._labels, self._options = place, labels, options
        self._pictures = PictureFolder.beside(place, options)
        self._ids = coco.ImageIds()

    def _open(self, stack: ExitStack) -> None:
        before = {
            "info": {
                "description": "pictures seen by maskrcnn",
                **with_facts(self._options),
            },
            "categories": coco.categories(self._labels),
        }
        images = growing_object(companion(self._place), before, "images")
        self._images = stack.enter_context(images)
        self._results = stack.enter_context(growing_list(self._place))

    def write(self, found: Instances) -> None:
        """Append the results of one picture."""
        name = self._pictures.take(found).name
        image_id = self._ids.of(PurePosixPath(name))
        self._images.add(image_record(image_id, name, found))
        for result in to_coco(found, image_id, self._options.outlines == "polygons"):
            self._results.add(result)


@dataclass(frozen=True)
class _Known:
    """What is known of results beside themselves."""

    pictures: dict[Hashable, Listed]
    classes: coco.Classes
    facts: dict[str, Any]


def read(path: Path, source: Path | None = None) -> Collection:
    """Read results.

    Raises
    ------
    ResultsError
        If they are none, or the list of pictures beside them is damaged.
    """
    results = read_json(path)
    if not isinstance(results, list):
        raise ResultsError(f"{path}: is no list of results in COCO's form: it is no list")
    remarks = Remarks(path.name)
    beside = companion(path)
    if source is not None and source.suffix.lower() == ".json":
        known, source = _told(source, remarks), None
    elif beside.is_file():
        known = _told(beside, remarks)
    else:
        known = _guessed(results)
    for place, record in numbered(results):
        place_object(record, f"result {place}", known.pictures, known.classes, remarks)
    pictures = list(known.pictures.values())
    return collection_of(path, known.classes.labels, pictures, source, remarks, known.facts)


def _told(path: Path, remarks: Remarks) -> _Known:
    data = read_json(path)
    if not isinstance(data, dict):
        raise ResultsError(f"{path}: is no list of pictures in COCO's form: it is no object")
    pictures = images_of(data.get("images"), remarks)
    classes = coco.classes_of(data.get("categories"), remarks)
    return _Known(pictures, classes, facts_of(data))


def _guessed(results: list[Any]) -> _Known:
    """Take classes and names of pictures as those of COCO, and sizes from the run lengths."""
    pictures: dict[Hashable, Listed] = {}
    for record in results:
        try:
            image_id = coco.key(record, "image_id")
            if image_id not in pictures:
                name = f"{image_id:012}.jpg" if isinstance(image_id, int) else str(image_id)
                pictures[image_id] = Listed(name, coco.rle_size(record.get("segmentation")))
        except ValueError:
            continue  # it is left out, and told of, when it finds no picture
    places: dict[Hashable, int] = {place + 1: place for place in range(len(COCO_90))}
    return _Known(pictures, coco.Classes(Labels(COCO_90), places), {})


def recognises(path: Path) -> bool:
    """Tell whether a file begins as results do."""
    head = beginning(path)
    named = '"image_id"' in head and '"category_id"' in head
    return head.startswith("[") and (named or companion(path).is_file())


FORMAT = Format(
    "coco-results",
    "what COCO's evaluation takes: a JSON list of run lengths with scores",
    ".json",
    CocoResultsWriter,
    read,
    recognises,
    written=lambda place: (place, companion(place)),
    heeds=frozenset({"outlines", "with_pictures"}),
)
