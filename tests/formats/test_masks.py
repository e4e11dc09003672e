"""Masks beside photos, in the forms that people have them."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.errors import MaskRCNNError, ResultsError
from maskrcnn.formats import FORMATS, open_collection
from maskrcnn.instances import Instances
from tests.support.damage import damage

FORMAT = FORMATS["labelmap"]
ONE, OTHER = np.zeros((2, 20, 30), np.bool_)
ONE[2:8, 3:9] = True
OTHER[12:18, 14:29] = True


def save(path: Path, pixels: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), pixels)
    return path


def folder_of(folder: Path, pixels: np.ndarray, *names: str) -> Path:
    """A photo `a.jpg` with a mask, and a list of classes if there are some."""
    save(folder / "images" / "a.jpg", np.zeros((20, 30, 3), np.uint8))
    save(folder / "masks" / "a.png", pixels)
    if names:
        (folder / "labels.txt").write_text("\n".join(names))
    return folder


def sorted_masks(found: Instances) -> np.ndarray:
    """By where they begin."""
    return found.masks[np.argsort(found.masks.reshape(len(found), -1).argmax(1))]


@pytest.mark.parametrize("value", [1, 255])
def test_each_connected_part_of_a_plain_mask_is_an_object(tmp_path: Path, value: int) -> None:
    collection = open_collection(folder_of(tmp_path, np.uint8(value) * (ONE | OTHER), "pill"))
    (found,) = collection.with_pictures()
    assert found.names == ["pill", "pill"]
    assert np.array_equal(sorted_masks(found), [ONE, OTHER])


def test_soft_edges_are_cut_at_the_middle(tmp_path: Path) -> None:
    soft = np.where(OTHER, 255, 0).astype(np.uint8)
    soft[12, 14:18], soft[11, 14:18] = 200, 60
    (found,) = open_collection(folder_of(tmp_path, soft))
    assert found.names == ["object"]
    assert np.array_equal(found.masks[0], OTHER)


@pytest.mark.parametrize("colored", [False, True])
def test_numbers_or_colours_are_objects_where_there_are_several(
    tmp_path: Path, colored: bool
) -> None:
    numbers = np.where(ONE, 1, np.where(OTHER, 2, 0)).astype(np.uint8)
    numbers[5, :] = np.where(numbers[5] == 1, 0, numbers[5])
    colors = np.array([(0, 0, 0), (0, 0, 200), (90, 0, 0)], np.uint8)
    folder_of(tmp_path, colors[numbers] if colored else numbers, "pill")
    (found,) = open_collection(tmp_path)
    assert len(found) == 2, "one object of two parts"
    assert np.array_equal(sorted_masks(found), [numbers == 1, numbers == 2])


def test_numbers_are_classes_where_they_are_listed(tmp_path: Path) -> None:
    classes = np.where(ONE, 1, np.where(OTHER, 3, 0)).astype(np.uint8)
    classes[:, 20] = np.where(OTHER[:, 20], 255, 0)
    collection = open_collection(folder_of(tmp_path, classes, "background", "cat", "cow", "dog"))
    (found,) = collection
    assert collection.labels.names == ("cat", "cow", "dog")
    assert sorted(found.names) == ["cat", "dog", "dog"], "two parts of dogs, 255 between"
    (tmp_path / "labels.txt").write_text("cat\ncow\n")
    (remark,) = open_collection(tmp_path).remarks
    assert (remark.flaw, remark.picture) == ("unknown-class", "a.jpg")


@pytest.mark.parametrize("end", ["_segmentation", "_mask", "-mask"])
def test_masks_may_lie_among_the_photos(tmp_path: Path, end: str) -> None:
    for name in ("ISIC_1.jpg", "ISIC_2.png"):
        save(tmp_path / name, np.zeros((20, 30, 3), np.uint8))
        save(tmp_path / f"{Path(name).stem}{end}.png", np.uint8(255) * ONE)
    collection = open_collection(tmp_path)
    assert collection.names == ("ISIC_1.jpg", "ISIC_2.png")
    assert [len(found) for found in collection.with_pictures()] == [1, 1]


def test_damaged_masks_are_named_and_left_out(tmp_path: Path) -> None:
    folder_of(tmp_path, np.uint8(255) * ONE)
    torn = save(tmp_path / "masks" / "deep" / "b.png", np.uint8(255) * ONE)
    torn.write_bytes(torn.read_bytes()[:40])
    collection = open_collection(tmp_path)
    assert collection.names == ("a.jpg",)
    assert "a damaged PNG" in collection.notes[0]


def test_deep_masks_number_objects(tmp_path: Path) -> None:
    """Even where no mask has two, so that an object of several parts stays one."""
    (found,) = open_collection(folder_of(tmp_path, (ONE | OTHER).astype(np.uint16)))
    assert np.array_equal(found.masks, [ONE | OTHER])


def test_other_folders_are_none_of_these(tmp_path: Path) -> None:
    save(tmp_path / "photo.png", np.zeros((2, 2, 3), np.uint8))
    assert not FORMAT.recognises(tmp_path)
    with pytest.raises(ResultsError, match="has no label maps"):
        FORMAT.read(tmp_path, None)  # type: ignore[misc]


@settings(max_examples=60)
@given(st.data())
def test_mutated_files_never_crash(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = folder_of(Path(name), np.where(ONE, 1, 2 * OTHER).astype(np.uint8), "a", "b")
        damage(place / "masks" / "a.png", data)
        with suppress(MaskRCNNError):
            list(FORMAT.read(place, None))  # type: ignore[misc]
