"""Splitting data sets: parts share no picture, nor any that looks alike."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from maskrcnn.datasets.split import Shares, SplitOptions, split
from maskrcnn.errors import PictureError, UsageError
from maskrcnn.formats import FORMATS, Collection, open_collection
from tests.support.annotated import annotation, coco_file, scene
from tests.support.difficult import clip
from tests.support.round_trips import write
from tests.support.samples import two_people_and_a_dog


def data(folder: Path, pictures: int = 20) -> Collection:
    objects = [annotation(number, 1 + number % 2) for number in range(1, pictures + 1)]
    return open_collection(coco_file(folder / "a.json", objects, pictures=pictures))


def test_parts_are_of_their_sizes_and_share_nothing(tmp_path: Path) -> None:
    made = split(data(tmp_path), SplitOptions(Shares(0.2, 0.1)))
    assert {name: len(own) for name, own in made.places.items()} == {
        "train": 14, "val": 4, "test": 2
    }  # fmt: skip
    assert sorted(place for own in made.places.values() for place in own) == list(range(20))
    assert made.objects["val"].tolist() == [2, 2]
    assert made.together == 0


def test_pictures_that_look_alike_stay_together(tmp_path: Path) -> None:
    collection = data(tmp_path)
    near = [3, 8, 15]
    for place in near:
        image = scene(7777)
        image[place : place + 9, 20:29] = 255
        cv2.imwrite(str(tmp_path / f"{place + 1}.png"), image)
    for seed in range(4):
        made = split(collection, SplitOptions(seed=seed))
        assert made.together == 3
        assert any(set(near) <= set(own) for own in made.places.values())
    parted = [split(collection, SplitOptions(seed=seed, alike_together=False)) for seed in range(4)]
    assert not all(any(set(near) <= set(own) for own in each.places.values()) for each in parted)


def test_names_tell_what_stays_together(tmp_path: Path) -> None:
    made = split(data(tmp_path), SplitOptions(Shares(0.5), pattern=r"^(\d)\d?\.png"))
    own = set(made.places["val"])
    assert made.together == 13, "1, 10 to 19; 2, 20"
    ones = {place for place in range(20) if str(place + 1).startswith("1")}
    assert ones <= own or not ones & own


def test_frames_of_one_video_stay_together(tmp_path: Path) -> None:
    collection = open_collection(
        write(FORMATS["results"], tmp_path / "a.jsonl", clip(*[two_people_and_a_dog()] * 4))
    )
    with pytest.raises(UsageError, match="its 4 pictures are 1 that do not look alike"):
        split(collection, refuse=lambda *_: None)
    made = split(collection, SplitOptions(Shares(0.5), alike_together=False))
    assert {name: len(own) for name, own in made.places.items()} == {"train": 2, "val": 2}


def test_a_picture_that_cannot_be_read_is_told_of_and_dealt_out(tmp_path: Path) -> None:
    collection, refused = data(tmp_path, 10), []
    (tmp_path / "3.png").unlink()
    made = split(collection, refuse=lambda name, _: refused.append(name))
    assert refused == ["3.png"]
    assert sum(map(len, made.places.values())) == 10
    with pytest.raises(PictureError, match=r"3\.png"):
        split(collection)


def test_too_few_pictures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none is left for val"):
        split(data(tmp_path, 1))


def test_a_part_of_a_collection_has_its_objects_and_crowds(tmp_path: Path) -> None:
    objects = [annotation(1), annotation(3), annotation(3, iscrowd=1)]
    collection = open_collection(coco_file(tmp_path / "a.json", objects, pictures=3))
    part = collection.at([2, 0])
    assert part.names == ("1.png", "3.png")
    assert [len(each) for each in part] == [1, 1]
    assert [len(each) for each in part.crowds] == [0, 1]
    assert part.listing is not None
    assert [each.name for each in part.listing()] == ["1.png", "3.png"]
    assert np.array_equal(next(iter(part.at([1]))).masks, list(collection)[2].masks)
