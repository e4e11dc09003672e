"""`maskrcnn doctor`: it finds nothing wrong where nothing is, and names what is."""

from __future__ import annotations

import json

import pytest

from maskrcnn.checkup import _model
from maskrcnn.cli.app import run
from maskrcnn.engines import ENGINES
from maskrcnn.errors import ModelError
from tests.support import tutorial_folder


def test_a_sound_machine_is_sound(capsys):
    assert run(["doctor", "--json"]) == 0
    findings = {row["subject"].strip(): row for row in json.loads(capsys.readouterr().out)}
    for engine in ENGINES:
        assert findings[f"engine {engine}"]["state"] == "good"
        assert findings[f"runs in {engine}"]["state"] == "good"
    assert "Apache-2.0" in findings["licence of weights"]["text"]
    assert "80 classes" in findings["kind"]["text"]


def test_it_is_a_line_a_finding_for_people(capsys):
    assert run(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith(("ok ", "-- ")) for line in lines)


def test_a_tutorial_folder_is_identified_and_run(tmp_path, capsys):
    folder = tutorial_folder.make(tmp_path / "mask-rcnn-coco")
    assert run(["doctor", str(folder), "--json"]) == 0
    findings = {row["subject"].strip(): row for row in json.loads(capsys.readouterr().out)}
    assert "mask-rcnn on inception v2" in findings["model"]["text"]
    for engine in ("openvino", "onnxruntime", "opencv-stages", "opencv"):
        assert findings[f"runs in {engine}"]["state"] == "good"


def test_an_engine_that_cannot_is_no_fault_while_another_can(capsys, monkeypatch):
    def unable(*_):
        raise ModelError("it has a layer I do not know")

    monkeypatch.setattr("maskrcnn.engines.opencv.OpenCVNetwork.__init__", unable)
    findings = {finding.subject.strip(): finding for finding in _model("yolov5s-seg")}
    assert findings["runs in opencv"].state == "absent"
    assert "a layer I do not know" in findings["runs in opencv"].text
    assert findings["runs in openvino"].state == "good"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("model.onnx", b"damaged", "not an ONNX file"),
        ("model.pt", b"damaged", "model.pt"),
        ("model.pb", b"<html>", "web page"),
        ("model.h5", b"damaged", "not a model by its name"),
    ],
)
def test_a_faulty_model_is_named_and_ends_with_1(tmp_path, capsys, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    assert run(["doctor", str(path)]) == 1
    faults = [line for line in capsys.readouterr().out.splitlines() if line.startswith("!!")]
    assert len(faults) == 1
    assert message in faults[0]


def test_a_broken_engine_is_a_fault(capsys, monkeypatch):
    def broken(*_):
        raise ImportError("libopenvino.so: cannot open shared object file")

    monkeypatch.setattr("maskrcnn.checkup.compile_network", broken)
    assert run(["doctor"]) == 1
    assert "!! engine openvino" in capsys.readouterr().out


def test_it_tells_how_videos_can_be_written(capsys):
    assert run(["doctor"]) == 0
    assert "written as h264, h265, vp9, av1, mjpeg, prores, ffv1" in capsys.readouterr().out
