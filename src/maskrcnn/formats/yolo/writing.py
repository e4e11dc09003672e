"""YOLO's folders for training segmentation: `data.yaml`, `labels/` and, if asked for, `images/`.

A line of a label file is an object: its class, and one ring in parts of the picture's width and
height, in which parts are strung together and holes cut open. Six decimals are enough to find every
pixel again in pictures of 16,384 pixels a side. Where only boxes are known, a line is a class and a
box, by its centre, width and height. A folder of pictures that is called `images` becomes
`pictures`, since training programs find labels by putting `labels` in the place of the last
`images`.

Points lie a quarter of a pixel inside the edge of an object. Ultralytics cuts the numbers of its
training masks off and fills outlines as well; so it fills the same pixels, and the slits.

Lost are scores, tracks, times, soft edges, boxes other than those of the pixels, and objects with
no pixel. The size of a picture is not kept either: reading it back looks at the pictures' headers.

Source: https://docs.ultralytics.com/datasets/segment/; a number too many at the end of a line is
the score that Ultralytics' `save_conf` writes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from maskrcnn.files import written_whole
from maskrcnn.formats.common.file_writer import FileWriter
from maskrcnn.formats.common.picture_folder import PictureFolder
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.formats.yolo.reading import DATA, read, recognises
from maskrcnn.instances import Instance, Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Size
from maskrcnn.polygons import Polygon, Ring, polygons_of
from maskrcnn.rings import single_ring

INSET = 0.25
"""In pixels: under half, so that no pixel's centre is crossed."""


class YoloWriter(FileWriter):
    """Writes a folder, and when it is complete the file that names the classes."""

    def __init__(self, place: Path, labels: Labels, options: ExportOptions) -> None:
        self._place, self._labels = place, labels
        self._pictures = PictureFolder(place / "images", options, "images")

    def _finish(self) -> None:
        import yaml

        data = {"train": "images", "val": "images", "names": dict(enumerate(self._labels.names))}
        with written_whole(self._place / DATA) as temporary:
            text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
            temporary.write_text(text, encoding="utf-8")
            (self._place / "labels").mkdir(exist_ok=True)

    @property
    def notes(self) -> tuple[str, ...]:
        """Whether it can be read back."""
        return self._pictures.notes_on_sizes(self._place)

    def write(self, found: Instances) -> None:
        """Write the labels of one picture."""
        name = self._pictures.take(found).file
        lines = [line for one in found if (line := _line(one, found.size))]
        with written_whole(self._place / "labels" / name.with_suffix(".txt")) as temporary:
            temporary.write_text("".join(lines), encoding="utf-8")


def _line(one: Instance, size: Size) -> str:
    """Return the line of an object, nothing if it has no pixel."""
    height, width = size
    if one.crop is None:
        corners = one.box.reshape(2, 2).astype(np.float64)
        points = np.array([corners.mean(0), corners[1] - corners[0]])
    elif one.area:
        points = _ring(one)
    else:
        return ""
    numbers = (points / (width, height)).ravel()
    return f"{one.class_id} {' '.join(f'{number:.6f}' for number in numbers)}\n"


def _ring(one: Instance) -> Ring:
    window, pixels = one.pixels
    drawn_in = [
        Polygon(_drawn_in(outer, 1), tuple(_drawn_in(hole, -1) for hole in holes))
        for outer, holes in polygons_of(pixels)
    ]
    return single_ring(drawn_in) + window[:2]


def _drawn_in(ring: Ring, sense: int) -> Ring:
    """Move a ring along pixel edges a little inwards, or outwards if `sense` is -1."""
    x, y = ring.T
    ahead = np.roll(ring, -1, 0)
    turns = np.sign((x * ahead[:, 1] - ahead[:, 0] * y).sum())
    across, down = np.sign(ahead - ring).T
    inwards = np.stack([-down, across], 1) * turns * sense
    moved: Ring = ring + INSET * (inwards + np.roll(inwards, 1, 0))
    return moved


FORMAT = Format(
    "yolo",
    "a folder for training YOLO's segmentation: a text file a picture, one outline an object",
    "",
    YoloWriter,
    read,
    recognises,
    heeds=frozenset({"with_pictures"}),
    traces=(DATA, "labels"),
)
