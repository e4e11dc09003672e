"""The two ways in which CVAT's XML is laid out: image by image, and track by track."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from maskrcnn.errors import UsageError
from maskrcnn.formats.common.numbers import short
from maskrcnn.formats.cvat.xml_stream import XmlWriter
from maskrcnn.instances import Instance, Instances
from maskrcnn.masks import Bool, Window, crop_of_mask
from maskrcnn.polygons import Ring, polygons_of
from maskrcnn.rings import part_rings, single_ring


class Element(NamedTuple):
    """A box, polygon or mask: its tag, and where it is, as attributes."""

    tag: str
    place: dict[str, object]


class ImageElements:
    """Writes an `image` a picture.

    Parameters
    ----------
    xml : XmlWriter
    polygons : bool
        Polygons instead of masks.
    """

    def __init__(self, xml: XmlWriter, polygons: bool) -> None:
        self._xml, self._polygons = xml, polygons
        self._images = self._groups = 0

    def add(self, found: Instances, name: str) -> None:
        """Write what was found in a picture."""
        height, width = found.size
        number = self._images if found.moment is None else found.moment.index
        self._images += 1
        with self._xml.element("image", id=number, name=name, width=width, height=height):
            for place, one in enumerate(found):
                self._write(one, z_order=len(found) - place)

    def finish(self) -> None:
        """All is written already."""

    def _write(self, one: Instance, z_order: int) -> None:
        elements = list(self._elements(one))
        shared: dict[str, object] = {"z_order": z_order}
        if len(elements) > 1:
            self._groups += 1
            shared["group_id"] = self._groups
        for tag, place in elements:
            known = {"label": one.label, "source": "auto", "occluded": 0}
            with self._xml.element(tag, **known, **place, **shared):
                self._xml.leaf("attribute", short(one.score), name="score")
                if one.track_id is not None:
                    self._xml.leaf("attribute", one.track_id, name="track")

    def _elements(self, one: Instance) -> Iterator[Element]:
        window, pixels = one.pixels
        if one.crop is None or not pixels.any():
            yield _box(one)
        elif self._polygons:
            for ring in part_rings(polygons_of(pixels)):
                yield _polygon(ring, window)
        else:
            yield _mask(window, pixels)


@dataclass
class _Track:
    """The appearances of an object: frame, element, score; no score where it leaves."""

    label: str
    appearances: list[tuple[int, Element, float | None]] = field(default_factory=list)


class TrackElements:
    """Gathers tracks, and writes them at the end; parts of an object are strung to one ring.

    Parameters
    ----------
    xml : XmlWriter
    """

    def __init__(self, xml: XmlWriter) -> None:
        self._xml = xml
        self._tracks: dict[tuple[int, int], _Track] = {}
        self._present: set[tuple[int, int]] = set()

    def add(self, found: Instances, name: str) -> None:
        """Take in what was found in a frame.

        Raises
        ------
        UsageError
            If it is no frame, is not tracked as the first was, or a track is in it twice.
        """
        if found.moment is None or (len(found) and found.track_ids is None):
            raise UsageError(f"{name}: is not tracked as the first frame is: export it by itself")
        here = {(one.track_id or 0, one.class_id): one for one in found}
        if len(here) < len(found):
            raise UsageError(f"{name}: one track is at two places: it cannot be written as tracks")
        for key in self._present - here.keys():
            appearances = self._tracks[key].appearances
            appearances.append((found.moment.index, appearances[-1][1], None))
        for key, one in here.items():
            track = self._tracks.setdefault(key, _Track(one.label))
            track.appearances.append((found.moment.index, self._element(one), short(one.score)))
        self._present = set(here)

    def finish(self) -> None:
        """Write all tracks; CVAT counts them from 0, we from 1, and others from either."""
        least = min((number for number, _ in self._tracks), default=1)
        for (number, _), track in self._tracks.items():
            id_ = number - min(least, 1)
            with self._xml.element("track", id=id_, label=track.label, source="auto"):
                for frame, (tag, place), score in track.appearances:
                    self._write(tag, place, frame, score)

    def _write(self, tag: str, place: dict[str, object], frame: int, score: float | None) -> None:
        known = {"frame": frame, "keyframe": 1, "outside": int(score is None), "occluded": 0}
        with self._xml.element(tag, **known, **place, z_order=0):
            if score is not None:
                self._xml.leaf("attribute", score, name="score")

    @staticmethod
    def _element(one: Instance) -> Element:
        window, pixels = one.pixels
        if one.crop is None or not pixels.any():
            return _box(one)
        return _polygon(single_ring(polygons_of(pixels)), window)


def _box(one: Instance) -> Element:
    return Element(
        "box",
        dict(zip(("xtl", "ytl", "xbr", "ybr"), map(short, one.box), strict=True)),
    )


def _polygon(ring: Ring, window: Window) -> Element:
    points = (ring + window[:2]).astype(int).tolist()
    return Element("polygon", {"points": ";".join(f"{x},{y}" for x, y in points)})


def _mask(window: Window, pixels: Bool) -> Element:
    """Return a mask: runs of pixels off and on in turn, row by row within its window."""
    box, crop = crop_of_mask(pixels)
    height, width = crop.shape
    flat = np.concatenate([[False], crop.ravel() > 0])
    ends = np.flatnonzero(flat[1:] != flat[:-1])
    runs = np.diff(ends, prepend=0, append=crop.size)
    return Element(
        "mask",
        {
            "rle": ", ".join(map(str, runs)),
            "left": window.x0 + int(box[0]),
            "top": window.y0 + int(box[1]),
            "width": width,
            "height": height,
        },
    )
