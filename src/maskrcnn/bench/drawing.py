"""What is timed of drawing and writing: each style, each effect, each way to write.

All are done from scratch, as for a single picture: no pixels are kept from one run to the next,
and files are new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Literal

import numpy as np

from maskrcnn.drawing.effects import EFFECTS, Effect
from maskrcnn.drawing.effects.values import ColorValue, FileValue
from maskrcnn.drawing.effects.where import Where
from maskrcnn.drawing.look import Look
from maskrcnn.drawing.styles import STYLES
from maskrcnn.footage import Footage, Moment
from maskrcnn.formats import FORMATS, ExportOptions, Format
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8
from maskrcnn.writers.picture import Picture, image_of
from maskrcnn.writers.video.formats import VideoFormat
from maskrcnn.writers.video.segment import SegmentWriter

Kind = Literal["style", "effect", "picture", "format", "video"]

PICTURES = {"JPEG": ".jpg", "PNG": ".png"}
RATE = 25
EXPORTED = 4
"""Pictures that a format is given in a run: most are for many, and begin with what all share."""

FRAMES = 8
"""Of a video, in a run: enough for its encoder to be busy, of which a frame is the average."""


@dataclass(frozen=True)
class Work:
    """Something that is done with what was found.

    Attributes
    ----------
    kind : str
    name : str
    run : callable (folder)
        Does it; what it writes goes into an empty folder.
    pictures : int
        How many pictures it does it to.
    """

    kind: Kind
    name: str
    run: Callable[[Path], object]
    pictures: int = 1


def works_on(found: Instances, other: Path) -> list[Work]:
    """Return everything that is timed.

    Parameters
    ----------
    found : Instances
        With their picture.
    other : Path
        A picture that effects can put in place of something.
    """
    return [*_styles(found), *_effects(found, other), *_files(found)]


def _styles(found: Instances) -> Iterator[Work]:
    for name in STYLES:
        yield _drawing("style", name, found, Look((name,)))


def _effects(found: Instances, other: Path) -> Iterator[Work]:
    for name, background in product(EFFECTS, (False, True)):
        effect = Effect(name, _value(name, other), Where(background))
        yield _drawing("effect", f"{name}@{effect.where}", found, Look((), (effect,)))


def _value(name: str, other: Path) -> str | None:
    """Return what stands behind the `=` of an effect: its default, where it has one."""
    kind = EFFECTS[name]
    if isinstance(kind.value, FileValue):
        return str(other)
    return Effect.of(kind.example).value if isinstance(kind.value, ColorValue) else None


def _drawing(kind: Kind, name: str, found: Instances, look: Look) -> Work:
    return Work(kind, name, lambda _: replace(found).draw(look=look))


def _files(found: Instances) -> Iterator[Work]:
    image = image_of(found, "a file")
    for name, suffix in PICTURES.items():
        yield _saving(name, Picture(image), f"picture{suffix}")
    for each in FORMATS.values():
        if not each.needs_tracks:
            yield _exporting(each, found)
    frames = [np.roll(image, 3 * place, axis=1) for place in range(FRAMES)]
    yield Work("video", "h264", lambda folder: _film(frames, folder / "video.mkv"), FRAMES)


def _saving(name: str, picture: Picture, file: str) -> Work:
    return Work("picture", name, lambda folder: picture.save(folder / file))


def _exporting(kind: Format, found: Instances) -> Work:
    return Work("format", kind.name, lambda folder: _export(kind, found, folder), EXPORTED)


def _export(kind: Format, found: Instances, folder: Path) -> None:
    place = folder / f"{kind.name}{kind.suffix}"
    with kind.write(place, found.labels, ExportOptions()) as writer:
        for number in range(EXPORTED):
            writer.write(replace(found, name=f"{number}.jpg"))


def _film(frames: list[Uint8], path: Path) -> None:
    second = Fraction(1, RATE)
    footage = Footage((frames[0].shape[0], frames[0].shape[1]), Fraction(RATE), second)
    with SegmentWriter(path, VideoFormat("mp4", "h264"), footage) as segment:
        for place, frame in enumerate(frames):
            segment.write(frame, Moment(place, place, 1, second))
