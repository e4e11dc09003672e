"""`maskrcnn evaluate`, run as a user runs it."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from maskrcnn.cli.app import run
from maskrcnn.formats import FORMATS
from maskrcnn.options import EngineOptions, NetworkOptions
from maskrcnn.results import ResultsWriter
from tests.support.judged_scenes import CLASSES, Finds, blocks
from tests.support.round_trips import write
from tests.support.shared import EXAMPLES

SIZE = (300, 451)
FOUND = [
    ("cat", (20, 20, 200, 200), 0.9),
    ("cat", (210, 20, 400, 200), 0.6),
    ("dog", (20, 210, 60, 290), 0.7),
]
SECOND = FOUND[:1]
NAME = "photos/cat.jpg"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A photo, `marks.json` with two cats, and results of a good and of a worse finder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    shutil.copy(EXAMPLES / "cat.jpg", tmp_path / "photos")
    marked = blocks(SIZE, *((name, box) for name, box, _ in FOUND[:2]), name=NAME)
    write(FORMATS["coco"], tmp_path / "marks.json", [marked])
    for path, found in (("good.jsonl", FOUND), ("worse.jsonl", SECOND)):
        with ResultsWriter(tmp_path / path, CLASSES, model=path[:-6], licence="") as writer:
            writer.write(blocks(SIZE, *found, name=NAME))
    return tmp_path


EVALUATE = ["evaluate", "--data", "marks.json"]


@pytest.mark.usefixtures("folder")
def test_results_are_judged_and_told_in_tables(capsys):
    assert run([*EVALUATE, "--results", "good.jsonl"]) == 0
    said = capsys.readouterr().out
    lines = [line.split() for line in said.splitlines()]
    assert ["good", "1.000", "1.000", "1.000", "–", "–", "1.000", "1.000"] in lines
    assert ["cat", "2", "1.000", "1.000", "0.5", "1.000", "1.000"] in lines
    assert "2 objects right, 0 missed, 1 false, 0 taken for another class" in said
    assert f"{NAME}: false 1 dog" in said


@pytest.mark.usefixtures("folder")
def test_several_stand_side_by_side(capsys):
    assert run([*EVALUATE, "--results", "good.jsonl", "--results", "worse.jsonl"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["cat", "2", "1.000", "0.505"] in lines
    assert [line[0] for line in lines if line and line[0] in ("good", "worse")] == [
        *("good", "worse") * 2
    ]


@pytest.mark.usefixtures("folder")
def test_machines_get_a_line_each(capsys):
    options = ["--json", "--precision-wanted", "0.9", "--iou", "0.6", "--most", "50"]
    assert run([*EVALUATE, "--results", "good.jsonl", "--results", "worse.jsonl", *options]) == 0
    good, worse = map(json.loads, capsys.readouterr().out.splitlines())
    assert good["masks"]["ap"] == pytest.approx(1)
    assert worse["masks"]["ap50"] == pytest.approx(0.505, abs=0.001)
    assert (good["options"]["iou"], good["options"]["most"]) == (0.6, 50)
    assert good["advice"]["confidence"] == "cat=0.01,*=1"
    assert good["machine"]["cores"]


@pytest.mark.usefixtures("folder")
def test_a_precision_is_advised_for_in_the_form_that_confidence_takes(capsys):
    assert run([*EVALUATE, "--results", "good.jsonl", "--precision-wanted", "0.9"]) == 0
    said, remarked = capsys.readouterr()
    assert "for a precision of 0.9  good: 2 of 2 found then, 0 false objects" in said
    assert "never right, and not shown then: dog" in remarked
    option, value = shlex.split(said.splitlines()[-1])
    assert option == "--confidence"
    assert run([*EVALUATE, "--results", "good.jsonl", option, value]) == 0
    assert "2 objects right, 0 missed, 0 false" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_a_bar_that_is_not_reached_ends_with_code_1(capsys):
    assert run([*EVALUATE, "--results", "good.jsonl", "--at-least", "0.9"]) == 0
    both = ["--results", "good.jsonl", "--results", "worse.jsonl"]
    assert run([*EVALUATE, *both, "--at-least", "0.9"]) == 1
    assert "worse: average precision 0.505 is below 0.9" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_the_page_is_written(capsys):
    assert (
        run([*EVALUATE, "--results", "good.jsonl", "--html", "new/page.html", "--worst", "1"]) == 0
    )
    assert capsys.readouterr().out.splitlines()[-1] == "→ new/page.html"
    assert "data:image/webp" in Path("new/page.html").read_text()


@pytest.mark.usefixtures("folder")
def test_a_photo_that_is_gone_is_told_of(capsys):
    Path(NAME).unlink()
    assert run([*EVALUATE, "--results", "good.jsonl", "--html", "page.html"]) == 1
    assert "is not there any more" in capsys.readouterr().err
    assert Path("page.html").exists()


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Keep what is asked of `load`; whoever is loaded finds the same."""
    asked: list[dict[str, object]] = []

    def load(model, **options):
        asked.append({"model": model, **options})
        finder = Finds([blocks(SIZE, *FOUND)])
        finder.spec = SimpleNamespace(name=str(model))  # type: ignore[attr-defined]
        finder.engine = f"{options['engine'].engine} {options['engine'].precision}"  # type: ignore[attr-defined]
        return finder

    monkeypatch.setattr("maskrcnn.predictor.load", load)
    monkeypatch.setattr("maskrcnn.models.open_model", lambda _: None)
    return asked


@pytest.mark.usefixtures("folder")
def test_every_model_runs_on_every_engine(loads, capsys):
    options = ["--model", "small", "--model", "large", "--engine", "openvino:f32,onnxruntime"]
    rules = ["--score-floor", "0.05", "--input-size", "320", "--threshold", "0.4"]
    assert run([*EVALUATE, *options, *rules, "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["model"], each["engine"]) for each in told] == [
        ("small", "openvino f32"),
        ("small", "onnxruntime auto"),
        ("large", "openvino f32"),
        ("large", "onnxruntime auto"),
    ]
    assert told[0]["costs"]["network_seconds"] == 0.25
    assert loads[0] == {
        "model": "small",
        "confidence": 0.05,
        "mask_threshold": 0.4,
        "engine": EngineOptions("openvino", precision="f32"),
        "network": NetworkOptions("320"),
    }


@pytest.mark.usefixtures("folder")
def test_a_model_and_results_stand_side_by_side(loads, capsys):
    assert run([*EVALUATE, "--model", "small", "--results", "worse.jsonl", "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["model"] for each in told] == ["small", "worse"]
    assert len(loads) == 1


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "message", "code"),
    [
        (["--results", "good.jsonl", "--engine", "openvino"], "--engine is for a model", 2),
        (["--results", "absent.jsonl"], "absent.jsonl", 1),
        (["--model", "no-such-model"], "no-such-model", 3),
        (["--results", "good.jsonl", "--iou", "0"], "overlap 0", 2),
        (["--results", "good.jsonl", "--at-least", "2"], "out of range", 2),
        (["--results", "good.jsonl", "--html", "page.txt"], "page.txt is no page", 2),
        (["--results", "good.jsonl", "-c", "unicorn=0.5"], "no class 'unicorn'", 2),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(options, message, code, capsys):
    assert run([*EVALUATE, *options]) == code
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith("error: ")
    assert message in error


def test_a_real_model_finds_what_it_found_before(tmp_path, monkeypatch, capsys):
    """What a model finds, marked as the truth, it finds again to the pixel."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(EXAMPLES, "photos", ignore=shutil.ignore_patterns("*.md"))
    network = ["--engine", "openvino", "--precision", "f32"]
    assert run(["image", "photos", "-o", "out", *network]) == 0
    assert run(["export", "out/results.jsonl", "--to", "coco", "-o", "marks.json"]) == 0
    capsys.readouterr()
    options = ["--engine", "openvino:f32", "--source", ".", "--at-least", "0.99", "--json"]
    assert run([*EVALUATE, *options]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["masks"]["ap"] == pytest.approx(1)
    assert told["costs"]["network_seconds"] > 0
