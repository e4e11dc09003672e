"""`maskrcnn train`: from annotated pictures to a model that other commands take."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

import maskrcnn
from maskrcnn.cli.app import run
from maskrcnn.models import open_model
from tests.support.toy_data import ToyData, written

QUICK = ["--batch", "2", "--input-size", "96,128", "--rounds", "3", "--augment", "none"]


@pytest.fixture(scope="module", autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(ToyData(count=20), tmp_path_factory.mktemp("toys"))


@pytest.fixture(scope="module")
def trained(toys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("models") / "toys"
    train = ["train", str(toys), "-o", str(place), *QUICK]
    assert run([*train, "--steps", "60", "--learning-rate", "4e-3"]) == 0
    return place


def weights(place: Path) -> list[bytes]:
    return [(place / f"stage-{letter}.onnx").read_bytes() for letter in "abc"]


def test_the_model_finds_what_it_has_learned(trained):
    data = ToyData(count=6, seed=9)
    predictor = maskrcnn.load(trained, confidence=0.3)
    assert predictor.spec.labels.names == ("disc", "square")
    right = 0
    for place in range(len(data)):
        found, marked = predictor(data.picture(place)), data.example(place).found
        for mask, name in zip(marked.masks, marked.names, strict=True):
            ious = [
                (mask & one.mask).sum() / (mask | one.mask).sum()
                for one in found
                if one.label == name
            ]
            right += max(ious, default=0) > 0.5
    assert right >= 6


def test_model_and_page_tell_what_it_is(trained, capsys):
    card = json.loads((trained / "model.json").read_text())
    assert card["trained"]["data"].endswith("toys.json")
    assert card["trained"]["steps"] in (20, 40, 60)
    page = trained.with_name("toys-training.html").read_text()
    assert "toys" in page
    assert not trained.with_name("toys.partial").exists()
    capsys.readouterr()
    assert run(["train", "--help"]) == 0
    assert "--learning-rate" in capsys.readouterr().out


def test_rounds_are_told_and_nothing_else_is_for_machines(toys, tmp_path, capsys):
    place = tmp_path / "toys.maskrcnn"
    assert run(["train", str(toys), "-o", str(place), *QUICK, "--steps", "3", "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told[0]["pictures"] + told[0]["held_out"] == 20
    assert [each["step"] for each in told[1:-1]] == [1, 2, 3]
    assert told[-1]["model"] == str(place)
    assert open_model(place).spec.labels.names == ("disc", "square")


def test_training_goes_on_from_a_model(trained, toys, tmp_path, capsys):
    again = ["train", str(toys), "-o", str(tmp_path / "more"), *QUICK[:2], "--steps", "1"]
    assert run([*again, "--init", str(trained), "--rounds", "1", "--learning-rate", "1e-6"]) == 0
    assert "mask AP" in capsys.readouterr().out
    before, after = (open_model(place).spec.trained for place in (trained, tmp_path / "more"))
    assert after["scores"]["mask AP"] > 0.5 * before["scores"]["mask AP"] > 0
    assert after["began_with"] == str(trained)


def test_a_killed_command_goes_on(toys, tmp_path):
    command = ["train", str(toys), *QUICK, "--steps", "9", "-o"]
    assert run([*command, str(tmp_path / "straight")]) == 0
    program = "import sys, torch; torch.set_num_threads(1); from maskrcnn.cli.app import run; "
    arguments = [*command, str(tmp_path / "model")]
    killed = subprocess.Popen([sys.executable, "-c", f"{program}sys.exit(run({arguments!r}))"])
    journal = tmp_path / "model.partial" / "journal.jsonl"
    deadline = time.monotonic() + 60
    while not journal.exists() or journal.read_text().count("\n") < 2:
        assert time.monotonic() < deadline
        assert killed.poll() is None
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not (tmp_path / "model").exists()
    assert run(arguments) == 2, "what was learned is not thrown away unasked"
    assert run([*arguments, "--resume"]) == 0
    assert weights(tmp_path / "model") == weights(tmp_path / "straight")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name the data once"),
        (["DATA", "--data", "DATA"], "name the data once"),
        (["nowhere.json"], "there is no such file or folder"),
        (["DATA", "--steps", "1", "--epochs", "1"], "say the same"),
        (["DATA", "--steps", "0"], "give 1 or more"),
        (["DATA", "--augment", "flipp=1"], "did you mean 'flip'"),
        (["DATA", "--input-size", "native"], "give two sides"),
        (["DATA", "--hold-out", "1.5"], "give a part of all"),
        (["DATA", "--init", "yolov5s-seg"], "was not trained here"),
        (["DATA", "--trunk-weights", "none", "--init", "MODEL"], "leave --trunk-weights out"),
        (["DATA", "--trunk", "yolov5s", "--licence", "MIT"], "GPL-3.0, which it passes on"),
        (["DATA", "--trunk-weights", "nowhere.pt"], "no pretrained weights|nowhere.pt"),
        (["DATA", "--resume"], "nothing to resume"),
        (["DATA", "--device", "cuba"], "no device 'cuba'"),
    ],
)
def test_mistakes_are_one_line(arguments, message, toys, trained, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    named = {"DATA": str(toys), "MODEL": str(trained)}
    assert run(["train", *[named.get(each, each) for each in arguments]]) in (1, 2, 3)
    (line,) = capsys.readouterr().err.splitlines()
    assert any(each in line for each in message.split("|"))
