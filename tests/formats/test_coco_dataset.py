"""COCO's datasets: what comes back of what was written, what people made, and other readers."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import MaskRCNNError, OutputError, ResultsError, UsageError
from maskrcnn.formats import Export, export
from maskrcnn.formats.coco.dataset import FORMAT
from maskrcnn.formats.format import ExportOptions
from maskrcnn.labels import Labels
from tests.support.damage import TEXT, damage
from tests.support.round_trips import (
    ODD_NAMES,
    at,
    of_mask,
    of_masks,
    read,
    same_objects,
    small_masks,
    there_and_back,
    write,
)
from tests.support.samples import two_people_and_a_dog
from tests.support.shared import shared
from tests.support.strategies import LABELS, instances

POLYGONS = ExportOptions(outlines="polygons")
WITH_PICTURES = ExportOptions(with_pictures=True)


@pytest.mark.parametrize("options", [ExportOptions(), POLYGONS])
def test_masks_come_back_to_the_pixel(options):
    @settings(max_examples=60)
    @given(small_masks.filter(np.any))
    def check(mask):
        with TemporaryDirectory() as folder:
            found = of_mask(mask)
            (again,) = there_and_back(FORMAT, Path(folder, "a.json"), [found], options)
        assert same_objects(found, again)
        assert np.array_equal(again.boxes, found.boxes)

    check()


@settings(max_examples=60)
@given(st.lists(instances(), max_size=3))
def test_whatever_was_found_comes_back(pictures):
    with TemporaryDirectory() as folder:
        again = there_and_back(FORMAT, Path(folder, "a.json"), pictures)
    assert len(again) == len(pictures)
    assert all(same_objects(*pair) for pair in zip(pictures, again, strict=True))


@settings(max_examples=40)
@given(st.lists(instances(with_masks=False), max_size=3))
def test_boxes_alone_come_back(pictures):
    with TemporaryDirectory() as folder:
        again = there_and_back(FORMAT, Path(folder, "a.json"), pictures)
    for before, after in zip(pictures, again, strict=True):
        assert np.array_equal(before.boxes, after.boxes)
        assert after.crops is None or not len(after)


def test_tracks_moments_and_how_they_were_found_come_back(tmp_path):
    tracked = replace(two_people_and_a_dog(), track_ids=np.array([7, 3, 9], np.int32))
    frames = [at(0, tracked), at(1, tracked[:0]), at(5, tracked[1:])]
    video = {
        "name": "my clip.mp4",
        "cut": {"start": 1.5, "end": None, "frames": None},
        "size": None,
    }
    options = ExportOptions(facts={"model": "a-model", "video": video})
    collection = read(FORMAT, write(FORMAT, tmp_path / "a.json", frames, options))
    again = list(collection)
    assert all(same_objects(*pair) for pair in zip(frames, again, strict=True))
    assert [found.moment for found in again] == [found.moment for found in frames]
    assert collection.is_tracked
    assert collection.is_video
    assert collection.facts["model"] == "a-model"
    assert collection.names == ("my clip-000000.jpg", "my clip-000001.jpg", "my clip-000005.jpg")


def test_odd_names_stay_apart(tmp_path):
    found = two_people_and_a_dog()
    pictures = [replace(found, name=name) for name in ODD_NAMES]
    again = there_and_back(FORMAT, tmp_path / "a.json", pictures, WITH_PICTURES)
    assert len({one.name for one in again}) == len(ODD_NAMES)
    assert again[1].name == ODD_NAMES[1]
    for one in read(FORMAT, tmp_path / "a.json").with_pictures():
        assert one.image is not None
        assert one.image.shape == (60, 80, 3)


def test_pictures_are_asked_for(tmp_path):
    found = replace(two_people_and_a_dog(), image=None)
    with pytest.raises(UsageError, match="name it with --source"):
        write(FORMAT, tmp_path / "a.json", [found], WITH_PICTURES)
    assert not list(tmp_path.iterdir()), "nothing is left behind"


def test_photos_are_not_written_over(tmp_path):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "photo.jpg").write_bytes(b"the photo itself")
    with pytest.raises(UsageError, match=r"photo\.jpg: is there already"):
        write(FORMAT, tmp_path / "a.json", [two_people_and_a_dog()], WITH_PICTURES)
    assert (tmp_path / "images" / "photo.jpg").read_bytes() == b"the photo itself"
    assert not (tmp_path / "a.json").exists()
    for _ in range(2):
        write(FORMAT, tmp_path / "new" / "a.json", [two_people_and_a_dog()], WITH_PICTURES)


def test_what_was_there_before_outlives_an_error(tmp_path):
    place = write(FORMAT, tmp_path / "a.json", [two_people_and_a_dog()])
    before = place.read_bytes()
    with pytest.raises(AttributeError):
        write(FORMAT, place, [two_people_and_a_dog(), None])  # type: ignore[list-item]
    assert place.read_bytes() == before
    assert list(tmp_path.iterdir()) == [place]
    (tmp_path / "a file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write(FORMAT, tmp_path / "a file" / "a.json", [])


def test_pictures_named_by_numbers_keep_them_as_ids(tmp_path):
    found = two_people_and_a_dog()
    names = ("000000397133.jpg", "other.jpg", "1.jpg")
    write(FORMAT, tmp_path / "a.json", [replace(found, name=name) for name in names])
    data = json.loads((tmp_path / "a.json").read_text())
    assert [image["id"] for image in data["images"]] == [397133, 1, 2]
    assert {one["image_id"] for one in data["annotations"]} == {397133, 1, 2}
    assert [one["id"] for one in data["annotations"]] == list(range(1, 10))


# What people made


def dataset(*annotations: Any, **more: Any) -> dict[str, Any]:
    image = {"id": 1, "file_name": "a.jpg", "width": 8, "height": 6}
    categories = [{"id": 0, "name": "cat"}, {"id": 9, "name": "dog"}]
    return {"images": [image], "categories": categories, "annotations": list(annotations), **more}


def opened(tmp_path: Path, data: Any):
    place = tmp_path / "given.json"
    place.write_text(json.dumps(data), encoding="utf-8")
    return read(FORMAT, place)


SQUARE = {"image_id": 1, "category_id": 9, "segmentation": [[1, 1, 4, 1, 4, 3, 1, 3]]}


def test_polygons_of_several_parts_and_both_kinds_of_run_lengths(tmp_path):
    parts = {**SQUARE, "segmentation": [[0, 0, 2, 0, 2, 2, 0, 2], [4, 4, 8, 4, 8, 6, 4, 6]]}
    plain = {**SQUARE, "segmentation": {"size": [6, 8], "counts": [1, 2, 45]}}
    flat = {**SQUARE, "segmentation": [1, 1, 4, 1, 4, 3, 1, 3]}
    (found,) = opened(tmp_path, dataset(parts, plain, flat))
    assert [one.area for one in found] == [12, 2, 6]
    assert found.masks[1][1:3, 0].all()
    assert found.boxes[0].tolist() == [0, 0, 8, 6]
    assert list(found.scores) == [1, 1, 1]


CROWD = {**SQUARE, "iscrowd": 1, "segmentation": {"size": [6, 8], "counts": [0, 48]}}


def test_crowds_are_kept_apart_and_told_of(tmp_path):
    collection = opened(tmp_path, dataset(SQUARE, CROWD, CROWD))
    assert [len(found) for found in collection] == [1]
    assert [crowds.areas.tolist() for crowds in collection.crowds] == [[48, 48]]
    (note,) = collection.notes
    assert note.startswith("given.json: 2 crowds")


def test_crowds_outlive_a_conversion_and_the_loss_of_a_picture(tmp_path):
    images = [{"id": id_, "file_name": f"{id_}.png", "width": 8, "height": 6} for id_ in (1, 2, 3)]
    crowds = [{**CROWD, "image_id": 3}, CROWD, {**CROWD, "image_id": 2}]
    given = dataset(SQUARE, *crowds) | {"images": images}
    for id_ in (1, 3):
        cv2.imwrite(str(tmp_path / f"{id_}.png"), np.zeros((6, 8, 3), np.uint8))
    collection, refused = opened(tmp_path, given), []
    wanted = [Export(FORMAT, tmp_path / "out" / "a.json")]
    export(collection, wanted, WITH_PICTURES, lambda name, _: refused.append(name))
    assert refused == ["2.png"]
    again = read(FORMAT, wanted[0].place)
    assert [len(each) for each in again] == [1, 0]
    assert [each.areas.tolist() for each in again.crowds] == [[48], [48]]
    data = json.loads(wanted[0].place.read_text())
    assert [each["iscrowd"] for each in data["annotations"]] == [0, 1, 1]
    (note,) = export(collection, [Export.of(f"csv={tmp_path / 'a.csv'}")])
    assert "crowds" in note


def test_crowds_of_classes_that_were_not_chosen_are_gone(tmp_path):
    collection = opened(tmp_path, dataset(SQUARE, CROWD, {**CROWD, "category_id": 0}))
    (crowds,) = collection.select(classes="cat").crowds
    assert crowds.names == ["cat"]


def test_without_crowds_there_is_none_in_any_picture(tmp_path):
    (crowds,) = opened(tmp_path, dataset(SQUARE)).crowds
    assert (len(crowds), crowds.size) == (0, (6, 8))


def test_classes_keep_their_order_whatever_their_numbers(tmp_path):
    cat = {**SQUARE, "category_id": 0, "score": 0.3}
    collection = opened(tmp_path, dataset(cat, {**SQUARE, "score": 0.7}))
    (found,) = collection
    assert collection.labels.names == ("cat", "dog")
    assert found.names == ["dog", "cat"], "best score first"


def test_boxes_and_masks_side_by_side(tmp_path):
    box = {"image_id": 1, "category_id": 0, "bbox": [6, 1, 5, 2], "segmentation": []}
    empty = {**SQUARE, "segmentation": {"size": [6, 8], "counts": [48]}, "bbox": [1, 1, 2, 2]}
    (found,) = opened(tmp_path, dataset(SQUARE, box, empty))
    assert [one.area for one in found] == [6, 4, 0], "a box fills itself, no pixel stays none"
    assert found.boxes[1:].tolist() == [[6, 1, 8, 3], [1, 1, 3, 3]]


def test_some_tracks_are_none(tmp_path):
    collection = opened(tmp_path, dataset(SQUARE, {**SQUARE, "track_id": 4}))
    assert not collection.is_tracked
    assert collection.notes[0] == "given.json: tracks: not every object has one"
    assert next(iter(collection)).track_ids is None


DAMAGED = {
    "no list": 7,
    "no image": {**SQUARE, "image_id": 2},
    "no class": {**SQUARE, "category_id": 5},
    "class of another type": {**SQUARE, "category_id": [9]},
    "two points": {**SQUARE, "segmentation": [[1, 1, 2, 2]]},
    "odd numbers": {**SQUARE, "segmentation": [[1, 1, 2, 2, 3]]},
    "no number": {**SQUARE, "segmentation": [[1, 1, 2, 2, float("nan"), 3]]},
    "words": {**SQUARE, "segmentation": "everything"},
    "outside": {**SQUARE, "segmentation": [[10, 1, 14, 1, 14, 3]]},
    "short runs": {**SQUARE, "segmentation": {"size": [6, 8], "counts": [1, 2]}},
    "negative runs": {**SQUARE, "segmentation": {"size": [6, 8], "counts": [50, -2]}},
    "runs that go around": {
        **SQUARE,
        "segmentation": {"size": [6, 8], "counts": [2**63 - 1, 2**63 - 1, 50]},
    },
    "endless runs": {**SQUARE, "segmentation": {"size": [6, 8], "counts": [10**30]}},
    "broken runs": {**SQUARE, "segmentation": {"size": [6, 8], "counts": "oooooooooo"}},
    "foreign runs": {**SQUARE, "segmentation": {"size": [6, 8], "counts": "ü#"}},
    "other size": {**SQUARE, "segmentation": {"size": [8, 6], "counts": [48]}},
    "no pixel": {**SQUARE, "segmentation": {"size": [6, 8], "counts": [48]}},
    "nothing": {"image_id": 1, "category_id": 9},
    "flat box": {"image_id": 1, "category_id": 9, "bbox": [1, 1, 0, 3]},
    "half a box": {"image_id": 1, "category_id": 9, "bbox": [1, 1]},
    "score": {**SQUARE, "score": 1.5},
    "track": {**SQUARE, "track_id": "seven"},
}


@pytest.mark.parametrize("record", DAMAGED.values(), ids=DAMAGED)
def test_damaged_annotations_are_named_and_left_out(tmp_path, record):
    collection = opened(tmp_path, dataset(SQUARE, record))
    assert "annotation 2" in collection.notes[0]
    assert "1" in collection.notes[1]
    assert [len(found) for found in collection] == [1]


def test_damaged_pictures_and_classes_are_named_and_left_out(tmp_path):
    good = {"id": 1, "file_name": "a.jpg", "width": 8, "height": 6}
    images = [
        good,
        good,
        {**good, "id": 2, "width": None},
        {**good, "id": 3, "width": 2**20, "height": 2**20},
        {**good, "id": 4, "file_name": ""},
        {**good, "id": 5, "moment": {"index": 0, "time_base": "1e999999999"}},
        "a picture",
    ]
    data = dataset(SQUARE, images=images)
    data["categories"] += [{"id": 9, "name": "twice"}, {"id": 3}, {"name": "cow"}]
    collection = opened(tmp_path, data)
    assert collection.names == ("a.jpg",)
    assert collection.labels.names == ("cat", "dog")
    assert len(collection.notes) == 6
    assert "9" in collection.notes[-1]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"images": 3}', "[" * 100_000, "\xff"])
def test_what_is_no_dataset_is_refused(tmp_path, text):
    place = tmp_path / "a.json"
    place.write_bytes(text.encode("latin-1"))
    assert FORMAT.read is not None
    assert not FORMAT.recognises(place)
    with pytest.raises(ResultsError, match=r"a\.json: is no"):
        FORMAT.read(place, None)


@settings(max_examples=200)
@given(st.data())
def test_damage_is_told_not_thrown(data):
    with TemporaryDirectory() as folder:
        place = write(FORMAT, Path(folder, "a.json"), [two_people_and_a_dog()])
        damage(place, data, TEXT)
        assert FORMAT.read is not None
        with contextlib.suppress(MaskRCNNError):
            for found in FORMAT.read(place, None):
                assert len(found.masks) == len(found)


@pytest.mark.parametrize(
    ("file", "picture"),
    [
        ("train.json", "train/a.png"),
        ("train.json", "images/a.png"),
        ("annotations/instances_val2017.json", "val2017/a.png"),
        ("annotations/val.json", "images/val/a.png"),
    ],
)
def test_pictures_are_found_in_the_usual_places(tmp_path, file, picture):
    for name in (file, picture):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
    cv2.imwrite(str(tmp_path / picture), np.zeros((6, 8, 3), np.uint8))
    given = dataset(SQUARE)
    given["images"][0]["file_name"] = "a.png"
    (tmp_path / file).write_text(json.dumps(given))
    (found,) = read(FORMAT, tmp_path / file).with_pictures()
    assert found.image is not None


# Other readers


def peer(place: Path) -> Any:
    from pycocotools.coco import COCO

    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(place))


@pytest.mark.parametrize("options", [ExportOptions(), POLYGONS])
def test_pycocotools_sees_the_same_pixels(options):
    @settings(max_examples=40)
    @given(st.lists(small_masks.filter(np.any), min_size=1, max_size=3))
    def check(listed):
        pictures = [of_mask(mask, name=f"{place}.png") for place, mask in enumerate(listed)]
        with TemporaryDirectory() as folder:
            reader = peer(write(FORMAT, Path(folder, "a.json"), pictures, options))
        for annotation, mask in zip(reader.loadAnns(reader.getAnnIds()), listed, strict=True):
            assert np.array_equal(reader.annToMask(annotation), mask), "holes and parts too"
            assert annotation["area"] == mask.sum()

    check()


def two_round_things() -> list[np.ndarray]:
    disc, ring = np.zeros((2, 90, 120), np.uint8)
    cv2.circle(disc, (30, 40), 20, 1, cv2.FILLED)
    cv2.circle(ring, (80, 40), 25, 1, 9)
    return [disc.astype(bool), ring.astype(bool)]


def test_supervision_sees_the_same_pixels(tmp_path):
    supervision = pytest.importorskip("supervision", "0.30", reason="it read polygons only before")
    found = replace(of_masks(two_round_things()), image=np.zeros((90, 120, 3), np.uint8))
    write(FORMAT, tmp_path / "a.json", [found], WITH_PICTURES)
    opened = supervision.DetectionDataset.from_coco(
        str(tmp_path / "images"), str(tmp_path / "a.json"), force_masks=True
    )
    ((_, _, detections),) = opened
    assert opened.classes == list(LABELS.names)
    assert np.array_equal(np.asarray(detections.mask), found.masks)


@pytest.mark.development
@pytest.mark.parametrize("name", ["train2017", "val2017"])
def test_coco_itself_is_read_as_pycocotools_reads_it(name):
    place = shared("labelled", "COCO_Tiny", "annotations", f"instances_{name}.json")
    reader, collection = peer(place), read(FORMAT, place)
    assert all("crowds" in note for note in collection.notes)
    ious = []
    for image_id, found in zip(reader.imgs, collection, strict=True):
        annotations = reader.loadAnns(reader.getAnnIds(image_id, iscrowd=0))
        assert found.names == [
            reader.loadCats(each["category_id"])[0]["name"] for each in annotations
        ]
        for one, annotation in zip(found, annotations, strict=True):
            drawn = reader.annToMask(annotation).astype(bool)
            ious.append((one.mask & drawn).sum() / max((one.mask | drawn).sum(), 1))
    assert np.mean(ious) > 0.98


@pytest.mark.development
@pytest.mark.parametrize("name", ["train", "val"])
def test_balloons_are_read(name):
    place = shared("labelled", "balloon", f"{name}.json")
    collection = read(FORMAT, place, place.parent / name)
    assert not collection.notes
    assert collection.labels == Labels(("balloon",))
    data = json.loads(place.read_text())
    counted = [len(found) for found in collection.with_pictures()]
    assert (len(counted), sum(counted)) == (len(data["images"]), len(data["annotations"]))
