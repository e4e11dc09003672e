"""LabelMe's files: what comes back of what was written, and what people draw by hand."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import MaskRCNNError, ResultsError, UsageError
from maskrcnn.formats import Export, ExportOptions, export, open_collection
from maskrcnn.formats.format import Outlines
from maskrcnn.formats.labelme.writing import FORMAT
from maskrcnn.instances import Instances
from maskrcnn.masks import mask_iou
from maskrcnn.writers.picture import Picture
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

SQUARE = [[1, 1], [5, 1], [5, 4], [1, 4]]


def shape(**changes: Any) -> dict[str, Any]:
    kept = {"label": "cat", "points": SQUARE, "shape_type": "polygon", "group_id": None}
    return {**kept, "flags": {}, **changes}


def file(folder: Path, *shapes: Any, name: str = "a", **changes: Any) -> Path:
    content: dict[str, Any] = {"version": "5.5.0", "flags": {}, "shapes": list(shapes)}
    content |= {"imagePath": f"{name}.jpg", "imageData": None, "imageHeight": 8, "imageWidth": 10}
    content |= changes
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(content))
    return folder


def written_shapes(place: Path) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = json.loads(next(place.glob("*.json")).read_text())["shapes"]
    return shapes


@settings(max_examples=60)
@given(difficult(), st.sampled_from(["polygons", "rle"]))
def test_every_pixel_comes_back(found: Instances, outlines: Outlines) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (back,) = there_and_back(
            FORMAT, Path(folder, "out"), [found], ExportOptions(outlines=outlines)
        )
    assert same_objects(found, back)


@pytest.mark.parametrize("outlines", ["polygons", "rle", None])
def test_results_come_back(tmp_path: Path, outlines: Outlines) -> None:
    (back,) = there_and_back(
        FORMAT, tmp_path / "out", [two_people_and_a_dog()], ExportOptions(outlines=outlines)
    )
    assert same_objects(two_people_and_a_dog(), back)
    assert back.labels.names == LABELS.names
    assert back.name == "photo.jpg"


def test_parts_are_a_group_and_holes_are_cut_open(tmp_path: Path) -> None:
    shapes = written_shapes(write(FORMAT, tmp_path, [of_masks([RING, TWO_PARTS])]))
    assert [each["group_id"] for each in shapes] == [None, 1, 1]
    assert {each["shape_type"] for each in shapes} == {"polygon"}


def test_scores_and_tracks_stand_beside_the_label(tmp_path: Path) -> None:
    (tracked,) = clip(of_masks([RING]))
    (one,) = written_shapes(write(FORMAT, tmp_path, [tracked]))
    assert (one["label"], one["score"], one["track"]) == ("person", 0.9, 1)
    assert (tmp_path / "my clip-000000.json").exists()


def test_tracks_of_some_are_named_and_left_out(tmp_path: Path) -> None:
    collection = read(FORMAT, file(tmp_path / "in", shape(track=3), shape()))
    assert [found.track_ids for found in collection] == [None]
    assert "tracks: not every object has one" in collection.notes[0]


def test_tracks_come_back(tmp_path: Path) -> None:
    frames = clip(of_masks([RING, RING.T]), NOBODY, of_masks([RING]))
    collection = read(FORMAT, write(FORMAT, tmp_path, frames))
    assert collection.is_tracked
    for first, second in zip(frames, collection, strict=True):
        assert same_objects(first, second)


def test_boxes_only_are_rectangles(tmp_path: Path) -> None:
    found = replace(two_people_and_a_dog(), crops=None)
    (back,) = there_and_back(FORMAT, tmp_path, [found])
    assert back.crops is None
    assert np.array_equal(back.boxes, found.boxes)
    assert {each["shape_type"] for each in written_shapes(tmp_path)} == {"rectangle"}


def test_an_object_without_pixels_is_its_box(tmp_path: Path) -> None:
    found = two_people_and_a_dog()
    assert found.crops is not None
    found = replace(found, crops=(np.zeros((4, 4), np.uint8), *found.crops[1:]))
    (back,) = there_and_back(FORMAT, tmp_path, [found])
    assert back.boxes[0].tolist() == found.boxes[0].tolist()
    assert np.array_equal(back.masks[1:], found.masks[1:])


def test_a_picture_without_objects_has_its_file(tmp_path: Path) -> None:
    (back,) = there_and_back(FORMAT, tmp_path, [Instances.empty((6, 9), LABELS)])
    assert (len(back), back.size) == (0, (6, 9))


def test_odd_names_each_have_a_file(tmp_path: Path) -> None:
    pictures = [of_masks([RING], name=name) for name in ODD_NAMES]
    back = there_and_back(FORMAT, tmp_path / "out", pictures)
    assert len({found.name for found in back}) == len(ODD_NAMES)
    assert {found.name for found in back} >= {"two words.jpg", "images/images/写真.webp"}


def test_pictures_lie_beside_their_files(tmp_path: Path) -> None:
    found = replace(two_people_and_a_dog(), name="in/photo.jpg")
    place = write(FORMAT, tmp_path / "out", [found], ExportOptions(with_pictures=True))
    assert seen(place / "in" / "photo.jpg").shape == (60, 80, 3)
    (again,) = read(FORMAT, place).with_pictures()
    assert again.image is not None
    nothing = [replace(found, image=None)]
    with pytest.raises(UsageError, match="--source"):
        write(FORMAT, tmp_path / "other", nothing, ExportOptions(with_pictures=True))


def test_files_lead_to_photos_that_stay_where_they_are(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    write(FORMAT, photos, [two_people_and_a_dog()], ExportOptions(with_pictures=True))
    place = write(
        FORMAT, tmp_path / "out", [two_people_and_a_dog()], ExportOptions(facts={"base": "photos"})
    )
    content = json.loads((place / "photo.json").read_text())
    assert content["imagePath"] == "../photos/photo.jpg"
    (again,) = read(FORMAT, place).with_pictures()
    assert (again.name, again.image is not None) == ("photos/photo.jpg", True)


def test_names_count_from_the_folder_that_all_pictures_are_in(tmp_path: Path) -> None:
    whole = two_people_and_a_dog()
    assert whole.image is not None
    paths = ("p/cat.jpg", "work/made/dog.jpg", "work/bird.jpg")
    for path in paths:
        Picture(whole.image).save(tmp_path / path)
    for name, path in zip("abc", ("../../p/cat.jpg", "dog.jpg", "../bird.jpg"), strict=True):
        folder = tmp_path / "work" / "made"
        file(folder, name=name, imagePath=path, imageHeight=60, imageWidth=80)
    collection = read(FORMAT, folder)
    assert collection.names == paths
    assert all(found.image is not None for found in collection.with_pictures())
    export(collection, [Export.of(f"coco={tmp_path / 'on' / 'set.json'}")])
    further = open_collection(tmp_path / "on" / "set.json")
    assert further.names == paths
    assert all(found.image is not None for found in further.with_pictures())


def test_what_people_draw_is_read(tmp_path: Path) -> None:
    corners = [[1, 1], [5, 4]]
    place = file(
        tmp_path,
        shape(),
        shape(label="dog", points=corners[::-1], shape_type="rectangle"),
        shape(label="sun", points=[[5, 4], [5, 7]], shape_type="circle"),
        shape(shape_type="oriented_rectangle"),
    )
    collection = read(FORMAT, place)
    (found,) = collection
    assert collection.notes == ()
    assert found.names == ["cat", "dog", "sun", "cat"]
    assert found.scores.tolist() == [1, 1, 1, 1]
    assert found.boxes[:2].tolist() == [[1, 1, 5, 4], [1, 1, 5, 4]]
    assert found.areas[[0, 1, 3]].tolist() == [12, 12, 12]
    assert found.areas[2] == pytest.approx(9 * np.pi, rel=0.15)


def test_shapes_of_a_group_and_label_are_one_object(tmp_path: Path) -> None:
    far = [[7, 5], [9, 5], [9, 7], [7, 7]]
    place = file(
        tmp_path,
        shape(group_id=1),
        shape(group_id=1, points=far),
        shape(group_id=2),
        shape(label="dog", group_id=1, points=far),
    )
    (found,) = read(FORMAT, place)
    assert found.areas.tolist() == [16, 12, 4]


def test_classes_are_in_the_order_of_their_list(tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("__ignore__\n_background_\ndog\ncat\n")
    collection = read(FORMAT, file(tmp_path, shape(), shape(label="owl")))
    assert collection.labels.names == ("dog", "cat", "owl")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (shape(points=SQUARE[:2]), "three points"),
        (shape(points=[[1, 1], [2, float("nan")], [3, 3]]), "nan is not a number"),
        (shape(points=[[1, 1], [2], [3, 3]]), r"\[2\] is not a point"),
        (shape(points=[[20, 1], [25, 1], [25, 4]]), "outside the picture"),
        (shape(points=SQUARE[:2], shape_type="line"), "'line' has no area"),
        (shape(points=SQUARE[:1], shape_type="point"), "has no area"),
        (shape(points=SQUARE[:1], shape_type="rectangle"), "two corners"),
        (shape(points=SQUARE[:2], shape_type="mask"), "without a picture"),
        (shape(points=SQUARE[:2], shape_type="mask", mask="AAAA"), "damaged PNG"),
        (shape(points=[[0, 0], [10, 2]], shape_type="mask", mask="AAAA"), "leave the picture"),
        (shape(label=None), "None is not a label"),
        (shape(score=2), "not between 0 and 1"),
        (shape(track="x"), "'x' is not a number"),
        (shape(group_id=[]), "is not a number"),
        ("what", "has no points"),
    ],
)
def test_bad_shapes_are_named_and_left_out(tmp_path: Path, bad: Any, said: str) -> None:
    collection = read(FORMAT, file(tmp_path, shape(), bad))
    assert [len(found) for found in collection] == [1]
    assert collection.notes[0].startswith(f"{tmp_path}: a.json, shape 2: ")
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(collection.notes[0])


def test_bad_files_are_named_and_left_out(tmp_path: Path) -> None:
    file(tmp_path, shape())
    file(tmp_path, name="no_size", imageHeight=None)
    file(tmp_path, name="vast", imageHeight=10**6, imageWidth=10**6)
    file(tmp_path, name="of_other_kind", shapes=7)
    (tmp_path / "torn.json").write_text('{"shapes": [')
    (tmp_path / "binary.json").write_bytes(b"\xff\x00")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    collection = read(FORMAT, tmp_path)
    assert collection.names == ("a.jpg",)
    assert len(collection.notes) == 6
    assert "left out 6" in collection.notes[-1]


def test_a_folder_may_hold_another_file_too(tmp_path: Path) -> None:
    (tmp_path / "0.json").write_text('{"images": []}')
    assert len(read(FORMAT, file(tmp_path, shape()))) == 1


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    assert not FORMAT.recognises(tmp_path)
    (tmp_path / "a.json").write_text("{}")
    assert not FORMAT.recognises(tmp_path)
    with pytest.raises(ResultsError, match="no files of LabelMe"):
        FORMAT.read(tmp_path, None)  # type: ignore[misc]


@settings(max_examples=100)
@given(st.data())
def test_mutated_files_never_crash(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = write(FORMAT, Path(name), [of_masks([RING])], ExportOptions(outlines="rle"))
        path = place / "picture.json"
        damage(path, data)
        with suppress(MaskRCNNError):
            list(FORMAT.read(place, None))  # type: ignore[misc]


@pytest.mark.development
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # files it leaves open
@pytest.mark.parametrize("outlines", ["polygons", "rle"])
def test_labelme_reads_and_draws_the_same(tmp_path: Path, outlines: Outlines) -> None:
    """LabelMe's reader keeps scores for its writer; its polygons take in their outline as well."""
    labelme = pytest.importorskip("labelme")
    found = two_people_and_a_dog()
    place = write(FORMAT, tmp_path, [found], ExportOptions(with_pictures=True, outlines=outlines))
    theirs = labelme.LabelFile(str(place / "photo.json"))
    assert [each["other_data"]["score"] for each in theirs.shapes] == pytest.approx(found.scores)
    values = {name: number for number, name in enumerate(LABELS.names, start=1)}
    _, places = labelme.utils.shapes_to_label(found.size, theirs.shapes, values)
    masks = [places == number for number in range(1, len(found) + 1)]
    ours = found.masks if outlines == "rle" else [with_outline(mask) for mask in found.masks]
    assert np.diag(mask_iou(masks, ours)).tolist() == [1, 1, 1]


def with_outline(mask: np.ndarray) -> np.ndarray:
    """A mask with the pixels to the right of its edges and below them."""
    around = np.pad(mask, ((1, 0), (1, 0)))
    return np.asarray(around[1:, 1:] | around[:-1, 1:] | around[1:, :-1] | around[:-1, :-1])
