"""What tests of file formats share: instances with difficult masks, and what must come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from maskrcnn.footage import Moment
from maskrcnn.formats import Collection, ExportOptions, Format
from maskrcnn.instances import Instances
from maskrcnn.masks import crop_of_mask
from tests.support.strategies import LABELS

ODD_NAMES = (
    "holiday photos/a b.jpg",
    "Ünïcode 猫/ネコ.png",
    "one/same.jpg",
    "two/same.jpg",
    "one/same.png",
    "quote\"s & <tags>'.jpg",
    "comma, semicolon; line\nbreak.jpg",
    "https://example.org/pictures/cat.jpg?size=large",
    "../above.jpg",
    "",
)


def of_masks(masks: np.ndarray | Sequence[np.ndarray], name: str = "photo.jpg") -> Instances:
    """Instances with given masks `(N, H, W)`, the best score first, of each class in turn."""
    masks = np.asarray(masks)
    drawn = [crop_of_mask(mask) for mask in masks]
    count = len(masks)
    return Instances(
        size=masks.shape[1:],
        boxes=np.array([box for box, _ in drawn], np.float32).reshape(-1, 4),
        scores=np.linspace(0.9, 0.3, count, dtype=np.float32),
        class_ids=np.arange(count, dtype=np.int32) % len(LABELS),
        crops=tuple(crop for _, crop in drawn),
        labels=LABELS,
        name=name,
    )


@st.composite
def difficult(draw: st.DrawFn, empty: bool = False) -> Instances:
    """Up to three objects of any pixels: noise, so with holes, many parts, and on every edge.

    Unless `empty`, each has a pixel at least.
    """
    shape = draw(st.integers(0, 3)), draw(st.integers(1, 14)), draw(st.integers(1, 14))
    masks = draw(arrays.arrays(np.bool_, shape))
    if not empty:
        masks = masks[masks.any((1, 2))]
    return of_masks(masks)


def frames(*photos: Instances) -> list[Instances]:
    """The same as tracked frames of a video, ten a second."""
    return [
        replace(
            found,
            name=f"clip.mp4 frame {index}",
            moment=Moment(index, 100 * index, 100, Fraction(1, 1000)),
            track_ids=np.arange(len(found), dtype=np.int32) + 1,
        )
        for index, found in enumerate(photos)
    ]


def write(kind: Format, place: Path, pictures: Sequence[Instances], **options: Any) -> Path:
    """Write pictures in a format."""
    with kind.write(place, LABELS, ExportOptions(**options)) as writer:
        for found in pictures:
            writer.write(found)
    return place


def read(kind: Format, place: Path, source: Path | None = None) -> Collection:
    """Read them again, which must find the format by itself."""
    assert kind.recognises(place)
    assert kind.read is not None
    return kind.read(place, source)


def round_trip(
    kind: Format, place: Path, pictures: Sequence[Instances], **options: Any
) -> list[Instances]:
    """Write pictures and read them again, twice to the same end, with nothing left out."""
    collection = read(kind, write(kind, place, pictures, **options))
    assert collection.notes == ()
    back = list(collection)
    assert [found.name for found in back] == list(collection.names)
    assert len(list(collection)) == len(back)
    return back


def assert_same_objects(first: Instances, second: Instances) -> None:
    """Everything but names of pictures, colours and moments is equal, and every pixel."""
    assert first.size == second.size
    assert first.names == second.names
    assert np.array_equal(first.scores, second.scores)
    assert np.array_equal(first.masks, second.masks)
    if first.track_ids is not None:
        assert second.track_ids is not None
        assert np.array_equal(first.track_ids, second.track_ids)
