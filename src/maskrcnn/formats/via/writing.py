"""VIA 2, the VGG Image Annotator: its annotations as one JSON file.

Objects are polygons, holes and parts strung to one ring, since VIA has no groups; the class is the
attribute `name`, beside `score` and `track`. VIA knows pictures by their names and sizes in bytes,
which are -1 where the picture is not at hand; then it looks for them beside its page.

Lost are colours, classes of which nothing was found, the times of frames, and boxes other than
those of the pixels. An object with no pixel is kept as its box. The file does not hold how wide
and high pictures are: to be read again they must be there; of each only the header is read.

Source: https://www.robots.ox.ac.uk/~vgg/software/via/, version 2.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from maskrcnn.files import written_whole
from maskrcnn.formats.common.file_writer import FileWriter
from maskrcnn.formats.common.growing_json import compact
from maskrcnn.formats.common.numbers import short
from maskrcnn.formats.common.picture_folder import PictureFolder
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.formats.originals import Originals
from maskrcnn.formats.via.reading import read, recognises
from maskrcnn.instances import Instance, Instances
from maskrcnn.labels import Labels
from maskrcnn.polygons import polygons_of
from maskrcnn.rings import single_ring


class ViaWriter(FileWriter):
    """Writes one JSON file, picture by picture; used as a context manager.

    Parameters
    ----------
    place : Path
    labels : Labels
    options : ExportOptions
        `with_pictures`, and of `facts` the `base` that names count from.
    """

    def __init__(self, place: Path, labels: Labels, options: ExportOptions) -> None:  # noqa: ARG002
        self._place, self._with_pictures = place, options.with_pictures
        self._pictures = PictureFolder(place.parent, options)
        self._originals = Originals(folder=place.parent, base=options.facts.get("base"))
        self._separator = "\n"

    def _open(self, stack: ExitStack) -> None:
        temporary = stack.enter_context(written_whole(self._place))
        self._file = stack.enter_context(temporary.open("w", encoding="utf-8"))
        self._file.write("{")

    def _finish(self) -> None:
        self._file.write("\n}\n")

    @property
    def notes(self) -> tuple[str, ...]:
        """Whether it can be read back."""
        return self._pictures.notes_on_sizes(self._place)

    def write(self, found: Instances) -> None:
        """Append what was found in a picture."""
        name = self._pictures.take(found).name
        size = self._bytes(found, name)
        regions = [_region(one) for one in found]
        entry = {"filename": name, "size": size, "regions": regions, "file_attributes": {}}
        self._file.write(f"{self._separator}{compact(f'{name}{size}')}:{compact(entry)}")
        self._separator = ",\n"

    def _bytes(self, found: Instances, name: str) -> int:
        """Return how many bytes the file of a picture has, -1 where there is none."""
        if self._with_pictures:
            return (self._place.parent / name).stat().st_size
        picture = None if found.moment is not None else self._originals.find(found.name)
        return picture.stat().st_size if isinstance(picture, Path) else -1


def _region(one: Instance) -> dict[str, Any]:
    attributes = {"name": one.label, "score": str(short(one.score))}
    if one.track_id is not None:
        attributes["track"] = str(one.track_id)
    return {"shape_attributes": _shape(one), "region_attributes": attributes}


def _shape(one: Instance) -> dict[str, Any]:
    window, pixels = one.pixels
    if one.crop is None or not pixels.any():
        x0, y0, x1, y1 = (short(edge) for edge in one.box)
        return {"name": "rect", "x": x0, "y": y0, "width": x1 - x0, "height": y1 - y0}
    xs, ys = (single_ring(polygons_of(pixels)) + window[:2]).astype(int).T.tolist()
    return {"name": "polygon", "all_points_x": xs, "all_points_y": ys}


FORMAT = Format(
    "via",
    "VIA 2, the VGG Image Annotator: polygons in one JSON",
    ".json",
    ViaWriter,
    read,
    recognises,
    heeds=frozenset({"with_pictures"}),
)
