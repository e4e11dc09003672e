"""`maskrcnn bench`: figures for people and for machines, and what it refuses."""

from __future__ import annotations

import json
import re
from functools import partial

import pytest

from maskrcnn.bench.drawing_turns import DrawingPlan
from maskrcnn.bench.scenes import Scene
from maskrcnn.cli.app import run
from maskrcnn.drawing.effects import EFFECTS
from maskrcnn.drawing.styles import STYLES
from tests.support import tutorial_folder
from tests.support.shared import EXAMPLES

QUICK = ["--rounds", "1", "--sizes", "128x96", "--kept", "2"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tutorial_folder.make(tmp_path_factory.mktemp("bench") / "mask-rcnn-coco")


def test_a_table_for_people(folder, capsys):
    photo = str(EXAMPLES / "cat.jpg")
    assert run(["bench", photo, "-m", str(folder), "--engine", "opencv", *QUICK]) == 0
    told = capsys.readouterr().out
    assert "cat.jpg" in told
    assert "128×96" in told
    rows = [line.split() for line in told.splitlines()]
    (published,) = [row for row in rows if row[:2] == ["published", "loop"] and len(row) > 6]
    assert published[4:7] == ["1.00", "1.00", "1.00"]
    assert "measured peak in GFLOP/s: f32" in told
    assert "outside, " in told


def test_json_for_machines(folder, capsys):
    assert run(["bench", "-m", str(folder), "--engine", "opencv", "--json", *QUICK]) == 0
    report = json.loads(capsys.readouterr().out)
    (size,) = report["sizes"]
    assert [one["name"] for one in size["contenders"]] == ["published loop", "opencv"]
    assert size["contenders"][1]["times_median"] > 0
    assert report["pictures"] == ["coffee.jpg"]


@pytest.fixture
def small_scenes(monkeypatch):
    scenes = (
        Scene("small", (96, 128), 3, (20, 60), (20, 60), 2),
        Scene("smaller", (80, 96), 1, (20, 60), (20, 60), 2),
    )
    monkeypatch.setattr(
        "maskrcnn.bench.drawing_turns.DrawingPlan", partial(DrawingPlan, scenes=scenes)
    )


@pytest.mark.usefixtures("small_scenes")
def test_a_table_of_drawing_and_writing(folder, capsys):
    photo = str(EXAMPLES / "cat.jpg")
    assert run(["bench", photo, "-m", str(folder), "--drawing", "--rounds", "1"]) == 0
    told = capsys.readouterr().out
    assert "cat.jpg; " in told
    assert "3 objects in 128×96, 1 object in 96×80; 1 round in turns" in told
    lines = told.splitlines()
    (network,) = [line.split() for line in lines if line.startswith("network ")]
    assert (network[-3], network[-1]) == ("1.00", "1.00")
    for name in (*STYLES, *(f"{name}@background" for name in EFFECTS), "JPEG", "coco", "h264"):
        (row,) = [line for line in lines if re.match(rf"(\w+)? +{re.escape(name)} ", line)]
        figures = row.removesuffix("slower").split()[-4:]
        shares = float(figures[1]), float(figures[3])
        if max(shares) != 1:
            assert row.endswith("slower") == (max(shares) > 1), row


@pytest.mark.usefixtures("small_scenes")
def test_json_of_drawing_and_writing(folder, capsys):
    line = ["bench", "-m", str(folder), "--engine", "openvino:f32", "--drawing", "--json"]
    assert run([*line, "--rounds", "2"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["engine"] == "openvino f32 on CPU"
    assert (report["picture"], report["rounds"]) == ("coffee.jpg", 2)
    small, _ = report["scenes"]
    assert (small["width"], small["height"], small["objects"]) == (128, 96, 3)
    for work in small["works"]:
        assert work["share"] == pytest.approx(work["median"] / small["network"])


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--sizes", "800"], 2, "size '800': write width and height"),
        (["--sizes", "9x9"], 2, "from 32 to"),
        (["--sizes", "99999999999x64"], 2, "from 32 to"),
        (["--engine", "tensorrt"], 2, "unknown engine 'tensorrt': choose from auto, openvino"),
        (["--engine", "openvino:f64"], 2, "unknown precision 'f64'"),
        (["--engine", "opencv:bf16", *QUICK], 4, "opencv computes in float32"),
        (["--proposals", "100,few"], 2, "--proposals '100,few': write numbers"),
        (["--batch", "0"], 2, "--batch '0': write numbers"),
        (["--model", "yolov5s-seg", "-m", "."], 2, "both name a model"),
        (["--drawing", "--sizes", "800x600"], 2, "--sizes is not for --drawing"),
        (["--drawing", "--kept", "5"], 2, "--kept is not for --drawing"),
        (["--drawing", "--proposals", "50"], 2, "--proposals is not for --drawing"),
        (["--drawing", "--batch", "1,4"], 2, "--batch is not for --drawing"),
        (["--drawing", "--engine", "opencv,openvino"], 2, "against one engine, not 2"),
        (["--drawing", str(EXAMPLES)], 2, "timed on one photo, not 3"),
        (["-m", "nowhere"], 2, "no such folder"),
        (["nowhere.jpg"], 1, "nowhere.jpg: no such file"),
        (["--model", "nothing"], 3, "no model, folder or file 'nothing'"),
    ],
)
def test_what_makes_no_sense_is_one_line(capsys, arguments, code, message):
    assert run(["bench", *arguments]) == code
    told = capsys.readouterr().err.strip()
    assert told.startswith("error: ")
    assert message in told
    assert "\n" not in told
