"""Reading CVAT's XML; `maskrcnn.formats.cvat.writing` tells of the format.

Images and tracks are read, and of them boxes, polygons, masks and ellipses. Elements of one image,
label and group are one object. What has no area, and what is turned, is named and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ResultsError
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.flaw import RecordError
from maskrcnn.formats.common.listed import Listed
from maskrcnn.formats.common.numbers import (
    LARGEST,
    box_in,
    number,
    picture_size,
    score_of,
    track_of,
    whole,
)
from maskrcnn.formats.common.picture_folder import IMAGES
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.run_lengths import check_sum
from maskrcnn.formats.common.shapes import (
    Found,
    Shape,
    check_inside,
    ellipse,
    joined,
    polygon,
)
from maskrcnn.formats.common.streamed import streamed
from maskrcnn.formats.cvat.xml_stream import children, first_tags
from maskrcnn.formats.originals import Originals
from maskrcnn.labels import Color, Labels
from maskrcnn.masks import Bool, Size, Window

ANNOTATIONS = "annotations.xml"
OTHER_TAGS = ("attribute", "tag")
BOX = ("xtl", "ytl", "xbr", "ybr")
PLACE = ("left", "top", "width", "height")
COLOR = re.compile("#([0-9a-fA-F]{6})")


def recognises(path: Path) -> bool:
    """Tell whether a file begins as CVAT's do, or a folder is an export of CVAT's."""
    path = _file(path)
    if path.suffix.lower() != ".xml" or not path.is_file():
        return False
    try:
        tags = first_tags(path)
    except ResultsError:
        return False
    return tags[:1] == ["annotations"] and tags[1:2] in (["version"], ["meta"], ["image"])


def read(path: Path, source: Path | None = None) -> Collection:
    """Open a file of CVAT's, or the folder of its export.

    Raises
    ------
    ResultsError
        If it is none.
    """
    file = _Reader(_file(path))
    originals = Originals(source, file.path.parent, IMAGES)
    return streamed(path, file.pictures, lambda: file.labels, originals)


def _file(path: Path) -> Path:
    return path / ANNOTATIONS if path.is_dir() else path


class _Reader:
    """Goes through a file, and learns its classes on the way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ids: dict[str, int] = {}
        self._colors: list[Color] = []
        self._are_declared = False
        self._frame_size: Size | None = None
        if first_tags(path)[:1] != ["annotations"]:
            raise ResultsError(f"{path}: is not of CVAT: it does not begin with <annotations>")

    @property
    def labels(self) -> Labels:
        """The classes, with their colours if all have one."""
        complete = len(self._colors) == len(self._ids)
        return Labels(tuple(self._ids), tuple(self._colors) if complete else ())

    def pictures(self, remarks: Remarks) -> Iterator[Listed]:
        """Yield images as they come; the frames of tracks, which lie all over the file, last."""
        frames: dict[int, Listed] = {}
        names: set[str] = set()
        try:
            for element in children(self.path):
                if element.tag == "meta":
                    self._read_meta(element)
                elif element.tag == "track":
                    self._read_track(element, frames, remarks)
                elif element.tag == "image":
                    where, name = f"image {element.get('id')}", element.get("name", "")
                    try:
                        yield self._image(element, names, remarks)
                    except ValueError as error:
                        remarks.left_out(where, error, name)
        except ParseError as error:
            if not names and not frames:
                raise ResultsError(f"{self.path}: is damaged: {error}") from error
            remarks.left_out("all from here on", error)
        yield from (frames[frame] for frame in sorted(frames))

    def _read_meta(self, meta: Element) -> None:
        labels = {label.findtext("name") or "": label for label in meta.iter("label")}
        self._ids = {name: place for place, name in enumerate(labels)}
        self._are_declared = bool(labels)
        colors = (COLOR.fullmatch(label.findtext("color") or "") for label in labels.values())
        self._colors = [_bgr(color[1]) for color in colors if color]
        size = meta.find(".//original_size")
        if size is not None:
            with suppress(ValueError):
                self._frame_size = picture_size(size.findtext("height"), size.findtext("width"))

    def _image(self, image: Element, names: set[str], remarks: Remarks) -> Listed:
        name = image.get("name")
        if not name or name in names:
            raise ValueError(f"the name {name!r} is missing or there twice")
        size = picture_size(image.get("height"), image.get("width"))
        names.add(name)
        parts: dict[Any, Found] = {}
        for place, element in enumerate(_shapes_in(image), start=1):
            where = f"image {image.get('id')}, {element.tag} {place}"
            try:
                found = self._found(element, element.get("label"), size, where)
                key = _group(element, found) or place
            except ValueError as error:
                remarks.left_out(where, error, name)
                continue
            parts[key] = joined(parts[key], found) if key in parts else found
        return Listed(name, size, objects=list(parts.values()))

    def _read_track(self, track: Element, frames: dict[int, Listed], remarks: Remarks) -> None:
        """Add what a track shows to the frames in which it does."""
        for place, element in enumerate(_shapes_in(track), start=1):
            where = f"track {track.get('id')}, {element.tag} {place}"
            try:
                if self._frame_size is None:
                    raise ValueError("the file does not tell the size of frames")
                track_id = whole(track.get("id"), 0, LARGEST - 1) + 1
                frame = whole(element.get("frame"))
                shown = Listed(f"frame_{frame:06}.PNG", self._frame_size)
                shown = frames.setdefault(frame, shown)
                if element.get("outside") != "1":
                    found = self._found(element, track.get("label"), shown.size, where)
                    shown.objects.append(replace(found, track=track_id))
            except ValueError as error:
                remarks.left_out(where, error)

    def _found(self, element: Element, label: str | None, size: Size, where: str) -> Found:
        if label is None or (self._are_declared and label not in self._ids):
            raise RecordError("unknown-class", f"there is no class {label!r}")
        shape = _shape(element, size)
        kept = {each.get("name"): each.text or None for each in element.iter("attribute")}
        class_id = self._ids.setdefault(label, len(self._ids))
        score, track = score_of(kept.get("score")), track_of(kept.get("track"))
        if shape is None:
            told = np.array(_numbers(element, *BOX))
            return Found(class_id, box_in(told, size), (), score, track, told, where)
        return Found(class_id, _box_of(shape), (shape,), score, track, where=where)


def _shapes_in(parent: Element) -> Iterator[Element]:
    return (element for element in parent if element.tag not in OTHER_TAGS)


def _group(element: Element, found: Found) -> tuple[int, int] | None:
    """Return what elements of the same object share; None if it has no other."""
    group = element.get("group_id")
    return (found.class_id, whole(group)) if group and found.shapes else None


def _shape(element: Element, size: Size) -> Shape | None:
    """Return the pixels of an element; None of a box, of which none are known."""
    if number(element.get("rotation", 0)):
        raise ValueError("is turned: only upright ones are read")
    if element.tag == "box":
        return None
    if element.tag == "polygon":
        points = (element.get("points") or "").split(";")
        return polygon([point.split(",") for point in points], size)
    if element.tag == "ellipse":
        x, y, across, down = _numbers(element, "cx", "cy", "rx", "ry")
        return ellipse((x, y), (across, down), size)
    if element.tag == "mask":
        return _mask(element, size)
    raise ValueError("has no area")


def _mask(element: Element, size: Size) -> Shape:
    left, top, width, height = (whole(element.get(each)) for each in PLACE)
    window = Window(left, top, left + width, top + height)
    check_inside(window, size)
    try:
        runs = np.array([int(run) for run in (element.get("rle") or "").split(",")], np.int64)
    except (ValueError, OverflowError):
        raise ValueError("its runs are not whole numbers") from None
    check_sum(runs, window.shape)
    return Shape(window, lambda: _decoded(runs, window))


def _decoded(runs: NDArray[np.int64], window: Window) -> Bool:
    on = np.arange(len(runs)) % 2 == 1
    pixels: Bool = np.repeat(on, runs).reshape(window.shape)
    return pixels


def _numbers(element: Element, *names: str) -> list[float]:
    return [number(element.get(name)) for name in names]


def _box_of(shape: Shape) -> NDArray[np.float32]:
    return np.array(shape.window, np.float32)


def _bgr(digits: str) -> Color:
    red, green, blue = bytes.fromhex(digits)
    return blue, green, red
