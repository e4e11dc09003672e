"""Model folders and `.maskrcnn` files: what is written is what is read, and runs."""

from __future__ import annotations

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import onnx
import pytest

import maskrcnn
from maskrcnn.errors import ModelError, OutputError
from maskrcnn.input_size import NativeSize
from maskrcnn.labels import Labels, color_wheel
from maskrcnn.models import open_model
from maskrcnn.models.stage_folder import LIMITS, open_stage_folder, write_model
from maskrcnn.models.zoo import ZOO, packaged
from maskrcnn.options import EngineOptions
from maskrcnn.rcnn.stages import StageFiles
from tests.support.pyramids import Pyramid
from tests.support.rcnn import settings
from tests.support.small_detectors import photo

PYRAMID = Pyramid()
PHOTO = photo("astronaut", (256, 384))
F32 = EngineOptions("onnxruntime")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return PYRAMID.write(tmp_path_factory.mktemp("models") / "pills")


@pytest.fixture(scope="module")
def zipped(tmp_path_factory):
    return PYRAMID.write(tmp_path_factory.mktemp("models") / "pills.maskrcnn")


@pytest.fixture(params=["folder", "zipped"])
def place(request):
    return request.getfixturevalue(request.param)


def test_what_is_known_of_a_model_is_read_as_it_was_written(place):
    model = open_model(place)
    assert model.spec == PYRAMID.spec
    assert isinstance(model.file, StageFiles)
    assert model.file.settings == PYRAMID.settings
    assert model.path == place
    assert model.whole is None


def test_load_takes_it_and_tells_its_terms(place):
    predictor = maskrcnn.load(place, confidence=0.9, engine=F32)
    spec = predictor.spec
    assert (spec.name, spec.title) == ("small", "A small Mask R-CNN of random weights")
    assert spec.licence.name == "Apache-2.0"
    assert spec.accuracy == "none: its weights are random"
    assert spec.bears_bf16
    assert predictor.path == place
    found = predictor(PHOTO)
    assert len(found)
    assert set(found.names) <= set(PYRAMID.spec.labels.names)
    assert found.mask_options.threshold == 0.4


def test_folder_and_zip_find_the_same(folder, zipped):
    one, other = (
        maskrcnn.load(place, confidence=0.9, engine=F32)(PHOTO) for place in (folder, zipped)
    )
    np.testing.assert_array_equal(one.boxes, other.boxes)
    np.testing.assert_array_equal(one.masks, other.masks)


def test_the_command_line_takes_both(folder, zipped, tmp_path, capsys):
    from maskrcnn.cli.app import run

    words = ["examples/photos/cat.jpg", "--engine", "onnxruntime", "--confidence", "0.9"]
    assert run([*words, "--mask-rcnn", str(folder), "--output", str(tmp_path / "a")]) == 0
    assert run([*words, "--model", str(zipped), "--output", str(tmp_path / "b")]) == 0
    told = capsys.readouterr().out
    assert told.count("thing") >= 2


def test_the_files_are_those_that_the_documentation_names(folder, zipped):
    names = {path.name for path in folder.iterdir()}
    assert names == set(LIMITS)
    with zipfile.ZipFile(zipped) as archive:
        assert set(archive.namelist()) == names
        for name in names:
            assert archive.read(name) == (folder / name).read_bytes()


def test_class_names_and_colours_lie_there_in_the_tutorials_form(folder, tmp_path):
    assert (folder / "labels.txt").read_text() == "thing 0\nthing 1\nthing 2\n"
    assert (folder / "colors.txt").read_text() == "255,0,0\n0,255,0\n0,0,255\n"
    plain = PYRAMID.write(tmp_path / "plain", labels=Labels(("a", "b", "c")))
    colors = open_model(plain).spec.labels.colors
    np.testing.assert_array_equal(colors, color_wheel(3))


def test_class_names_of_any_script(tmp_path):
    labels = Labels(("зёрна", "多肉 植物", "کتاب‌ها"), ((1, 2, 3),) * 3)
    for place in (tmp_path / "m", tmp_path / "m.maskrcnn"):
        assert open_model(PYRAMID.write(place, labels=labels)).spec.labels == labels


def test_the_same_model_gives_the_same_file(tmp_path, zipped):
    again = PYRAMID.write(tmp_path / "again.maskrcnn")
    assert again.read_bytes() == zipped.read_bytes()


def test_weights_are_stored_in_half(folder):
    kinds = {
        weight.data_type
        for weight in onnx.load(folder / "stage-a.onnx").graph.initializer
        if len(weight.dims) == 4
    }
    assert kinds == {onnx.TensorProto.FLOAT16}


def test_without_masks_it_gives_boxes_alone(tmp_path):
    networks = replace(PYRAMID.networks(), third=None)
    write_model(tmp_path / "boxes", PYRAMID.spec, PYRAMID.settings, networks)
    assert not (tmp_path / "boxes" / "stage-c.onnx").exists()
    found = maskrcnn.load(tmp_path / "boxes", confidence=0.9, engine=F32)(PHOTO)
    assert len(found)
    assert found.crops is None


class TestWriting:
    def test_a_model_gives_way_to_a_later_one(self, tmp_path):
        for place in (tmp_path / "m", tmp_path / "m.maskrcnn"):
            PYRAMID.write(place)
            PYRAMID.write(place, title="Another")
            assert open_model(place).spec.title == "Another"
        assert {path.name for path in tmp_path.iterdir()} == {"m", "m.maskrcnn"}

    def test_a_folder_of_other_things_is_left_alone(self, tmp_path):
        (tmp_path / "thesis.tex").touch()
        with pytest.raises(OutputError, match=r"holds 'thesis.tex' besides: name another"):
            PYRAMID.write(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"labels": Labels(("a", "b"))},
            {"labels": Labels(("a", "a", "b"))},
            {"labels": Labels(("a", "b", "c\nd"))},
            {"mask_threshold": 2.0},
            {"input_size": NativeSize()},
            {"title": "two\nlines"},
        ],
    )
    def test_what_could_not_be_read_is_not_written(self, tmp_path, changes):
        with pytest.raises(ModelError):
            PYRAMID.write(tmp_path / "model", **changes)
        assert not list(tmp_path.iterdir())

    def test_crops_of_one_map_have_no_such_folder(self, tmp_path):
        with pytest.raises(ModelError, match=r"settings\.crop"):
            write_model(tmp_path / "m", PYRAMID.spec, settings(), PYRAMID.networks())


class TestUnpacking:
    def test_a_zip_is_unpacked_once(self, zipped, cache):
        files = stage_paths(open_stage_folder(zipped))
        before = [path.stat().st_mtime_ns for path in files]
        again = stage_paths(open_stage_folder(zipped))
        assert again == files
        assert [path.stat().st_mtime_ns for path in again] == before
        assert files[0].is_relative_to(cache / "unpacked")

    def test_what_was_damaged_since_is_unpacked_anew(self, zipped):
        path = stage_paths(open_stage_folder(zipped))[1]
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        assert stage_paths(open_stage_folder(zipped))[1].read_bytes() == whole

    def test_several_may_unpack_it_at_once(self, tmp_path):
        place = PYRAMID.write(tmp_path / "m.maskrcnn", title="Unpacked by four")
        with ThreadPoolExecutor(4) as pool:
            titles = {model.spec.title for model in pool.map(open_stage_folder, [place] * 8)}
        assert titles == {"Unpacked by four"}

    def test_another_model_under_the_same_name_is_another(self, tmp_path):
        place = PYRAMID.write(tmp_path / "m.maskrcnn", title="one")
        first = stage_paths(open_stage_folder(place))
        PYRAMID.write(place, title="two")
        assert open_stage_folder(place).spec.title == "two"
        assert stage_paths(open_stage_folder(place)) != first


def stage_paths(model):
    assert isinstance(model.file, StageFiles)
    assert model.file.third is not None
    return [file.path for file in (model.file.first, model.file.second, model.file.third)]


class TestInThePackage:
    """A model of ours that comes along, as `mask-rcnn-shapes` does."""

    @pytest.fixture
    def entry(self, tmp_path, monkeypatch):
        place = PYRAMID.write(tmp_path / "mask-rcnn-dots.maskrcnn", accuracy="mask AP 0.9 on dots")
        entry = packaged(place, "Dots")
        monkeypatch.setitem(ZOO, entry.spec.name, entry)
        return entry

    def test_it_has_its_files_name_and_our_licence(self, entry, tmp_path):
        assert entry.spec.name == "mask-rcnn-dots"
        assert entry.spec.title == "Dots"
        assert entry.spec.licence.name == "Apache-2.0"
        assert entry.spec.accuracy == "mask AP 0.9 on dots"
        assert entry.where() == tmp_path / "mask-rcnn-dots.maskrcnn"

    def test_it_is_loaded_by_name(self, entry):
        predictor = maskrcnn.load(entry.spec.name, confidence=0.9, engine=F32)
        assert predictor.spec.name == "mask-rcnn-dots"
        assert predictor.spec.labels.colors == PYRAMID.spec.labels.colors
        assert len(predictor(PHOTO))

    @pytest.mark.usefixtures("entry")
    def test_the_list_of_models_names_it(self, capsys):
        from maskrcnn.cli.app import run

        assert run(["models", "--json"]) == 0
        rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
        assert rows["mask-rcnn-dots"]["title"] == "Dots"
        assert rows["mask-rcnn-dots"]["where"].endswith("mask-rcnn-dots.maskrcnn")
