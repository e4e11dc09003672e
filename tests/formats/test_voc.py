"""Pascal VOC's folders: what is visible comes back, and maps that VOC and CVAT made are read."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from maskrcnn.errors import MaskRCNNError, ResultsError, UsageError
from maskrcnn.formats import ExportOptions, open_collection
from maskrcnn.formats.voc.classes import NAMES, palette
from maskrcnn.formats.voc.writing import FORMAT
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from tests.formats.test_labelmap import LEFT, RIGHT, numbers, visible
from tests.support.damage import TEXT, damage
from tests.support.difficult import difficult
from tests.support.round_trips import of_masks, read, write
from tests.support.samples import two_people_and_a_dog
from tests.support.strategies import LABELS

VOID = np.zeros((6, 9), np.bool_)
VOID[0] = True


def voc_folder(folder: Path, classes: np.ndarray, objects: np.ndarray | None = None) -> Path:
    """A picture `a.jpg` with maps as VOC's."""
    for kind, pixels in (("SegmentationClass", classes), ("SegmentationObject", objects)):
        if pixels is not None:
            (folder / kind).mkdir(parents=True)
            save(folder / kind / "a.png", pixels)
    (folder / "JPEGImages").mkdir()
    cv2.imwrite(str(folder / "JPEGImages" / "a.jpg"), np.zeros((6, 9, 3), np.uint8))
    return folder


def save(path: Path, pixels: np.ndarray) -> None:
    picture = Image.fromarray(pixels.astype(np.uint8))
    if pixels.ndim == 2:
        picture.putpalette(palette().tobytes())
    picture.save(path)


CLASSES = np.where(VOID, 255, np.where(LEFT | RIGHT, 15, 0))
OBJECTS = np.where(VOID, 255, np.where(LEFT, 1, np.where(RIGHT, 2, 0)))


@settings(max_examples=60)
@given(difficult())
def test_every_visible_pixel_comes_back(found: Instances) -> None:
    seen = visible(found)
    with tempfile.TemporaryDirectory() as folder:
        collection = read(FORMAT, write(FORMAT, Path(folder, "out"), [found]))
        assert not collection.notes
        assert collection.labels.names == found.labels.names
        (back,) = collection
        kept = seen.any((1, 2))
        assert np.array_equal(back.masks, seen[kept])
        assert back.names == list(np.array(found.names)[kept])


def test_the_palette_is_that_of_voc(tmp_path: Path) -> None:
    known = {0: (0, 0, 0), 1: (128, 0, 0), 8: (64, 0, 0), 15: (192, 128, 128), 255: (224, 224, 192)}
    assert {number: tuple(palette()[number].tolist()) for number in known} == known
    write(FORMAT, tmp_path, [of_masks([LEFT, RIGHT])])
    for kind in ("SegmentationClass", "SegmentationObject"):
        map_ = tmp_path / kind / "picture.png"
        assert numbers(map_).tolist() == np.where(LEFT, 1, np.where(RIGHT, 2, 0)).tolist()
        shown = cv2.imread(str(map_))
        assert shown is not None
        assert shown[1, 1].tolist() == [0, 0, 128], "BGR"


def test_maps_as_voc_made_them_are_read(tmp_path: Path) -> None:
    collection = open_collection(voc_folder(tmp_path, CLASSES, OBJECTS))
    (found,) = collection.with_pictures()
    assert collection.labels.names == NAMES
    assert (found.names, found.name) == (["person", "person"], "a.jpg")
    assert np.array_equal(found.masks, [LEFT & ~VOID, RIGHT & ~LEFT & ~VOID])


def test_without_a_map_of_objects_each_class_is_one(tmp_path: Path) -> None:
    classes = np.where(LEFT, 12, np.where(RIGHT, 8, 0))
    (found,) = open_collection(voc_folder(tmp_path, classes))
    assert found.names == ["cat", "dog"]
    assert np.array_equal(found.masks, [RIGHT & ~LEFT, LEFT])


def test_more_classes_than_vocs_have_numbers(tmp_path: Path) -> None:
    (found,) = open_collection(voc_folder(tmp_path, np.where(LEFT, 33, 0)))
    assert found.names == ["class 33"]


def test_coloured_maps_of_cvat_are_read_by_their_list_of_classes(tmp_path: Path) -> None:
    colors = np.zeros((6, 9, 3), np.uint8)
    colors[RIGHT], colors[LEFT], colors[VOID] = (0, 200, 10), (250, 50, 83), (224, 224, 192)
    objects = np.zeros((6, 9, 3), np.uint8)
    objects[RIGHT], objects[LEFT] = (0, 128, 0), (128, 0, 0)
    voc_folder(tmp_path, colors, objects)
    (tmp_path / "labelmap.txt").write_text(
        "# label:color_rgb:parts:actions\nred: pill:250,50,83::\nbackground:0,0,0::\n"
        "green:0,200,10::\n"
    )
    collection = open_collection(tmp_path)
    (found,) = collection
    assert collection.labels.names == ("red: pill", "green")
    order = np.argsort(found.names)[::-1]
    assert [found.names[place] for place in order] == ["red: pill", "green"]
    assert np.array_equal(found.masks[order], [LEFT & ~VOID, RIGHT & ~LEFT & ~VOID])


def test_a_list_names_some_of_the_pictures(tmp_path: Path) -> None:
    names = [f"{letter}.jpg" for letter in "abc"]
    write(FORMAT, tmp_path, [of_masks([LEFT], name=name) for name in names])
    lists = tmp_path / "ImageSets" / "Segmentation"
    assert (lists / "default.txt").read_text().split() == ["a", "b", "c"]
    (lists / "val.txt").write_text("c\nmissing\n../../b\na\n\n")
    collection = open_collection(lists / "val.txt")
    assert collection.names == ("c.jpg", "a.jpg")
    assert [each.where for each in collection.remarks] == ["missing", "../../b"]


def test_pictures_are_written_and_found(tmp_path: Path) -> None:
    write(FORMAT, tmp_path, [two_people_and_a_dog()], ExportOptions(with_pictures=True))
    (found,) = open_collection(tmp_path).with_pictures()
    assert found.image is not None
    assert (tmp_path / "JPEGImages" / "photo.jpg").is_file()
    with pytest.raises(UsageError, match="of an earlier export"):
        write(FORMAT, tmp_path, [two_people_and_a_dog()])


def test_how_many_lose_pixels_is_said(tmp_path: Path) -> None:
    with FORMAT.write(tmp_path, LABELS, ExportOptions()) as writer:
        writer.write(of_masks([LEFT, RIGHT]))
    (note,) = writer.notes  # type: ignore[attr-defined]
    assert "1 objects lie partly under others" in note


def test_too_many_classes_or_objects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="room for 254, not 255 classes"):
        FORMAT.write(tmp_path, Labels(("a",) * 255), ExportOptions())
    many = replace(of_masks([np.ones((1, 1), np.bool_)])[[0] * 255], name="a.jpg")
    with pytest.raises(UsageError, match=r"not 255 objects in a\.jpg"):
        write(FORMAT, tmp_path / "out", [many])


@pytest.mark.parametrize(
    ("classes", "objects", "said"),
    [
        (np.full((6, 9, 3), 7), OBJECTS, "no class's: #070707"),
        (CLASSES, OBJECTS[:, :5], "not the size it should be"),
    ],
)
def test_bad_maps_are_named_and_left_out(
    tmp_path: Path, classes: np.ndarray, objects: np.ndarray, said: str
) -> None:
    collection = open_collection(voc_folder(tmp_path, classes, objects))
    assert not len(collection)
    (remark,) = collection.remarks
    assert (remark.where, said in remark.words) == ("a", True)


@pytest.mark.parametrize("text", ["a:1,2::", "a", "a:1,2,300::", "a:0,0,0::\na:1,1,1::", "\0"])
def test_a_damaged_list_of_classes_is_an_error_of_one_line(tmp_path: Path, text: str) -> None:
    voc_folder(tmp_path, CLASSES)
    (tmp_path / "labelmap.txt").write_text(text)
    with pytest.raises(ResultsError, match=r"labelmap\.txt: "):
        open_collection(tmp_path)


@settings(max_examples=100)
@given(st.data())
def test_mutated_files_never_crash(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = write(FORMAT, Path(name), [of_masks([LEFT, RIGHT])])
        if data.draw(st.booleans()):
            damage(place / "labelmap.txt", data, TEXT)
        else:
            damage(place / "SegmentationObject" / "picture.png", data)
        with suppress(MaskRCNNError):
            list(FORMAT.read(place, None))  # type: ignore[misc]
