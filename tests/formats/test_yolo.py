"""YOLO's folders: what comes back of what was written, other layouts, and other readers."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from maskrcnn.errors import MaskRCNNError, OutputError, ResultsError, UsageError
from maskrcnn.formats.format import ExportOptions
from maskrcnn.formats.yolo.writing import FORMAT
from maskrcnn.labels import Labels
from tests.support.damage import damage
from tests.support.round_trips import (
    ODD_NAMES,
    at,
    of_mask,
    of_masks,
    read,
    small_masks,
    there_and_back,
    write,
)
from tests.support.samples import two_people_and_a_dog
from tests.support.strategies import instances

WITH_PICTURES = ExportOptions(with_pictures=True)


def with_image(found):
    return replace(found, name="a.png", image=np.zeros((*found.size, 3), np.uint8))


@settings(max_examples=60)
@given(small_masks.filter(np.any))
def test_masks_come_back_to_the_pixel(mask):
    with TemporaryDirectory() as folder:
        (again,) = there_and_back(FORMAT, Path(folder), [with_image(of_mask(mask))], WITH_PICTURES)
    assert np.array_equal(again.masks, [mask])


@settings(max_examples=40)
@given(instances())
def test_whatever_has_a_pixel_comes_back(found):
    with TemporaryDirectory() as folder:
        (again,) = there_and_back(FORMAT, Path(folder), [with_image(found)], WITH_PICTURES)
    seen = found[found.areas > 0]
    assert np.array_equal(again.masks, seen.masks)
    assert again.names == seen.names
    assert (again.scores == 1).all()


@settings(max_examples=40)
@given(instances(with_masks=False))
def test_boxes_alone_come_back(found):
    with TemporaryDirectory() as folder:
        (again,) = there_and_back(FORMAT, Path(folder), [with_image(found)], WITH_PICTURES)
    assert np.allclose(again.boxes, found.boxes, atol=1e-3)
    assert again.crops is None or not len(again)


@settings(max_examples=30)
@given(st.integers(16_000, 16_384), st.data())
def test_decimals_are_enough_for_large_pictures(width, data):
    mask = np.zeros((5, width), bool)
    for x in data.draw(st.lists(st.integers(0, width - 1), min_size=1, max_size=4)):
        mask[data.draw(st.integers(0, 4)), x] = True
    with TemporaryDirectory() as folder:
        (again,) = there_and_back(FORMAT, Path(folder), [with_image(of_mask(mask))], WITH_PICTURES)
    assert np.array_equal(again.masks[0], mask)


def test_what_it_looks_like(tmp_path):
    found = two_people_and_a_dog()
    write(FORMAT, tmp_path, [found, replace(found[:0], name="empty.jpg")], WITH_PICTURES)
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*"))
    assert files == [
        "data.yaml",
        "images/empty.jpg",
        "images/photo.jpg",
        "labels/empty.txt",
        "labels/photo.txt",
    ]
    assert yaml.safe_load((tmp_path / "data.yaml").read_text()) == {
        "train": "images",
        "val": "images",
        "names": {0: "person", 1: "dog", 2: "kite"},
    }
    lines = (tmp_path / "labels" / "photo.txt").read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["0", "1", "0"]
    assert set(lines[1].split()[1:]) == {"0.503125", "0.746875", "0.337500", "0.495833"}
    assert not (tmp_path / "labels" / "empty.txt").read_text()
    assert [len(found) for found in read(FORMAT, tmp_path)] == [0, 3]
    assert read(FORMAT, tmp_path / "data.yaml").labels == Labels(found.labels.names)


def test_nothing_at_all(tmp_path):
    assert there_and_back(FORMAT, tmp_path, []) == []


def test_odd_names_frames_and_folders_called_images(tmp_path):
    found = two_people_and_a_dog()
    pictures = [replace(found, name=name) for name in ODD_NAMES]
    pictures += [replace(found, name="pictures/pictures/写真.webp"), at(12, found)]
    again = there_and_back(FORMAT, tmp_path, pictures, WITH_PICTURES)
    assert len(again) == len(pictures)
    assert all((one.masks == found.masks).all() for one in again)
    for place in (tmp_path / "images").rglob("*.*"):
        # As Ultralytics finds the labels of a picture
        label = "/labels/".join(str(place).rsplit("/images/", 1)).rsplit(".", 1)[0] + ".txt"
        assert Path(label).is_file()
    assert all(one.image is not None for one in read(FORMAT, tmp_path).with_pictures())


def test_pictures_may_lie_elsewhere(tmp_path):
    found = two_people_and_a_dog()
    place = write(FORMAT, tmp_path / "yolo", [replace(found, name="some/photo.png")])
    with pytest.raises(ResultsError, match="name their folder with --source"):
        read(FORMAT, place)
    (tmp_path / "mine").mkdir()
    cv2.imwrite(str(tmp_path / "mine" / "photo.jpg"), np.zeros((60, 80, 3), np.uint8))
    collection = read(FORMAT, place, tmp_path / "mine")
    (again,) = collection.with_pictures()
    assert (again.masks == found.masks).all()


def test_pictures_are_asked_for(tmp_path):
    with pytest.raises(UsageError, match="name it with --source"):
        write(FORMAT, tmp_path, [replace(two_people_and_a_dog(), image=None)], WITH_PICTURES)
    (tmp_path / "a file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write(FORMAT, tmp_path / "a file", [two_people_and_a_dog()])


# What others make


def folder(tmp_path: Path, lines: str, images: str = "images", names: object = ("cat", "dog")):
    """A folder of one picture, 80 × 60."""
    place = tmp_path / images / "a.jpg"
    place.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (80, 60)).save(place)
    label = tmp_path / images.replace("images", "labels") / "a.txt"
    label.parent.mkdir(parents=True, exist_ok=True)
    label.write_text(lines, encoding="utf-8")
    names = list(names) if isinstance(names, tuple) else names
    (tmp_path / "data.yaml").write_text(yaml.safe_dump({"names": names}))
    return tmp_path


SQUARE = "1 0 0 0.5 0 0.5 0.5 0 0.5"


@pytest.mark.parametrize("images", ["images", "images/train", "train/images", "train/images/deep"])
def test_layouts(tmp_path, images):
    collection = read(FORMAT, folder(tmp_path, SQUARE, images))
    (found,) = collection.with_pictures()
    assert found.names == ["dog"]
    assert found.boxes[0].tolist() == [0, 0, 40, 30]
    assert found.size == (60, 80)


def test_scores_boxes_and_polygons(tmp_path):
    lines = f"{SQUARE} 0.25\n0 0.5 0.5 0.25 0.5 0.75\n\n1.0 0.5 0.5 0.25 0.5\n"
    (found,) = read(FORMAT, folder(tmp_path, lines))
    assert found.scores.tolist() == [1, 0.75, 0.25]
    assert found.boxes.tolist() == [[30, 15, 50, 45], [30, 15, 50, 45], [0, 0, 40, 30]]
    assert [one.area for one in found[:2]] == [600, 600]


def test_photos_that_lie_on_their_side_stand_up(tmp_path):
    place = folder(tmp_path, SQUARE)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (80, 60)).save(place / "images" / "a.jpg", exif=exif)
    (found,) = read(FORMAT, place).with_pictures()
    assert found.size == (80, 60)
    assert found.boxes[0].tolist() == [0, 0, 30, 40]


def test_damaged_lines_are_named_and_left_out(tmp_path):
    lines = [
        "2 0 0 0.5 0 0 0.5",
        "x 0 0 0.5 0 0 0.5",
        "0.5 0 0 0.5 0 0 0.5",
        "1 0 0 0.5 0",
        "1 0 0 0.5",
        "1",
        "1 0 0 nan 0 0 0.5",
        "1 2 2 3 2 2 3",
        "1 0.5 0.5 0 0.5",
        "1 0 0 0.5 0 0 0.5 7",
        SQUARE,
    ]
    collection = read(FORMAT, folder(tmp_path, "\n".join(lines)))
    (found,) = collection
    assert len(found) == 1
    assert "a.txt, line 1: there is no class 2" in collection.notes[0]
    assert f" {len(lines) - 1} " in collection.notes[-1]


def test_pictures_and_labels_without_each_other(tmp_path):
    place = folder(tmp_path, SQUARE)
    (place / "labels" / "lonely.txt").touch()
    (place / "images" / "broken.jpg").write_bytes(b"not a picture")
    Image.new("RGB", (8, 6)).save(place / "images" / "unseen.png")
    (place / "labels" / "unseen.txt").write_bytes(b"\xff\xff")
    Image.new("RGB", (8, 6)).save(place / "images" / "without.png")
    collection = read(FORMAT, place)
    assert collection.names == ("a.jpg", "unseen.png", "without.png")
    assert [len(found) for found in collection] == [1, 0, 0]
    assert len(collection.notes) == 4


@pytest.mark.parametrize(
    ("names", "read_as"),
    [
        ({0: "cat", 2: "dog"}, ("cat", "class 1", "dog")),
        ({"1": "dog", "0": "cat"}, ("cat", "dog")),
        (["cat", 7], ("cat", "7")),
    ],
)
def test_names_of_classes(tmp_path, names, read_as):
    assert read(FORMAT, folder(tmp_path, SQUARE, names=names)).labels.names == read_as


@pytest.mark.parametrize(
    "text",
    ["", "names: 7", "names: {cat: 0}", "names: {10000000: cat}", "[", "\xff", "names: [[a]]"],
)
def test_what_names_no_classes_is_refused(tmp_path, text):
    place = folder(tmp_path, SQUARE)
    (place / "data.yaml").write_bytes(text.encode("latin-1"))
    with pytest.raises(ResultsError, match=r"data\.yaml: "):
        read(FORMAT, place)


@pytest.mark.parametrize("kind", ["!!python/object/apply:os.system ['touch gone']", "&a [*a, *a]"])
def test_nothing_in_yaml_is_executed_or_blown_up(tmp_path, kind):
    place = folder(tmp_path, SQUARE)
    (place / "data.yaml").write_text(f"names: {kind}")
    with pytest.raises(ResultsError, match=r"data\.yaml: "):
        read(FORMAT, place)


@settings(max_examples=100)
@given(st.data())
def test_damage_is_told_not_thrown(data):
    with TemporaryDirectory() as name:
        place = folder(Path(name), f"{SQUARE}\n0 0.5 0.5 0.25 0.5\n")
        files = [place / "labels" / "a.txt", place / "data.yaml", place / "images" / "a.jpg"]
        file = data.draw(st.sampled_from(files))
        damage(file, data)
        with contextlib.suppress(MaskRCNNError):
            for found in read(FORMAT, place):
                assert len(found.boxes) == len(found)


# Other readers


def round_things():
    disc, ring, two = np.zeros((3, 240, 320), np.uint8)
    cv2.circle(disc, (80, 80), 60, 1, cv2.FILLED)
    cv2.circle(ring, (220, 100), 70, 1, 24)
    cv2.circle(two, (60, 190), 40, 1, cv2.FILLED)
    cv2.circle(two, (180, 200), 30, 1, cv2.FILLED)
    return with_image(of_masks([each.astype(bool) for each in (disc, ring, two)]))


def overlaps(found, masks) -> list[float]:
    return [(a & b).sum() / (a | b).sum() for a, b in zip(found.masks, masks, strict=True)]


def filled_by_ultralytics(place: Path, size: tuple[int, int]) -> list[np.ndarray]:
    """By its rule: whole numbers of pixels, cut off, filled by OpenCV, the outline included."""
    masks = []
    for line in place.read_text().splitlines():
        ring = np.array(line.split()[1:], np.float32).reshape(-1, 2) * size[::-1]
        mask = np.zeros(size, np.uint8)
        cv2.fillPoly(mask, [ring.astype(np.int32)], 1)
        masks.append(mask.astype(bool))
    return masks


def test_ultralytics_sees_the_same_pixels_and_slits(tmp_path):
    found = round_things()
    write(FORMAT, tmp_path, [found])
    disc, ring, two = overlaps(
        found, filled_by_ultralytics(tmp_path / "labels" / "a.txt", found.size)
    )
    assert (disc, ring) == (1, 1), "a slit to a hole runs through the object"
    assert two > 0.99


@settings(max_examples=60)
@given(st.data())
def test_ultralytics_sees_the_same_pixels_of_what_is_round_or_pointed(data):
    mask = np.zeros((16, 16), np.uint8)
    points = st.tuples(st.integers(0, 14), st.integers(0, 14))
    hull = cv2.convexHull(np.array(data.draw(st.lists(points, min_size=1, max_size=5))))
    cv2.fillConvexPoly(mask, hull, 1)
    mask = np.asarray(cv2.dilate(mask, np.ones((2, 2), np.uint8), anchor=(1, 1)), np.uint8)
    with TemporaryDirectory() as folder:
        write(FORMAT, Path(folder), [with_image(of_mask(mask.astype(bool)))])
        (seen,) = filled_by_ultralytics(Path(folder, "labels", "a.txt"), mask.shape)
    assert np.array_equal(seen, mask)


def test_supervision_sees_nearly_the_same_pixels(tmp_path):
    import supervision

    found = round_things()
    write(FORMAT, tmp_path, [found], WITH_PICTURES)
    opened = supervision.DetectionDataset.from_yolo(
        str(tmp_path / "images"),
        str(tmp_path / "labels"),
        str(tmp_path / "data.yaml"),
        force_masks=True,
    )
    ((_, _, detections),) = opened
    assert opened.classes == list(found.labels.names)
    assert np.array_equal(np.asarray(detections.class_id), found.class_ids)
    assert min(overlaps(found, np.asarray(detections.mask))) > 0.93
