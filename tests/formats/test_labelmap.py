"""Label maps: what is visible comes back, and what other programs see in them."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from maskrcnn.errors import MaskRCNNError, ResultsError, UsageError
from maskrcnn.formats import ExportOptions
from maskrcnn.formats.labelmap.writing import FORMAT
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from tests.support.damage import damage
from tests.support.difficult import NOBODY, RING, TWO_PARTS, clip, difficult
from tests.support.round_trips import (
    ODD_NAMES,
    of_masks,
    read,
    same_objects,
    there_and_back,
    write,
)
from tests.support.samples import two_people_and_a_dog
from tests.support.shared import seen
from tests.support.strategies import LABELS

LEFT = np.zeros((6, 9), np.bool_)
LEFT[1:5, 1:5] = True
RIGHT = np.zeros((6, 9), np.bool_)
RIGHT[2:6, 3:8] = True


def visible(found: Instances) -> np.ndarray:
    """The masks without what lies under those before them."""
    above = np.logical_or.accumulate(found.masks, axis=0)
    hidden = np.concatenate([np.zeros((1, *found.size), np.bool_), above])[: len(found)]
    return np.asarray(found.masks & ~hidden)


def numbers(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.array(picture)


def change(place: Path, **changes: Any) -> None:
    """Change what `labels.json` says of its second picture."""
    content = json.loads((place / "labels.json").read_text())
    content["pictures"][1] |= changes
    (place / "labels.json").write_text(json.dumps(content))


@settings(max_examples=60)
@given(difficult())
def test_every_visible_pixel_comes_back(found: Instances) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (back,) = there_and_back(FORMAT, Path(folder, "out"), [found])
        assert np.array_equal(back.masks, visible(found))
    assert (back.names, back.scores.tolist()) == (found.names, found.scores.tolist())


def test_results_come_back(tmp_path: Path) -> None:
    (back,) = there_and_back(FORMAT, tmp_path, [two_people_and_a_dog()])
    assert same_objects(two_people_and_a_dog(), back)
    assert (back.labels, back.name) == (LABELS, "photo.jpg")


def test_opencv_and_pillow_see_the_same_objects(tmp_path: Path) -> None:
    write(FORMAT, tmp_path, [of_masks([LEFT, RIGHT])])
    path = tmp_path / "picture.instances.png"
    expected = np.where(LEFT, 1, np.where(RIGHT, 2, 0))
    theirs = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert theirs is not None
    assert theirs.dtype == np.uint16
    assert theirs.tolist() == expected.tolist()
    assert numbers(path).tolist() == expected.tolist()


def test_classes_are_numbers_to_pillow_and_colours_to_opencv(tmp_path: Path) -> None:
    write(FORMAT, tmp_path, [of_masks([LEFT, RIGHT])])
    path = tmp_path / "picture.classes.png"
    expected = np.where(LEFT, 1, np.where(RIGHT, 2, 0))
    assert numbers(path).tolist() == expected.tolist()
    assert numbers(path).dtype == np.uint8
    palette = np.array([(0, 0, 0), *LABELS.colors])
    assert seen(path).tolist() == palette[expected].tolist()


def test_the_index_tells_what_numbers_mean(tmp_path: Path) -> None:
    (tracked,) = clip(of_masks([LEFT]))
    write(FORMAT, tmp_path, [tracked], ExportOptions(facts={"model": "some"}))
    content = json.loads((tmp_path / "labels.json").read_text())
    assert content["facts"]["model"] == "some"
    assert content["labels"]["names"] == list(LABELS.names)
    (picture,) = content["pictures"]
    assert picture["moment"]["index"] == 0
    assert picture["instances"] == [
        {"number": 1, "label": "person", "class_id": 0, "score": 0.9, "box": [1, 1, 5, 5],
         "track": 1}
    ]  # fmt: skip


def test_how_many_lose_pixels_is_said(tmp_path: Path) -> None:
    for right, notes in ((RIGHT, 1), (RIGHT & ~LEFT, 0)):
        with FORMAT.write(tmp_path / str(notes), LABELS, ExportOptions()) as writer:
            writer.write(of_masks([LEFT, right]))
        said = getattr(writer, "notes", ())
        assert len(said) == notes
        assert all("1 objects lie partly under others" in note for note in said)


def test_what_is_wholly_covered_keeps_its_box(tmp_path: Path) -> None:
    (back,) = there_and_back(FORMAT, tmp_path, [of_masks([LEFT | RIGHT, RIGHT])])
    assert back.areas.tolist() == [int((LEFT | RIGHT).sum()), 0]
    assert back.boxes[1].tolist() == [3, 2, 8, 6]


def test_tracks_and_moments_come_back(tmp_path: Path) -> None:
    frames = clip(of_masks([RING, ~RING]), NOBODY, of_masks([TWO_PARTS]))
    facts = {"base": "..", "video": {"name": "my clip.mp4", "cut": {}, "size": None}}
    place = write(FORMAT, tmp_path, frames, ExportOptions(facts=facts))
    collection = read(FORMAT, place)
    assert (collection.is_tracked, collection.is_video) == (True, True)
    for first, second in zip(frames, collection, strict=True):
        assert same_objects(first, second)
        assert first.moment == second.moment


def test_boxes_only_come_back_as_boxes(tmp_path: Path) -> None:
    found = replace(two_people_and_a_dog(), crops=None)
    (back,) = there_and_back(FORMAT, tmp_path, [found])
    assert back.crops is None
    assert np.array_equal(back.boxes, found.boxes)
    assert numbers(tmp_path / "photo.instances.png")[20, 50] == 2


def test_no_objects_and_no_pictures_are_no_mistake(tmp_path: Path) -> None:
    (back,) = there_and_back(FORMAT, tmp_path / "a", [Instances.empty((6, 9), LABELS)])
    assert (len(back), back.size) == (0, (6, 9))
    assert not numbers(tmp_path / "a" / "picture.classes.png").any()
    assert there_and_back(FORMAT, tmp_path / "b", []) == []


def test_odd_names_each_have_their_maps(tmp_path: Path) -> None:
    pictures = [of_masks([np.roll(RING, i, 0)], name=name) for i, name in enumerate(ODD_NAMES)]
    back = there_and_back(FORMAT, tmp_path, pictures)
    assert len({found.name for found in back}) == len(ODD_NAMES)
    assert all(map(same_objects, pictures, back))


def test_pictures_are_found_beside_and_where_they_stay(tmp_path: Path) -> None:
    found = two_people_and_a_dog()
    photos = write(FORMAT, tmp_path / "photos", [found], ExportOptions(with_pictures=True))
    place = write(FORMAT, tmp_path / "out", [found], ExportOptions(facts={"base": "photos"}))
    for folder in (photos, place):
        (again,) = read(FORMAT, folder).with_pictures()
        assert again.image is not None
    nothing = [replace(found, image=None)]
    with pytest.raises(UsageError, match="--source"):
        write(FORMAT, tmp_path / "other", nothing, ExportOptions(with_pictures=True))


def test_too_many_classes_or_objects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="room for 255 classes, not 256"):
        FORMAT.write(tmp_path, Labels(("a",) * 256), ExportOptions())
    many = of_masks([np.ones((1, 1), np.bool_)])[[0] * 65_536]
    with pytest.raises(UsageError, match="room for 65535 objects, not 65536"):
        write(FORMAT, tmp_path / "out", [many])
    assert list((tmp_path / "out").iterdir()) == []


def test_maps_without_an_index_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    instances = np.where(LEFT, 7, np.where(RIGHT, 3, 0)).astype(np.uint16)
    classes = np.where(LEFT, 2, np.where(RIGHT, 1, 255)).astype(np.uint8)
    for stem in ("a", "b"):
        Image.fromarray(classes).save(tmp_path / f"{stem}.classes.png")
    Image.fromarray(instances).save(tmp_path / "a.instances.png")
    collection = read(FORMAT, tmp_path)
    assert collection.notes == ()
    assert collection.names == ("a.jpg", "b.jpg")
    for found in collection:
        assert found.names == ["class 1", "class 2"]
        assert np.array_equal(found.masks, [RIGHT & ~LEFT, LEFT])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"size": None}, "not the size of a picture"),
        ({"size": [6, 10]}, "not the size it should be"),
        ({"size": [10**6, 10**6]}, "not the size of a picture"),
        ({"name": "../photo.jpg"}, "is not the name of a picture in the folder"),
        ({"file": "../photo.jpg"}, "is not the name of a picture in the folder"),
        ({"name": "missing.jpg"}, "No such file"),
        ({"moment": {}}, "moment"),
        ({"instances": 3}, "no list of instances"),
    ],
)
def test_bad_pictures_are_named_and_left_out(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    place = write(FORMAT, tmp_path, [of_masks([LEFT], name=name) for name in ("a.jpg", "b.jpg")])
    change(place, **changes)
    collection = read(FORMAT, place)
    assert collection.names == ("a.jpg",)
    assert said in collection.notes[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": 0}, "whole number from 1"),
        ({"number": "x"}, "'x' is not a number"),
        ({"class_id": 3}, "whole number from 0 to 2"),
        ({"score": 7}, "between 0 and 1"),
        ({"box": [1, 2]}, "has no box"),
        ({"box": [20, 2, 25, 6]}, "outside the picture"),
        ({"track": 0.5}, "whole number"),
    ],
)
def test_bad_objects_are_named_and_left_out(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    place = write(FORMAT, tmp_path, [of_masks([LEFT, RIGHT], name=name) for name in "ab"])
    good = json.loads((place / "labels.json").read_text())["pictures"][1]["instances"]
    change(place, instances=[good[0] | changes, good[1], None])
    collection = read(FORMAT, place)
    assert [len(found) for found in collection] == [2, 1]
    assert said in collection.notes[0]
    assert "left out 2" in collection.notes[-1]


def test_damaged_maps_are_named_and_left_out(tmp_path: Path) -> None:
    place = write(FORMAT, tmp_path, [of_masks([LEFT], name=name) for name in ("a", "b", "c")])
    torn = place / "a.instances.png"
    torn.write_bytes(torn.read_bytes()[:50])
    Image.new("RGB", (9, 6)).save(place / "b.instances.png")
    collection = read(FORMAT, place)
    assert collection.names == ("c",)
    assert "a damaged PNG" in collection.notes[0]
    assert "of colours (RGB)" in collection.notes[1]


def test_maps_that_go_away_are_an_error_of_one_line(tmp_path: Path) -> None:
    place = write(FORMAT, tmp_path, [of_masks([LEFT], name=name) for name in ("a", "b")])
    collection = read(FORMAT, place)
    (place / "a.instances.png").unlink()
    with pytest.raises(ResultsError, match="was there before"):
        list(collection)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format":"maskrcnn-labelmap"}', "[" * 9999])
def test_other_folders_are_refused(tmp_path: Path, content: str) -> None:
    assert not FORMAT.recognises(tmp_path)
    with pytest.raises(ResultsError, match="has no label maps"):
        FORMAT.read(tmp_path, None)  # type: ignore[misc]
    (tmp_path / "labels.json").write_text(content)
    with pytest.raises(ResultsError, match=r"labels\.json: "):
        FORMAT.read(tmp_path, None)  # type: ignore[misc]


@settings(max_examples=150)
@given(st.data())
def test_mutated_files_never_crash(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = write(FORMAT, Path(name), [of_masks([LEFT, RIGHT])])
        path = place / data.draw(st.sampled_from(["labels.json", "picture.instances.png"]))
        damage(path, data)
        with suppress(MaskRCNNError):
            list(FORMAT.read(place, None))  # type: ignore[misc]
