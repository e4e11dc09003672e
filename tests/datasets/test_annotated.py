"""Data sets in files: the same objects as the files have, small, and in any order."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.datasets import AnnotatedPictures, open_dataset
from maskrcnn.errors import PictureError, ResultsError, UsageError
from maskrcnn.formats import FORMATS, Export, ExportOptions, export, open_collection
from maskrcnn.instances import Instances
from maskrcnn.masks import SOLID
from tests.support.difficult import clip, difficult
from tests.support.round_trips import write
from tests.support.samples import two_people_and_a_dog
from tests.support.shared import shared
from tests.support.strategies import LABELS, instances

KEEPING = ["coco", "labelme", "cvat", "labelmap", "voc", "yolo", "via", "geojson", "results"]
"""Formats that people train from."""


def annotated(*pictures: Instances, kind: str = "results", folder: Path) -> AnnotatedPictures:
    place = write(FORMATS[kind], folder / f"out{FORMATS[kind].suffix}", pictures)
    return AnnotatedPictures.of(open_collection(place))


@settings(max_examples=60)
@given(st.lists(instances(), max_size=3))
def test_every_object_with_a_pixel_is_there_to_the_pixel(pictures: list[Instances]) -> None:
    with TemporaryDirectory() as folder:
        dataset = annotated(*pictures, folder=Path(folder))
    assert len(dataset) == len(pictures)
    for place, found in enumerate(pictures):
        boxes = [np.array_equal(crop, SOLID) for crop in found.crops or ()]
        is_kept = (found.areas > 0) & ~(np.array(boxes, bool) & (found.areas > 1))
        again, wanted = dataset.example(place).found, found[is_kept]
        assert np.array_equal(again.masks, wanted.masks)
        assert (again.names, again.scores.tolist()) == (wanted.names, wanted.scores.tolist())
        assert again.size == found.size
        assert not len(dataset.example(place).crowds)


@settings(max_examples=60)
@given(difficult())
def test_crops_are_solid_and_boxes_are_tight(found: Instances) -> None:
    with TemporaryDirectory() as folder:
        again = annotated(found, folder=Path(folder)).example(0).found
    for one in again:
        x0, y0, x1, y1 = one.box.astype(int)
        assert one.crop is not None
        assert one.crop.shape == (y1 - y0, x1 - x0)
        assert set(np.unique(one.crop)) <= {0, 255}
        edges = one.crop[0], one.crop[-1], one.crop[:, 0], one.crop[:, -1]
        assert all(edge.any() for edge in edges)


@pytest.mark.parametrize("kind", KEEPING)
def test_every_format_is_something_to_learn_from(kind: str, tmp_path: Path) -> None:
    found = two_people_and_a_dog()
    place = tmp_path / "out" / f"set{FORMATS[kind].suffix}"
    write(FORMATS[kind], place, [found], ExportOptions(with_pictures=True))
    dataset = open_dataset(place, kind)
    example = dataset.example(0)
    assert sorted(example.found.names) == sorted(found.names)
    assert np.array_equal(example.found.masks.any(0), found.masks.any(0))
    if kind != "results":
        assert dataset.picture(0).shape == (60, 80, 3)


def test_boxes_and_objects_without_a_pixel_are_left_out_and_told_of(tmp_path: Path) -> None:
    found = two_people_and_a_dog()
    assert found.crops is not None
    solid, empty = np.full((1, 1), 255, np.uint8), np.zeros((2, 2), np.uint8)
    mixed = replace(found, crops=(found.crops[0], solid, empty))
    dataset = annotated(mixed, replace(found, crops=None), folder=tmp_path)
    assert dataset.example(0).found.names == ["person"]
    assert len(dataset.example(1).found) == 0
    boxes, pixels = dataset.notes
    assert "left out 4 objects that are boxes" in boxes
    assert "left out 1 objects whose masks have no pixel" in pixels


def test_crowds_are_beside_the_objects(tmp_path: Path) -> None:
    found = two_people_and_a_dog()
    with FORMATS["coco"].write(tmp_path / "a.json", LABELS, ExportOptions()) as writer:
        writer.write(found[:1])
        writer.write_crowds(found[1:])  # type: ignore[attr-defined]
    example = open_dataset(tmp_path / "a.json").example(0)
    assert (example.found.names, example.crowds.names) == (["person"], ["dog", "person"])
    assert np.array_equal(example.crowds.masks, found.masks[1:])


def test_some_pictures_in_an_order_of_ones_own(tmp_path: Path) -> None:
    pictures = [replace(two_people_and_a_dog()[:count], name=f"{count}.jpg") for count in range(4)]
    dataset = annotated(*pictures, folder=tmp_path).at([3, 1, 2]).at([2, 0])
    assert len(dataset) == 2
    assert [dataset.example(place).found.name for place in (0, 1)] == ["2.jpg", "3.jpg"]
    assert len(dataset.example(-1).found) == 3
    with pytest.raises(IndexError):
        dataset.example(2)


def test_workers_get_all_of_it(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "photo.jpg"), np.zeros((60, 80, 3), np.uint8))
    dataset = annotated(two_people_and_a_dog(), kind="coco", folder=tmp_path)
    copy = pickle.loads(pickle.dumps(dataset))
    assert np.array_equal(copy.example(0).found.masks, dataset.example(0).found.masks)
    assert copy.picture(0).shape == (60, 80, 3)


def test_a_picture_that_is_gone_or_another_is_told_of(tmp_path: Path) -> None:
    dataset = annotated(two_people_and_a_dog(), kind="coco", folder=tmp_path)
    with pytest.raises(PictureError, match="is not there"):
        dataset.picture(0)
    cv2.imwrite(str(tmp_path / "photo.jpg"), np.zeros((6, 8, 3), np.uint8))
    with pytest.raises(PictureError, match="is 8×6"):
        dataset.picture(0)


def test_frames_of_a_video_are_not_pictures_in_any_order(tmp_path: Path) -> None:
    facts: dict[str, Any] = {"video": {"name": "my clip.mp4", "cut": {}, "size": None}}
    frames = clip(two_people_and_a_dog())
    write(FORMATS["coco"], tmp_path / "a.json", frames, ExportOptions(facts=facts))
    with pytest.raises(UsageError, match="convert --with-pictures"):
        open_dataset(tmp_path / "a.json")


def test_what_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="no such file"):
        open_dataset(tmp_path / "nothing.json")


@pytest.mark.development
@pytest.mark.parametrize("part", ["train", "val"])
def test_balloons_agree_in_both_forms(part: str) -> None:
    folder = shared("labelled", "balloon")
    coco = open_dataset(folder / f"{part}.json", source=folder / part)
    via = open_dataset(folder / part)
    assert len(coco) == len(via)
    for place in range(len(coco)):
        first, second = coco.example(place).found, via.example(place).found
        assert (first.name, first.size, first.names) == (second.name, second.size, second.names)
        shared_pixels = (first.masks & second.masks).sum((1, 2))
        assert (shared_pixels / (first.masks | second.masks).sum((1, 2)) > 0.85).all()


@pytest.mark.development
def test_coco_is_kept_small() -> None:
    place = shared("labelled", "COCO_Tiny", "annotations", "instances_val2017.json")
    collection = open_collection(place)
    dataset = AnnotatedPictures.of(collection)
    assert len(pickle.dumps(dataset)) < 350 * (1 + len(dataset.objects.scores))
    for found, crowds, place_ in zip(collection, collection.crowds, range(80), strict=True):
        example = dataset.example(place_)
        assert np.array_equal(example.found.masks, found[found.areas > 0].masks)
        assert np.array_equal(example.crowds.masks, crowds.masks)


def test_a_converted_copy_has_the_same_objects(tmp_path: Path) -> None:
    found = replace(two_people_and_a_dog(), name="a.png")
    cv2.imwrite(str(tmp_path / "a.png"), found.image)  # type: ignore[arg-type]
    first = write(
        FORMATS["labelme"], tmp_path / "first", [found], ExportOptions(with_pictures=True)
    )
    export(open_collection(first, source=tmp_path), [Export.of(f"coco={tmp_path / 'b.json'}")])
    assert np.array_equal(
        open_dataset(tmp_path / "b.json").example(0).found.masks,
        open_dataset(first).example(0).found.masks,
    )


def test_boxes_are_kept_as_finely_as_the_file_tells_them(tmp_path: Path) -> None:
    square = [1.0, 1.0, 4.0, 1.0, 4.0, 4.0, 1.0, 4.0]
    shapes = [{"segmentation": [square], "category_id": 1, "image_id": 1}] * 3
    boxes: list[dict[str, object]] = [{"bbox": [0.75, 1.2, 3.1, 2.6]}, {}, {"bbox": [2, 2, 0, 1]}]
    data = {
        "images": [{"id": 1, "file_name": "a.png", "width": 6, "height": 5}],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [
            one | box | {"id": i} for i, (one, box) in enumerate(zip(shapes, boxes, strict=True))
        ],
    }
    (tmp_path / "marks.json").write_text(json.dumps(data))
    example = open_dataset(tmp_path / "marks.json").example(0)
    assert example.boxes is not None
    assert example.boxes[0] == pytest.approx([0.75, 1.2, 3.85, 3.8])
    assert example.boxes[1:].tolist() == example.found.boxes[1:].tolist() == [[1, 1, 4, 4]] * 2
