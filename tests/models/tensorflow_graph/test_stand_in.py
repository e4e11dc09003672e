"""The stand-in for the tutorial's network, thin here, is one to which users could point."""

from pathlib import Path

import pytest

import maskrcnn
from maskrcnn.coco_classes import COCO_90
from tests.support import stand_in
from tests.support.tensorflow_builder import thin


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stand_in.write(tmp_path_factory.mktemp("zoo") / "stand-in", channels=thin)


def test_the_folder_has_the_tutorials_four_files(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "colors.txt",
        "frozen_inference_graph.pb",
        "object_detection_classes_coco.txt",
        "stand-in.pbtxt",
    ]


def test_each_photo_shows_some_objects_and_is_not_full_of_them(folder: Path) -> None:
    predictor = maskrcnn.load(folder)
    photos = sorted(stand_in.PHOTOS.glob("*.jpg"))
    found = [predictor(photo) for photo in photos]
    assert photos
    for instances in found:
        assert 1 <= len(instances) < 60
        assert set(instances.names) <= set(COCO_90)
        assert instances.masks.any(axis=(1, 2)).any()
