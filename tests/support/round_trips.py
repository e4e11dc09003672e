"""Out to a format and in again, and what must be the same then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from maskrcnn.footage import Moment
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.format import ExportOptions, Format
from maskrcnn.instances import Instances
from maskrcnn.masks import crop_of_mask
from tests.support.strategies import LABELS, masks

ODD_NAMES = (
    "two words.jpg",
    "Müller, Straße 7.png",
    "a/same.jpg",
    "b/same.jpg",
    'say "hi"; it\'s, fine\nreally.jpg',
    "images/images/写真.webp",
    "=1+1.jpg",
    "no suffix",
)


def write(
    kind: Format,
    place: Path,
    pictures: Iterable[Instances],
    options: ExportOptions = ExportOptions(),
) -> Path:
    """Write pictures in a format."""
    listed = list(pictures)
    with kind.write(place, listed[0].labels if listed else LABELS, options) as writer:
        for found in listed:
            writer.write(found)
    return place


def read(kind: Format, place: Path, source: Path | None = None) -> Collection:
    """Read a file back in its format."""
    assert kind.read is not None
    assert kind.recognises(place)
    return kind.read(place, source)


def there_and_back(
    kind: Format,
    place: Path,
    pictures: Iterable[Instances],
    options: ExportOptions = ExportOptions(),
) -> list[Instances]:
    """Write pictures in a format, read them back, and see that nothing was left out."""
    collection = read(kind, write(kind, place, pictures, options))
    assert not collection.notes
    again = list(collection)
    assert [found.name for found in again] == list(collection.names)
    return again


def of_mask(mask: np.ndarray, **more: object) -> Instances:
    """One object, whose pixels are those of a mask."""
    return of_masks([mask], **more)


def of_masks(all_masks: Iterable[np.ndarray], **more: object) -> Instances:
    """An object for each of some masks of the same picture, each with a score and class."""
    listed = list(all_masks)
    boxes, crops = zip(*(crop_of_mask(mask) for mask in listed), strict=True)
    count = len(listed)
    found = Instances(
        size=listed[0].shape,
        boxes=np.array(boxes, np.float32),
        scores=np.linspace(0.9, 0.4, count, dtype=np.float32),
        class_ids=np.arange(count, dtype=np.int32) % len(LABELS),
        crops=crops,
        labels=LABELS,
        name="picture.png",
    )
    return replace(found, **more)  # type: ignore[arg-type]


small_masks = masks(st.tuples(st.integers(1, 14), st.integers(1, 14)))


def at(index: int, found: Instances) -> Instances:
    """The same, as a frame of a video."""
    moment = Moment(index, 1001 * index + 7, 1001, Fraction(1, 30000))
    return replace(found, name=f"my clip.mp4 frame {index}", moment=moment)


def same_objects(first: Instances, second: Instances) -> bool:
    """Pixels, classes, scores and tracks are equal."""
    return (
        first.size == second.size
        and np.array_equal(first.masks, second.masks)
        and first.names == second.names
        and np.array_equal(first.scores, second.scores)
        and _tracks(first) == _tracks(second)
    )


def _tracks(found: Instances) -> list[int] | None:
    return None if found.track_ids is None else found.track_ids.tolist()
