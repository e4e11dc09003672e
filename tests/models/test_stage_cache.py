"""Stages are cut once, found again, and made anew where they are missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace

import onnx
import pytest

import maskrcnn
from maskrcnn.errors import ModelError
from maskrcnn.models import open_model, stage_cache
from maskrcnn.models.stage_cache import settings_of, stages_of_graph
from maskrcnn.models.tensorflow_graph import identify, read_graph
from maskrcnn.options import EngineOptions
from maskrcnn.rcnn.settings import RCNNSettings, RoiCrop
from maskrcnn.rcnn.stages import StageFiles
from tests.support import small_detectors
from tests.support.shared import ROOT
from tests.support.small_detectors import BAKED, NATIVE, photo
from tests.support.tensorflow_graphs import Setup, mask_rcnn


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of this test alone, which may be damaged."""
    monkeypatch.setenv("MASKRCNN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return small_detectors.folder(tmp_path_factory)


@pytest.fixture
def graph(folder):
    return read_graph(folder / "frozen_inference_graph.pb")


@pytest.fixture
def architecture(graph):
    return identify(graph)


def stages_in(folder):
    """Return the stages of the model in a folder."""
    files = open_model(folder).file
    assert isinstance(files, StageFiles)
    return files


def paths(files):
    stages = (files.first, files.second, files.third)
    return [stage.path for stage in stages if stage is not None]


def test_the_same_graph_is_cut_once(cache, graph, architecture, monkeypatch):
    files = stages_of_graph(graph, architecture)
    assert [path.name for path in paths(files)] == [f"stage-{letter}.onnx" for letter in "abc"]
    assert all(cache in path.parents for path in paths(files))
    monkeypatch.setattr(stage_cache, "_cut", None)
    assert stages_of_graph(graph, architecture) == files


def test_another_graph_has_stages_of_its_own(cache, graph, architecture, tmp_path):
    other = tmp_path / "other.pb"
    other.write_bytes(graph.source.read_bytes())
    copy = stages_of_graph(read_graph(other), architecture)
    assert paths(copy) == paths(stages_of_graph(graph, architecture))
    other = mask_rcnn(other, Setup(seed=9))
    another = stages_of_graph(read_graph(other), architecture)
    assert set(paths(another)).isdisjoint(paths(copy))


def test_without_masks_there_are_two_stages(cache, tmp_path_factory):
    files = stages_in(small_detectors.folder(tmp_path_factory, "faster_rcnn"))
    assert files.third is None
    assert [path.name for path in paths(files)] == ["stage-a.onnx", "stage-b.onnx"]


@pytest.mark.parametrize("letter", "abc")
def test_a_stage_that_was_deleted_is_made_anew(cache, graph, architecture, letter):
    files = stages_of_graph(graph, architecture)
    before = {path: path.read_bytes() for path in paths(files)}
    deleted = next(path for path in before if path.stem.endswith(letter))
    deleted.unlink()
    assert stages_of_graph(graph, architecture) == files
    assert {path: path.read_bytes() for path in paths(files)} == before


@pytest.mark.parametrize("engine", ["auto", "openvino", "onnxruntime", "opencv-stages"])
def test_a_damaged_stage_is_named_with_what_to_do(cache, folder, engine):
    path = stages_in(folder).second.path
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"stage-b\.onnx.*remove") as caught:
        maskrcnn.load(folder, engine=engine)
    assert "\n" not in str(caught.value)
    path.unlink()
    options = EngineOptions(engine, precision="f32")
    assert len(maskrcnn.load(folder, engine=options, network=NATIVE)(photo("cat", (97, 131))))


def test_two_processes_may_cut_the_same_graph_at_once(cache, folder):
    script = f"""
import maskrcnn
from tests.support.small_detectors import NATIVE, photo
engine = maskrcnn.EngineOptions("onnxruntime")
predictor = maskrcnn.load({str(folder)!r}, engine=engine, network=NATIVE)
print(len(predictor(photo("cat", (97, 131)))))
"""
    command = [sys.executable, "-c", script]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)
    ]
    found = [process.communicate()[0] for process in both]
    assert found[0] == found[1] != ""
    files = stages_in(folder)
    for path in paths(files):
        onnx.checker.check_model(path)
    assert sorted(each.name for each in files.first.path.parent.iterdir()) == [
        f"stage-{letter}.onnx" for letter in "abc"
    ]


def test_a_graph_that_cannot_be_cut_runs_whole(cache, folder, tmp_path, monkeypatch):
    def refuse(*_):
        raise ModelError("built otherwise")

    monkeypatch.setattr("maskrcnn.models.tensorflow_graph.stages.cut_into_stages", refuse)
    other = shutil.copytree(folder, tmp_path / "other")
    model = open_model(other)
    assert model.spec.kind == "whole-graph"
    predictor = maskrcnn.load(other, confidence=BAKED, network=NATIVE)
    assert predictor.engine.startswith("opencv")
    assert len(predictor(photo("cat", (97, 131))))
    with pytest.raises(maskrcnn.EngineError, match="has no stages: use --engine opencv"):
        maskrcnn.load(other, engine="opencv-stages")


def test_settings_are_those_of_the_graph(architecture):
    settings = settings_of(architecture)
    assert isinstance(settings, RCNNSettings)
    assert settings.classes == 6
    assert settings.anchors == architecture.anchors
    assert (settings.proposals.total, settings.proposals.overlap) == (100, 0.7)
    assert (settings.detections.total, settings.detections.overlap) == (100, 0.6)
    assert settings.crop == RoiCrop(14, 2, 2)


def test_mask_rcnn_clips_proposals_first_and_faster_rcnn_last(architecture):
    """As OpenCV's published text graphs have it."""
    faster = replace(architecture, heads=replace(architecture.heads, masks=None, mask_crop=None))
    assert settings_of(architecture).clips_proposals_first
    assert not settings_of(faster).clips_proposals_first
