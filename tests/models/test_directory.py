"""Folders in the tutorial's form: what is missing, damaged or of another model is named."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from maskrcnn.errors import ModelError
from maskrcnn.files import sha256_of
from maskrcnn.models import directory, open_model
from maskrcnn.models.directory import open_directory
from maskrcnn.models.published import INCEPTION_ARCHIVE
from tests.support import tensorflow_graphs, tutorial_folder
from tests.support.tensorflow_graphs import Setup

GRAPH = "frozen_inference_graph.pb"
NAMES = "object_detection_classes_coco.txt"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    return tutorial_folder.make(tmp_path_factory.mktemp("zoo") / "mask-rcnn-coco")


@pytest.fixture
def folder(pristine, tmp_path):
    return shutil.copytree(pristine, tmp_path / "mask-rcnn-coco")


def complaint(folder) -> str:
    with pytest.raises(ModelError) as caught:
        open_directory(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def text_graph_of(folder):
    whole = open_directory(folder).whole
    assert whole is not None
    return whole.text_graph


def test_four_files_make_a_model(folder):
    model = open_model(folder)
    assert model.spec.name == "mask-rcnn-coco"
    assert model.spec.title == "mask-rcnn on inception v2, from TensorFlow's zoo"
    assert model.spec.labels.name(3) == "thing 3"
    assert model.spec.mask_threshold == 0.3
    assert model.whole is not None
    assert model.whole.text_graph == folder / tutorial_folder.TEXT_GRAPH
    assert model.spec.licence.name.startswith("unknown")


def test_the_graph_alone_names_its_folder(folder):
    assert open_model(folder / GRAPH).file == open_model(folder).file


def test_a_missing_text_graph_is_written_once(folder, cache):
    (folder / tutorial_folder.TEXT_GRAPH).unlink()
    written = text_graph_of(folder)
    assert written is not None
    assert written.parent == cache / "text-graphs"
    before = written.stat().st_mtime_ns
    assert text_graph_of(folder) == written
    assert written.stat().st_mtime_ns == before


def test_missing_colours_are_no_fault(folder):
    (folder / "colors.txt").unlink()
    assert open_directory(folder).spec.labels.colors == ()


def test_the_published_graph_alone_is_enough(tmp_path, monkeypatch):
    """What a user has who unpacks the archive by hand, here with a small graph as published."""
    path = tensorflow_graphs.mask_rcnn(tmp_path / GRAPH, Setup(classes=90))
    published = replace(
        INCEPTION_ARCHIVE, member_bytes=path.stat().st_size, member_sha256=sha256_of(path)
    )
    monkeypatch.setattr(directory, "INCEPTION_ARCHIVE", published)
    spec = open_directory(tmp_path).spec
    assert spec.licence.name == "Apache-2.0"
    assert spec.labels.name(0) == "person"


def test_a_missing_graph_is_named_with_the_way_to_get_it(folder):
    (folder / GRAPH).unlink()
    assert "maskrcnn models get mask-rcnn-inception" in complaint(folder)
    assert GRAPH in complaint(folder)


def test_missing_class_names_are_named(folder):
    (folder / NAMES).unlink()
    assert NAMES in complaint(folder)


def test_too_few_class_names_are_counted(folder):
    (folder / NAMES).write_text("person\n")
    assert "lists 1 classes, but the network knows" in complaint(folder)


@pytest.mark.parametrize("part", [0, 0.3, 0.99])
def test_a_truncated_graph_is_named(folder, part):
    data = (folder / GRAPH).read_bytes()
    (folder / GRAPH).write_bytes(data[: int(len(data) * part)])
    assert GRAPH in complaint(folder)


def test_a_text_graph_of_another_network_is_named(folder, tmp_path):
    other = tutorial_folder.make(tmp_path / "other", "faster_rcnn")
    shutil.copy(other / tutorial_folder.TEXT_GRAPH, folder)
    assert "remove the text graph" in complaint(folder)


def test_a_truncated_text_graph_is_named(folder):
    path = folder / tutorial_folder.TEXT_GRAPH
    path.write_text(path.read_text()[:2000] + " {")
    assert tutorial_folder.TEXT_GRAPH in complaint(folder)


def test_another_graph_under_the_same_text_graph_is_noticed(folder):
    """A fifth class in the weights, four in the names and the text graph."""
    classes = len(open_directory(folder).spec.labels) + 1
    tensorflow_graphs.mask_rcnn(folder / GRAPH, Setup(classes=classes))
    assert f"the network knows {classes}" in complaint(folder)


def test_two_graphs_without_the_known_name_are_a_question(folder):
    shutil.copy(folder / GRAPH, folder / "a.pb")
    (folder / GRAPH).rename(folder / "b.pb")
    assert "there are a.pb, b.pb" in complaint(folder)


def test_an_empty_folder_is_told_what_it_lacks(tmp_path):
    assert GRAPH in complaint(tmp_path)
