"""CVAT's XML, version 1.1: "CVAT for images", and "CVAT for video" where it can have tracks.

Masks are exact unless `outlines="polygons"` is asked for, whose points can be moved by hand: their
holes are cut open, and the parts of an object share a `group_id`. CVAT has no tracks of masks: of
each it would take in the first frame alone. So frames are written as images, in which `track` is
an attribute beside `score`; polygons and boxes become tracks, in which every frame is a keyframe.
CVAT takes in those attributes that its task has: name them `score` and `track` there, as text.

Lost are the times of frames, and boxes other than those of the pixels; with tracks also frames in
which nothing is. An object with no pixel is kept as its box. Pictures go to `images/`, as in the
files that CVAT itself exports.

Source: https://docs.cvat.ai/docs/dataset_management/formats/format-cvat/ and
`cvat/apps/dataset_manager/formats/cvat.py` in https://github.com/cvat-ai/cvat.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from maskrcnn.formats.common.file_writer import FileWriter
from maskrcnn.formats.common.picture_folder import PictureFolder
from maskrcnn.formats.cvat.layouts import ImageElements, TrackElements
from maskrcnn.formats.cvat.reading import read, recognises
from maskrcnn.formats.cvat.xml_stream import growing_xml
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Size


class CvatWriter(FileWriter):
    """Writes one XML file; used as a context manager.

    Parameters
    ----------
    place : Path
    labels : Labels
    options : ExportOptions
        `outlines` and `with_pictures`.
    """

    def __init__(self, place: Path, labels: Labels, options: ExportOptions) -> None:
        self._place, self._labels = place, labels
        self._polygons = options.outlines == "polygons"
        self._pictures = PictureFolder.beside(place, options)
        self._notes: tuple[str, ...] = ()
        self._elements: ImageElements | TrackElements | None = None

    def _open(self, stack: ExitStack) -> None:
        self._xml = stack.enter_context(growing_xml(self._place, "annotations"))
        self._xml.leaf("version", "1.1")

    @property
    def notes(self) -> tuple[str, ...]:
        """Why there are no tracks where there could be some."""
        return self._notes

    def write(self, found: Instances) -> None:
        """Take the instances of the next picture; the first decides whether there are tracks."""
        name = self._pictures.take(found).name
        if self._elements is None:
            self._elements = self._begin(found)
        self._elements.add(found, name)

    def _begin(self, found: Instances) -> ImageElements | TrackElements:
        of_video = found.moment is not None
        if of_video and found.track_ids is not None and (self._polygons or found.crops is None):
            self._write_meta("interpolation", found.size)
            return TrackElements(self._xml)
        if found.track_ids is not None:
            self._notes = (
                f"{self._place}: CVAT has no tracks of masks, so that each frame is an image and "
                "track an attribute: --outlines polygons makes tracks",
            )
        self._write_meta("annotation")
        return ImageElements(self._xml, self._polygons)

    def _finish(self) -> None:
        if self._elements is None:
            self._write_meta("annotation")
        else:
            self._elements.finish()

    def _write_meta(self, mode: str, size: Size | None = None) -> None:
        with self._xml.element("meta"), self._xml.element("task"):
            self._xml.leaf("name", self._place.stem)
            self._xml.leaf("mode", mode)
            self._write_labels()
            if size is not None:
                with self._xml.element("original_size"):
                    self._xml.leaf("width", size[1])
                    self._xml.leaf("height", size[0])

    def _write_labels(self) -> None:
        colors = self._labels.palette(len(self._labels))
        with self._xml.element("labels"):
            for label, (blue, green, red) in zip(self._labels.names, colors, strict=True):
                with self._xml.element("label"):
                    self._xml.leaf("name", label)
                    self._xml.leaf("color", f"#{red:02x}{green:02x}{blue:02x}")
                    self._xml.leaf("type", "any")
                    with self._xml.element("attributes"):
                        self._write_attribute("score")
                        self._write_attribute("track")

    def _write_attribute(self, name: str) -> None:
        with self._xml.element("attribute"):
            self._xml.leaf("name", name)
            self._xml.leaf("mutable", "True")
            self._xml.leaf("input_type", "text")
            self._xml.leaf("default_value")
            self._xml.leaf("values")


FORMAT = Format(
    "cvat",
    "CVAT's XML: masks, or polygons and tracks to correct by hand",
    ".xml",
    CvatWriter,
    read,
    recognises,
    heeds=frozenset({"outlines", "with_pictures"}),
)
