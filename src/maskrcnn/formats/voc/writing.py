"""Pascal VOC's segmentation: a folder of maps, in which every pixel has a number.

`SegmentationClass/NAME.png` and `SegmentationObject/NAME.png` have 8 bits and VOC's palette: 0 is
background, k the k-th class, and the k-th object of the picture, best score first. Pictures lie in
`JPEGImages`, `ImageSets/Segmentation/default.txt` lists them, and `labelmap.txt` tells the names
and colours of the classes, as CVAT and datumaro write and read it.

A pixel has one owner: where objects overlap the better score has it, and the other loses it. Lost
are scores, tracks, times, soft edges, what pictures without a file beside are called but for their
stems, and boxes other than those of the visible pixels; where only boxes are known they are filled.

Source: http://host.robots.ox.ac.uk/pascal/VOC/voc2012/.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path, PurePosixPath

import numpy as np

from maskrcnn.errors import UsageError
from maskrcnn.files import written_whole
from maskrcnn.formats.common.file_writer import FileWriter
from maskrcnn.formats.common.picture_folder import PictureFolder
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.formats.labelmap.maps import covered_note, is_covered, maps_of
from maskrcnn.formats.labelmap.png import encode_png
from maskrcnn.formats.voc.classes import BACKGROUND, FILE, MOST, palette
from maskrcnn.formats.voc.reading import CLASSES, LISTS, OBJECTS, PICTURES, read, recognises
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8

LIST = LISTS / "default.txt"


class VocWriter(FileWriter):
    """Writes a folder of maps; used as a context manager.

    Parameters
    ----------
    place : Path
    labels : Labels
    options : ExportOptions
        `with_pictures`.

    Raises
    ------
    UsageError
        If there are more classes than there are numbers.
    """

    def __init__(self, place: Path, labels: Labels, options: ExportOptions) -> None:
        _check_count(len(labels), "classes", "choose some with --classes")
        self._place, self._labels = place, labels
        self._pictures = PictureFolder(place / PICTURES, options)
        self._palette = palette()
        self._covered = 0

    def _open(self, stack: ExitStack) -> None:
        names = (BACKGROUND, *(" ".join(name.split()) for name in self._labels.names))
        colors = (",".join(map(str, color)) for color in self._palette.tolist())
        lines = (f"{name}:{color}::\n" for name, color in zip(names, colors, strict=False))
        with written_whole(self._place / FILE) as temporary:
            temporary.write_text("# label:color_rgb:parts:actions\n" + "".join(lines), "utf-8")
        (self._place / CLASSES).mkdir(exist_ok=True)
        self._list = stack.enter_context(
            stack.enter_context(written_whole(self._place / LIST)).open("w", encoding="utf-8")
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """How many objects lost pixels."""
        return covered_note(self._place, self._covered)

    def write(self, found: Instances) -> None:
        """Write the maps of a picture, and the picture if it is asked for.

        Raises
        ------
        UsageError
            If it has more objects than there are numbers.
        """
        _check_count(len(found), f"objects in {found.name}", "choose some with --confidence")
        name = self._pictures.take(found).file
        objects, classes = maps_of(found)
        self._covered += sum(is_covered(one, objects) for one in found)
        self._save(CLASSES, name, classes)
        self._save(OBJECTS, name, objects.astype(np.uint8))
        self._list.write(f"{name.with_suffix('')}\n")

    def _save(self, folder: str, name: PurePosixPath, numbers: Uint8) -> None:
        with written_whole(self._place / folder / name.with_suffix(".png")) as temporary:
            temporary.write_bytes(encode_png(numbers, self._palette))


def _check_count(count: int, what: str, remedy: str) -> None:
    if count > MOST:
        raise UsageError(f"VOC's maps have room for {MOST}, not {count} {what}: {remedy}")


FORMAT = Format(
    "voc",
    "Pascal VOC's segmentation: two PNG a picture with VOC's palette, and lists",
    "",
    VocWriter,
    read,
    recognises,
    heeds=frozenset({"with_pictures"}),
    traces=(FILE, f"{CLASSES}/**/*.png", f"{OBJECTS}/**/*.png"),
)
