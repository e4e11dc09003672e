"""Pictures as they are kept: within memory, no larger than need be, and the same ever after."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from maskrcnn.datasets import Example
from maskrcnn.errors import MaskRCNNError, PictureError
from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.masks import Uint8
from maskrcnn.training.loading import reading
from maskrcnn.training.loading.reading import Reader
from tests.support.toy_data import ToyData

SMALL = KeepAspectRatio(32, 64)
LARGE = KeepAspectRatio(96, 128)


@dataclass(frozen=True)
class Counted(ToyData):
    """Counts how often each picture is read."""

    reads: Counter[int] = field(default_factory=Counter)

    def picture(self, place: int) -> Uint8:
        self.reads[place] += 1
        return super().picture(place)


def same(first, second) -> bool:
    return (
        np.array_equal(first.picture, second.picture)
        and np.array_equal(first.boxes, second.boxes)
        and all(map(np.array_equal, first.masks, second.masks))
    )


def test_what_is_kept_is_not_read_again():
    data = Counted(count=4)
    reader = Reader(data, LARGE, 2**20)
    first = [reader.readable(place) for place in range(4)]
    again = [reader.readable(place) for place in range(4)]
    assert all(map(same, first, again))
    assert set(data.reads.values()) == {1}
    assert np.array_equal(first[2].picture, data.picture(2))


def test_no_more_is_kept_than_memory_allows():
    data = Counted(count=6)
    size = data.picture(0).nbytes
    reader = Reader(data, LARGE, 3 * size)
    for place in [*range(6), *range(6)]:
        reader.readable(place)
    assert size < reader.used <= 3 * size
    assert sum(reads == 2 for reads in data.reads.values()) >= 3


@pytest.mark.parametrize("few", [2**30, 0])
def test_large_pictures_are_kept_small(few, monkeypatch):
    """As pixels, or as files where there are many: 1.5 times what the network is given."""
    monkeypatch.setattr(reading, "FEW", few)
    data = Counted(count=2)
    reader = Reader(data, SMALL, 2**20)
    sample, whole = reader.readable(0), Reader(data, LARGE, 0).readable(0)
    assert sample.size == (48, 64)
    assert np.allclose(sample.boxes, whole.boxes / 2)
    assert [mask.shape for mask in sample.masks] == [
        ((h + 1) // 2, (w + 1) // 2) for h, w in (mask.shape for mask in whole.masks)
    ]
    assert same(sample, reader.readable(0))
    assert same(sample, Reader(data, SMALL, 0).readable(0))
    exact = whole.picture.reshape(48, 2, 64, 2, 3).mean((1, 3))
    assert abs(sample.picture - exact).mean() < (1 if few else 6)  # JPEG takes from the noise
    assert reader.used < sample.picture.nbytes + sum(each.size for each in sample.masks) + 1
    assert data.reads[0] == 3


def test_uncertain_marks_become_crowds():
    class Unsure(ToyData):
        def example(self, place: int) -> Example:
            shown = super().example(place)
            scores = np.array([0.9, 0.3], np.float32)
            return replace(shown, found=replace(shown.found, scores=scores))

    sure = Reader(Unsure(), LARGE, 0, sure=0.5).readable(0)
    whole = Reader(Unsure(), LARGE, 0).readable(0)
    assert sure.scores.tolist() == [np.float32(0.9)]
    assert np.array_equal(sure.boxes, whole.boxes[:1])
    assert np.array_equal(sure.crowds, whole.boxes[1:])
    assert len(whole) == 2


@dataclass(frozen=True)
class Broken(Counted):
    """Some pictures cannot be read."""

    bad: tuple[int, ...] = ()

    def picture(self, place: int) -> Uint8:
        picture = super().picture(place)
        if place in self.bad:
            raise PictureError(f"{place}.jpg: is damaged")
        return picture


def test_the_next_picture_takes_the_place_of_one_that_cannot_be_read():
    data = Broken(count=4, bad=(1, 3))
    reader = Reader(data, LARGE, 2**20)
    for _ in range(2):
        got = [reader.readable(place) for place in range(4)]
        assert same(got[1], got[2])
        assert same(got[3], got[0])
    assert sorted(reader.refused) == [1, 3]
    assert data.reads[1] == 1


def test_no_picture_at_all_is_an_error():
    reader = Reader(Broken(count=2, bad=(0, 1)), LARGE, 0)
    with pytest.raises(PictureError, match=r"toys: no picture can be read: 1\.jpg: is damaged"):
        reader.readable(1)


def test_what_nobody_thought_of_is_told_with_the_name_of_the_picture():
    class Odd(ToyData):
        def picture(self, place: int) -> Uint8:  # noqa: ARG002
            raise IndexError("out of range")

    with pytest.raises(MaskRCNNError, match=r"toys-3: .*IndexError\('out of range'\)"):
        Reader(Odd(), LARGE, 0).readable(3)
