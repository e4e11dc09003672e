"""`maskrcnn compare`, run as a user runs it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from maskrcnn.cli.app import run
from maskrcnn.instances import Instances
from maskrcnn.options import EngineOptions, NetworkOptions
from tests.support import tutorial_folder
from tests.support.samples import two_people_and_a_dog
from tests.support.shared import EXAMPLES


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """An own copy of the example photos, in the folder where commands run."""
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(EXAMPLES, tmp_path / "photos", ignore=shutil.ignore_patterns("*.md"))


@dataclass
class Finder:
    """A predictor that finds the same in every picture."""

    engine: str
    found: Instances

    def segment(self, _):
        return self.found


@pytest.fixture
def loads(monkeypatch):
    """Keep what is asked of `load`; engine 1 finds three objects, engine 2 misses one of them."""
    asked: list[dict[str, object]] = []
    three = two_people_and_a_dog()
    two = replace(three[:2], scores=np.array([0.9, 0.58], np.float32))

    def load(model, **options):
        asked.append({"model": model, **options})
        return Finder(f"engine {len(asked)}", three if len(asked) == 1 else two)

    monkeypatch.setattr("maskrcnn.predictor.load", load)
    return asked


def test_two_engines_find_the_same(photos, capsys):
    assert run(["compare", "photos", "--engines", "openvino,onnxruntime"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in ("astronaut.jpg  512×512", "cat.jpg  451×300", "coffee.jpg  600×400"):
        assert f"photos/{name}  the same" in lines
    assert lines[-1] == "the same within box IoU 0.999, score 0.001, 0.1% of mask pixels"


def test_figures_come_as_json_a_line_a_picture(photos, capsys):
    assert run(["compare", "photos/cat.jpg", "--json", "-c", "cat=0.4,*=0.6"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    figures = json.loads(line)
    assert figures["name"] == "photos/cat.jpg"
    assert figures["size"] == [300, 451]
    assert [name.split()[0] for name in figures["engines"]] == ["openvino", "opencv"]
    assert all(" f32 on CPU" in name for name in figures["engines"])
    assert figures["objects"] == [1, 1]
    assert figures["matched"] == 1
    assert figures["box_iou"] == pytest.approx(1, abs=1e-3)
    assert max(figures[name] for name in ("score", "mask", "worst_mask")) < 1e-3
    assert figures["corner"] < 0.1
    assert figures["unmatched"] == [[], []]
    assert figures["same"] is True
    assert min(figures["seconds"]) > 0


def test_the_tutorials_folder_is_compared(photos, tmp_path, capsys):
    folder = str(tutorial_folder.make(tmp_path / "mask-rcnn-coco"))
    command = ["compare", "photos/cat.jpg", "-m", folder, "--engines", "opencv,opencv"]
    assert run([*command, "-c", "0.35", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["objects"] == [figures["matched"]] * 2
    assert figures["matched"] > 0


def test_what_differs_is_measured_and_named(photos, loads, capsys):
    assert run(["compare", "photos/cat.jpg", "photos/coffee.jpg"]) == 1
    told = capsys.readouterr().out
    figures = dict(re.findall(r"^(\S.*?)  +(\S.*?)(?:  .*)?$", told, re.M))
    assert figures["objects"] == "3 and 2"
    assert figures["matched"] == "2"
    assert figures["scores, apart"] == "0.02000"
    assert figures["mask pixels, all"] == "0.000%"
    assert told.count("only engine 1 finds person 0.5500 box (0.0, 0.0, 5.0, 5.0)") == 2
    assert "only engine 2" not in told
    assert told.splitlines()[-1] == "differ in 2 of 2 pictures"


def test_what_differs_is_named_in_json(photos, loads, capsys):
    assert run(["compare", "photos/cat.jpg", "--json"]) == 1
    figures = json.loads(capsys.readouterr().out)
    (missed,) = figures["unmatched"][0]
    assert missed == {"label": "person", "score": pytest.approx(0.55), "box": [0, 0, 5, 5]}
    assert figures["unmatched"][1] == []
    assert figures["same"] is False


def test_boxes_alone_are_compared_without_masks(photos, monkeypatch, capsys):
    boxes = replace(two_people_and_a_dog(), crops=None)
    monkeypatch.setattr("maskrcnn.predictor.load", lambda *_, **__: Finder("engine", boxes))
    assert run(["compare", "photos/cat.jpg"]) == 0
    assert "mask pixels, worst" not in capsys.readouterr().out


def test_one_bad_picture_does_not_stop_the_others(photos, capsys):
    (photos / "empty.jpg").touch()
    command = ["compare", "photos/empty.jpg", "photos/cat.jpg", "--engines", "openvino,openvino"]
    assert run(command) == 1
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "empty.jpg" in told.err
    assert "the same within" in told.out
    assert run([*command, "--json"]) == 1
    bad, good = map(json.loads, capsys.readouterr().out.splitlines())
    assert (bad["name"], "error" in bad) == ("photos/empty.jpg", True)
    assert good["same"] is True


def test_nothing_is_claimed_where_nothing_could_be_read(photos, capsys):
    assert run(["compare", "missing.jpg"]) == 1
    assert capsys.readouterr().out == ""


def test_engines_are_named_with_precision_and_device(photos, loads):
    run(["compare", "photos/cat.jpg", "--engines", "openvino:bf16@gpu.1, onnxruntime"])
    assert [asked["engine"] for asked in loads] == [
        EngineOptions("openvino", "gpu.1", "bf16"),
        EngineOptions("onnxruntime", "auto", "f32"),
    ]


def test_the_model_is_loaded_as_asked_at_a_slightly_lower_confidence(photos, loads):
    run(["compare", "photos/cat.jpg", "--model", "yolov7-seg", "-c", "cat=0.4,*=0.6"])
    for asked in loads:
        assert asked["network"] == NetworkOptions()
        assert asked["model"] == "yolov7-seg"
        assert asked["confidence"].default == pytest.approx(0.599)
        assert asked["confidence"].by_class == {"cat": pytest.approx(0.399)}


def test_input_size_and_proposals_are_passed_on(photos, loads):
    options = ["--input-size", "native", "--proposals", "50"]
    run(["compare", "photos/cat.jpg", "-m", "photos", *options])
    for asked in loads:
        assert asked["model"] == Path("photos")
        assert asked["network"] == NetworkOptions("native", 50)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "no picture named"),
        (["--engines", "openvino"], 2, "name two of them"),
        (["--engines", "openvino,opencv,onnxruntime"], 2, "name two of them"),
        (["--engines", ""], 2, "name two of them"),
        (["--engines", "openvino,opencl"], 2, "unknown engine 'opencl'"),
        (["--engines", "openvino,opencv:f8"], 2, "unknown precision 'f8'"),
        (["--engines", "openvino,opencv:bf16"], 4, "float32"),
        (["--engines", "openvino@tpu,opencv"], 4, "no device 'tpu'"),
        (["-c", "high"], 2, "not a threshold"),
        (["-c", "kat=0.5"], 2, "did you mean 'cat'"),
        (["--model", "nothing"], 3, "there is no model"),
        (["-m", "nowhere"], 2, "there is no such folder"),
        (["-m", "photos", "--model", "yolov7-seg"], 2, "give one of them"),
    ],
)
def test_a_mistake_is_one_line_and_a_meaningful_code(photos, capsys, arguments, code, message):
    pictures = ["photos/cat.jpg"] if arguments else []
    assert run(["compare", *pictures, *arguments]) == code
    complaint = capsys.readouterr().err.strip()
    assert message in complaint
    assert complaint.startswith("error: ")
    assert "\n" not in complaint
