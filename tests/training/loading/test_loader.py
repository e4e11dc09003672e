"""Batches: the same however they are made ready, and from whichever step on."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import pytest

from maskrcnn.datasets import Example
from maskrcnn.errors import MaskRCNNError, PictureError, UsageError
from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8
from maskrcnn.training.augmentation.options import AS_THEY_ARE, AugmentOptions
from maskrcnn.training.loading.loader import Loader
from maskrcnn.training.loading.options import LoadOptions
from maskrcnn.training.sample import Batch
from tests.support.toy_data import ToyData

INPUT = KeepAspectRatio(64, 128, multiple=32)
WILD = AugmentOptions(mosaic=0.3, copy_paste=0.5)


def loader(data=None, augment: AugmentOptions = WILD, refuse=None, **options) -> Loader:
    chosen = LoadOptions(**{"batch": 4, **options})
    hears = {} if refuse is None else {"refuse": refuse}
    return Loader(ToyData(count=10) if data is None else data, INPUT, augment, chosen, **hears)


def taken(some: Loader, count: int, step_from: int = 0) -> list[Batch]:
    with closing(some.batches(step_from)) as batches:
        return list(islice(batches, count))


def same(first: Batch, second: Batch) -> bool:
    return np.array_equal(first.pictures, second.pictures) and all(
        np.array_equal(a.boxes, b.boxes)
        and np.array_equal(a.class_ids, b.class_ids)
        and np.array_equal(a.crowds, b.crowds)
        and all(map(np.array_equal, a.masks, b.masks))
        for a, b in zip(first.marked, second.marked, strict=True)
    )


def test_batches_do_not_depend_on_the_number_of_workers_nor_on_memory():
    one = taken(loader(), 6)
    assert all(map(same, one, taken(loader(workers=3), 6)))
    assert all(map(same, one, taken(loader(memory=0), 6)))
    assert not same(one[0], one[1])
    assert not same(one[0], taken(loader(seed=1), 1)[0])


def test_who_resumes_gets_what_the_undisturbed_get():
    undisturbed = taken(loader(), 8)
    assert all(map(same, undisturbed[5:], taken(loader(), 3, step_from=5)))


def test_pictures_are_all_of_one_size_and_marks_lie_in_them():
    for batch in taken(loader(shorter=(64, 128)), 8):
        count, height, width, _ = batch.pictures.shape
        assert count == len(batch.marked) == 4
        assert batch.pictures.dtype == np.uint8
        assert height % 32 == width % 32 == 0
        for marked in batch.marked:
            assert len(marked.boxes) == len(marked.masks) == len(marked.class_ids)
            assert (marked.boxes[:, 2:] <= (width, height)).all()


def test_sizes_of_batches_vary_as_asked_for():
    shorter = {min(batch.pictures.shape[1:3]) for batch in taken(loader(shorter=(64, 130)), 20)}
    assert shorter == {64, 96, 128}
    assert {min(batch.pictures.shape[1:3]) for batch in taken(loader(), 4)} == {64}


def test_fewer_pictures_than_a_batch_come_several_times():
    data = ToyData(count=3)
    batch = taken(loader(data, AS_THEY_ARE, batch=8), 1)[0]
    assert len(np.unique(batch.pictures.reshape(8, -1), axis=0)) == 3


def test_pictures_without_objects_teach_that_there_is_nothing():
    class Empty(ToyData):
        def example(self, place: int) -> Example:  # noqa: ARG002
            nothing = Instances.empty(self.size, self.labels)
            return Example(nothing, nothing)

    for batch in taken(loader(Empty(count=5), rare=0.5), 3):
        for marked in batch.marked:
            assert marked.boxes.shape == marked.crowds.shape == (0, 4)
            assert marked.class_ids.dtype == np.int64


@dataclass(frozen=True)
class Broken(ToyData):
    """Some pictures cannot be read."""

    bad: tuple[int, ...] = ()

    def picture(self, place: int) -> Uint8:
        if place in self.bad:
            raise PictureError(f"{place}.jpg: is damaged")
        return super().picture(place)


def test_pictures_that_cannot_be_read_are_told_of_once():
    heard: list[str] = []
    data = Broken(count=6, bad=(2, 4))
    some = loader(data, refuse=lambda error: heard.append(str(error)), workers=2)
    assert len(taken(some, 6)) == 6
    assert sorted(heard) == ["2.jpg: is damaged", "4.jpg: is damaged"]
    assert all(map(same, taken(loader(data), 4), taken(loader(data, workers=3), 4)))
    with pytest.raises(PictureError, match="no picture can be read"):
        taken(loader(Broken(count=2, bad=(0, 1))), 1)


def test_an_error_names_the_picture_it_came_of():
    class Odd(ToyData):
        def example(self, place: int) -> Example:
            shown = super().example(place)
            if place == 7:
                shown = replace(shown, found=replace(shown.found, boxes=shown.found.boxes * np.nan))
            return shown

    with pytest.raises(MaskRCNNError, match="toys-7: cannot be made ready to learn from"):
        taken(loader(Odd(count=10), AS_THEY_ARE), 5)


def test_no_thread_outlives_its_batches():
    before = threading.active_count()
    taken(loader(workers=3), 2)
    assert threading.active_count() == before


def test_rare_classes_are_shown_more_often():
    class Rare(ToyData):
        def example(self, place: int) -> Example:
            shown = super().example(place)
            classes = np.full(len(shown.found), int(place == 0), np.int32)
            return replace(shown, found=replace(shown.found, class_ids=classes))

    def rare_part(**options: float) -> float:
        batches = taken(loader(Rare(count=20), AS_THEY_ARE, **options), 20)
        return float(np.mean([each.class_ids[0] for batch in batches for each in batch.marked]))

    assert rare_part() == pytest.approx(1 / 20)
    assert rare_part(rare=0.8) > 2.5 / 20


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"batch": 0}, "batch of 0: give 1 or more"),
        ({"seed": -1}, "seed -1: give 0 or more"),
        ({"shorter": (9, 4)}, r"shorter sides \(9, 4\)"),
        ({"rare": 2}, "rare 2: give a number from 0 to 1"),
        ({"workers": 0}, "0 workers: give a number from 1 to 64"),
        ({"memory": -1}, "memory -1"),
    ],
)
def test_options_that_make_no_sense_are_refused(wrong, told):
    with pytest.raises(UsageError, match=told):
        LoadOptions(**wrong)


def test_a_data_set_without_pictures_is_refused():
    with pytest.raises(UsageError, match="toys: has no pictures to learn from"):
        loader(ToyData(count=0))
