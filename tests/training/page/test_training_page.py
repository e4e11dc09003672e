"""The page about a training: what it holds, when it is written, and how large it gets."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from maskrcnn.errors import OutputError
from maskrcnn.training.page import TrainingPage
from tests.support.told_trainings import LOSSES, PICTURES, album_of, plan_of, round_of, written

HOSTILE = "</script><img src=x onerror=alert(1)> & \u202e\udcff"


def data_of(path: Path) -> dict[str, Any]:
    html = path.read_text(encoding="utf-8")
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    read: dict[str, Any] = json.loads(data)
    return read


def words_of(path: Path) -> str:
    """Return what stands in the page besides its style and scripts."""
    body = re.sub(r"<(style|script).*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.S)
    return " ".join(unescape(re.sub("<[^>]+>", " ", body)).split())


def test_it_is_there_before_the_first_round(tmp_path):
    path = tmp_path / "pills-training.html"
    TrainingPage(plan_of(), path, album_of(tmp_path, [])).begins([])
    assert "How pills learns" in words_of(path)
    told = data_of(path)
    assert (told["steps"], told["step"], told["best"]) == (100, [], None)
    assert told["left"] is None


def test_it_tells_what_learns_from_what(tmp_path):
    path = written(plan_of(licence="CC0-1.0"), tmp_path / "page.html", [])
    words = words_of(path)
    assert "Learns from pills.json" in words
    assert "Judged by a fifth of pills.json, at most 200 pictures" in words
    assert "Classes 3" in words
    assert "Begins with nothing: weights drawn at random" in words
    assert "Licence CC0-1.0" in words


def test_every_choice_is_told(tmp_path):
    plan = plan_of()
    words = words_of(written(plan, tmp_path / "page.html", []))
    for part in ("options", "augment", "load", "architecture"):
        for name in plan.to_json()[part]:
            assert name.replace("_", " ") in words
    assert "learning rate 0.00" in words
    assert "scale 0.8, 1.6" in words


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({"begin_with": "mine.maskrcnn"}, "Begins with mine.maskrcnn"),
        ({"trunk_weights": "trunk.pt"}, "Begins with a trunk from trunk.pt"),
        ({"trunk_weights": "pretrained"}, "Begins with the weights known for plain"),
    ],
)
def test_it_tells_whose_weights_it_begins_with(tmp_path, others, told):
    words = words_of(written(plan_of(**others), tmp_path / "page.html", []))
    assert told in words
    assert "Licence that of the weights it begins with" in words


def test_the_numbers_are_those_of_the_rounds(tmp_path):
    plan = plan_of()
    rounds = [round_of(plan, 10), round_of(plan, 20), round_of(plan, 30, is_best=False)]
    told = data_of(written(plan, tmp_path / "page.html", rounds))
    assert told["step"] == [10, 20, 30]
    assert told["best"] == 1
    assert {each["name"] for each in told["losses"]} == set(LOSSES)
    assert all(each["about"] for each in told["losses"])
    assert told["total"] == pytest.approx([sum(each.losses.values()) for each in rounds], rel=1e-3)
    assert told["scores"]["mask AP"][2] == pytest.approx(100 * rounds[2].scores["mask AP"], 1e-3)
    assert told["speed"] == [PICTURES / 5] * 3
    assert told["waited"] == [10.0] * 3
    assert told["rates"]["step"][-1] == 100
    assert max(told["rates"]["values"]) == plan.options.learning_rate


def test_what_is_not_known_is_a_gap(tmp_path):
    plan = plan_of()
    rounds = [round_of(plan, 10), round_of(plan, 13, scores={}, is_best=False)]
    rounds.append(round_of(plan, 20, losses={"masks": float("nan")}))
    told = data_of(written(plan, tmp_path / "page.html", rounds))
    assert told["scores"]["mask AP"][1] is None
    assert {each["name"]: each["values"][2] for each in told["losses"]} == dict.fromkeys(LOSSES)
    assert told["total"][2] is None


def test_a_training_that_goes_on_keeps_its_rounds(tmp_path):
    plan = plan_of()
    path = tmp_path / "page.html"
    page = TrainingPage(plan, path, album_of(tmp_path, [10, 20]))
    page.begins([round_of(plan, 10)])
    assert data_of(path)["step"] == [10]
    page.ended(round_of(plan, 20))
    assert data_of(path)["step"] == [10, 20]
    assert [each["round"] for each in data_of(path)["pictures"]] == [0, 1]


def test_what_was_learned_is_said_at_the_end(tmp_path):
    plan = plan_of()
    path = written(plan, tmp_path / "page.html", [round_of(plan, 90), round_of(plan, 100)])
    assert "How pills learned" in words_of(path)
    assert data_of(path)["left"] == 0


def test_of_many_rounds_some_are_shown_and_the_last_always(tmp_path):
    plan = plan_of(5000, 500)
    path = written(plan, tmp_path / "page.html", [round_of(plan, step) for step in plan.ends])
    told = data_of(path)
    shown = [each["round"] for each in told["pictures"]]
    assert len(told["step"]) == 500
    assert len(shown) == 24
    assert shown[0] == 0
    assert shown[-1] == 499
    gaps = {after - before for before, after in pairwise(shown)}
    assert gaps <= {21, 22}
    assert path.stat().st_size < 150_000


def test_rounds_without_pictures_are_left_out_of_them(tmp_path):
    plan = plan_of()
    page = TrainingPage(plan, tmp_path / "page.html", album_of(tmp_path, [10, 30]))
    page.begins([round_of(plan, step) for step in (10, 20, 30)])
    assert [each["round"] for each in data_of(tmp_path / "page.html")["pictures"]] == [0, 2]


def test_names_are_only_names(tmp_path):
    plan = plan_of(name=HOSTILE, data=HOSTILE, held_out=HOSTILE, begin_with=HOSTILE)
    rounds = [round_of(plan, 100, losses={HOSTILE: 1.0}, scores={HOSTILE: 0.5})]
    path = written(plan, tmp_path / "page.html", rounds)
    html = path.read_text(encoding="utf-8")
    assert html.count("</script>") == 2
    assert "<img src=x" not in html
    assert HOSTILE in data_of(path)["scores"]


def test_nothing_is_asked_of_anybody(tmp_path):
    plan = plan_of()
    html = written(plan, tmp_path / "page.html", [round_of(plan, 10)]).read_text(encoding="utf-8")
    assert "default-src 'none'; img-src data:; style-src 'sha256-" in html
    assert not re.search(r'(src|href|action)="(?!data:)', html)
    assert set(re.findall(r"https?://[^\"' ]+", html)) == {"http://www.w3.org/2000/svg"}


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(OutputError, match="is a folder"):
        TrainingPage(plan_of(), tmp_path, album_of(tmp_path, [])).begins([])


def test_it_needs_no_pytorch():
    script = "import sys, maskrcnn.training.page; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
