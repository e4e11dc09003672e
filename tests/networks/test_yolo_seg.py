"""Reading the outputs of YOLO networks with masks."""

from __future__ import annotations

import numpy as np
import pytest

import maskrcnn
from tests.support.tiny_networks import always

MASKS = 32


def candidate(box: tuple[float, ...], objectness: float, *classes: float) -> np.ndarray:
    """A row as YOLOv5 lays it out; its mask is prototype 0."""
    return np.array([*box, objectness, *classes, 1, *[0] * (MASKS - 1)], np.float32)


def left_half() -> np.ndarray:
    """Prototypes; number 0 is surely object on the left half of the input, surely not right."""
    prototypes = np.zeros((MASKS, 16, 16), np.float32)
    prototypes[0] = np.where(np.arange(16) < 8, 20, -20)
    return prototypes


def load(tmp_path, rows, **options):
    padding = [candidate((0, 0, 1, 1), 0, 0, 0)] * 60
    stacked = np.stack([*rows, *padding])
    path = always(tmp_path / "tiny.onnx", stacked, left_half(), "['cat', 'dog']")
    return maskrcnn.load(path, **options)


@pytest.fixture
def photo():
    return np.full((32, 64, 3), 90, np.uint8)


def test_a_candidate_becomes_an_instance(tmp_path, photo):
    """The input is 64×64 and the picture 32 rows in its middle."""
    found = load(tmp_path, [candidate((32, 32, 40, 20), 0.9, 0.1, 0.8)])(photo)
    assert [one.label for one in found] == ["dog"]
    assert found[0].score == pytest.approx(0.72)
    assert found[0].box.tolist() == pytest.approx([12, 6, 52, 26])
    columns = np.flatnonzero(found[0].mask.any(0))
    assert (columns[0], columns[-1]) == (12, pytest.approx(31, abs=2))
    assert found[0].mask[6:26, 12:28].all()
    assert not found[0].mask[:6].any()
    assert not found[0].mask[26:].any()


def test_duplicates_are_suppressed_within_a_class_only(tmp_path, photo):
    rows = [
        candidate((32, 32, 40, 20), 1, 0.9, 0),
        candidate((33, 32, 40, 20), 1, 0.8, 0),
        candidate((32, 32, 40, 20), 1, 0, 0.7),
        candidate((10, 32, 8, 8), 1, 0.6, 0),
    ]
    found = load(tmp_path, rows)(photo)
    assert found.names == ["cat", "dog", "cat"]
    assert found.scores.tolist() == pytest.approx([0.9, 0.7, 0.6])


def test_thresholds_and_classes_hold(tmp_path, photo):
    rows = [candidate((32, 32, 40, 20), 1, 0.9, 0), candidate((10, 32, 8, 8), 1, 0, 0.6)]
    assert load(tmp_path, rows, confidence="dog=0.7,*=0.5")(photo).names == ["cat"]
    assert load(tmp_path, rows, classes="dog")(photo).names == ["dog"]
    assert len(load(tmp_path, rows, confidence=0.95)(photo)) == 0


def test_boxes_are_clipped_and_those_in_the_grey_are_dropped(tmp_path, photo):
    rows = [
        candidate((0, 32, 40, 80), 1, 0.9, 0),
        candidate((32, 4, 20, 8), 1, 0.8, 0),
        candidate((32, 32, np.nan, 8), 1, 0.7, 0),
    ]
    found = load(tmp_path, rows)(photo)
    assert found.boxes.tolist() == [[0, 0, 20, 32]]
    assert found.masks.shape == (1, 32, 64)


def test_layout_without_objectness_is_read_too(tmp_path, photo):
    rows = np.stack([candidate((32, 32, 40, 20), 1, 0.1, 0.8)] * 60)
    turned = np.delete(rows, 4, axis=1).T
    path = always(tmp_path / "v8.onnx", turned, left_half(), "{0: 'cat', 1: 'dog'}")
    found = maskrcnn.load(path)(photo)
    assert found.names == ["dog"]
    assert found.scores.tolist() == pytest.approx([0.8])


def test_classes_without_names_are_numbered(tmp_path, photo):
    rows = np.stack([candidate((32, 32, 40, 20), 1, 0.1, 0.8)] * 60)
    found = maskrcnn.load(always(tmp_path / "plain.onnx", rows, left_half()))(photo)
    assert found.names == ["class 1"]
