"""Label maps: for each picture a PNG in which every pixel says whose it is, and one of its class.

`NAME.instances.png` has 16 bits: 0 is background, k the k-th object, best score first; it is the
same in OpenCV (`IMREAD_UNCHANGED`) and Pillow. `NAME.classes.png` has 8 bits and a palette: 0 is
background, k the k-th class, which is semantic segmentation. `numpy.array(PIL.Image.open(path))`
gives its numbers; OpenCV gives its colours instead, as do viewers. `labels.json` says what the
numbers mean: classes and colours, and for each object its class, score, track and box. A picture
whose `name` cannot be that of files has a `file` as well, after which its maps are called.

A pixel has one owner: where objects overlap the better score has it, and the other loses it. Lost
are soft edges, and boxes other than those of the visible pixels. Of boxes without masks the maps
show the boxes, and they come back as boxes.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from maskrcnn.errors import UsageError
from maskrcnn.files import written_whole
from maskrcnn.formats.common.file_writer import FileWriter
from maskrcnn.formats.common.growing_json import growing_object
from maskrcnn.formats.common.numbers import short
from maskrcnn.formats.common.picture_folder import PictureFolder, Taken, with_facts
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.formats.labelmap.maps import covered_note, is_covered, maps_of
from maskrcnn.formats.labelmap.png import encode_png
from maskrcnn.formats.labelmap.reading import (
    CLASSES,
    INDEX,
    INSTANCES,
    KIND,
    read,
    recognises,
)
from maskrcnn.instances import Instance, Instances
from maskrcnn.interchange import labels_to_json
from maskrcnn.labels import Labels

MOST_CLASSES = 255
MOST_INSTANCES = 65_535


class LabelMapWriter(FileWriter):
    """Writes a folder of label maps; used as a context manager.

    Parameters
    ----------
    place : Path
        The folder.
    labels : Labels
    options : ExportOptions
        `with_pictures`, and `facts`.

    Raises
    ------
    UsageError
        If there are more classes than 8 bits can tell apart.
    """

    def __init__(self, place: Path, labels: Labels, options: ExportOptions) -> None:
        if len(labels) > MOST_CLASSES:
            raise UsageError(
                f"label maps have room for {MOST_CLASSES} classes, not {len(labels)}: choose some "
                "with --classes, or another format"
            )
        self._place, self._labels = place, labels
        facts = dict(options.facts)
        if isinstance(facts.get("base"), str):  # as seen from beside the folder
            facts["base"] = str(PurePosixPath("..", facts["base"]))
        self._facts = with_facts(replace(options, facts=facts), ".")
        self._palette = np.concatenate([np.zeros((1, 3), np.uint8), labels.palette(len(labels))])
        self._pictures = PictureFolder(place, options)
        self._covered = 0

    def _open(self, stack: ExitStack) -> None:
        before = {**KIND, "facts": self._facts, "labels": labels_to_json(self._labels)}
        index = growing_object(self._place / INDEX, before, "pictures")
        self._rows = stack.enter_context(index)

    def write(self, found: Instances) -> None:
        """Write the maps of a picture, and the picture if it is asked for.

        Raises
        ------
        UsageError
            If it has more objects than 16 bits can tell apart.
        """
        if len(found) > MOST_INSTANCES:
            raise UsageError(
                f"{found.name}: label maps have room for {MOST_INSTANCES} objects, not "
                f"{len(found)}: choose some with --confidence"
            )
        taken = self._pictures.take(found)
        instances, classes = maps_of(found)
        self._covered += sum(is_covered(one, instances) for one in found)
        self._save(taken.file, INSTANCES, encode_png(instances))
        self._save(taken.file, CLASSES, encode_png(classes, self._palette[:, ::-1]))
        self._rows.add(_record(found, taken))

    @property
    def notes(self) -> tuple[str, ...]:
        """How many objects lost pixels."""
        return covered_note(self._place, self._covered)

    def _save(self, name: PurePosixPath, suffix: str, data: bytes) -> None:
        with written_whole(self._place / name.with_suffix(suffix)) as temporary:
            temporary.write_bytes(data)


def _record(found: Instances, taken: Taken) -> dict[str, Any]:
    file = str(taken.file)
    return {
        "name": taken.name,
        **({} if file == taken.name else {"file": file}),
        "size": list(found.size),
        **({} if found.moment is None else {"moment": found.moment.to_json()}),
        "boxes_only": found.crops is None,
        "instances": [_row(one) for one in found],
    }


def _row(one: Instance) -> dict[str, Any]:
    return {
        "number": one.index + 1,
        "label": one.label,
        "class_id": one.class_id,
        "score": short(one.score),
        "box": [short(edge) for edge in one.box],
        **({} if one.track_id is None else {"track": one.track_id}),
    }


FORMAT = Format(
    "labelmap",
    "label maps, two PNG a picture: every pixel's object (16 bits) and class (palette)",
    "",
    LabelMapWriter,
    read,
    recognises,
    heeds=frozenset({"with_pictures"}),
    traces=(INDEX, f"**/*{CLASSES}", f"**/*{INSTANCES}"),
)
