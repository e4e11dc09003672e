"""`maskrcnn explain`, run as a user runs it."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest

from maskrcnn.cli.app import run
from maskrcnn.explain import explanation
from maskrcnn.explain.selective_search import available
from maskrcnn.models import zoo
from maskrcnn.options import EngineOptions, NetworkOptions
from tests.support import tutorial_folder
from tests.support.shared import EXAMPLES


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return str(tutorial_folder.make(tmp_path_factory.mktemp("explain") / "small"))


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """An own copy of the example photos, in the folder where commands run; no Selective Search."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(explanation, "available", lambda: False)
    return shutil.copytree(EXAMPLES, tmp_path / "photos", ignore=shutil.ignore_patterns("*.md"))


def explain(*arguments: str) -> int:
    return run(["explain", *arguments])


@pytest.mark.usefixtures("photos")
def test_a_page_is_written_beside_where_one_works(model, capsys):
    assert explain("photos/cat.jpg", "-m", model, "-c", "0.6") == 0
    html = Path("cat-explained.html").read_text("utf-8")
    assert html.startswith("<!doctype html>")
    assert "photos/cat.jpg" in html
    told = capsys.readouterr()
    assert "photos/cat.jpg" in told.out
    assert "→ cat-explained.html" in told.out
    assert "no Selective Search" in told.err
    assert [path.name for path in Path().iterdir()].count("cat-explained.html") == 1


@pytest.mark.usefixtures("photos")
def test_the_page_goes_where_it_is_asked_to(model):
    command = ["--mask-rcnn", model, "--output", "pages/cat.html", "--engine", "opencv:f32"]
    assert explain("photos/cat.jpg", *command, "--input-size", "200", "--proposals", "20") == 0
    html = Path("pages/cat.html").read_text("utf-8")
    assert "goes in as 301×200" in html
    assert "looks at 20 proposals" in html
    assert "this one run, on opencv" in html


@pytest.mark.usefixtures("photos")
def test_a_picture_may_come_on_standard_input(model, photos, monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO((photos / "cat.jpg").read_bytes()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert explain("-", "-m", model) == 0
    assert Path("stdin-explained.html").exists()


@pytest.mark.usefixtures("photos")
def test_the_page_is_opened_on_request(model, tmp_path, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert explain("photos/cat.jpg", "-m", model, "--open") == 0
    assert opened == [(tmp_path / "cat-explained.html").as_uri()]


@pytest.mark.usefixtures("photos")
def test_options_reach_the_network(monkeypatch):
    asked: list[object] = []

    def open_network(*arguments: object) -> None:
        asked.extend(arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr("maskrcnn.explain.steps.open_network", open_network)
    options = ["--input-size", "native", "--proposals", "50", "--engine", "openvino:bf16@gpu"]
    assert explain("photos/cat.jpg", "--model", "mine", *options) == 130
    engine = EngineOptions("openvino", "gpu", "bf16")
    assert asked == ["mine", engine, NetworkOptions("native", 50)]


@pytest.mark.skipif(not available(), reason="needs OpenCV's contributed modules")
def test_selective_search_proposes_in_the_networks_place(model, photos, capsys):
    command = ["-m", model, "-c", "0.4", "--proposals", "selective-search"]
    assert explain("photos/cat.jpg", *command) == 0
    html = Path("cat-explained.html").read_text("utf-8")
    assert "boxes of Selective Search, which is Fast R-CNN&#x27;s way" in html
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("photos")
def test_a_page_is_written_whole_or_not_at_all(model, monkeypatch):
    Path("cat-explained.html").write_text("an older page")

    def fail(_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("maskrcnn.explain.page.page", fail)
    assert explain("photos/cat.jpg", "-m", model) == 5
    assert Path("cat-explained.html").read_text() == "an older page"
    assert sorted(path.name for path in Path().iterdir()) == ["cat-explained.html", "photos"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["photos"], 2, "photos holds 3 pictures: name the one to explain"),
        (["photos/cat.jpg", "--model", "yolov5s-seg"], 2, "no stages to explain"),
        (
            ["photos/cat.jpg", "--model", "mask-rcnn-inception"],
            3,
            "maskrcnn models get mask-rcnn-inception",
        ),
        (["photos/cat.jpg", "-m", "nowhere"], 2, "there is no such folder"),
        (["photos/cat.jpg", "-m", "MODEL", "-c", "thong 1=0.5"], 2, "did you mean 'thing 1'"),
        (["photos/cat.jpg", "-m", "MODEL", "--proposals", "many"], 2, "or selective-search"),
        (["photos/cat.jpg", "-m", "MODEL", "--proposals", "0"], 2, "from 1 to"),
        (["photos/cat.jpg", "-m", "MODEL", "--engine", "gpu"], 2, "unknown engine 'gpu'"),
        (["photos/cat.jpg", "-m", "MODEL", "-o", "photos"], 2, "photos: is a folder"),
        (["photos/cat.jpg", "-m", "MODEL", "-o", "photos/cat.jpg"], 2, "is the picture itself"),
        (["photos/dog.jpg", "-m", "MODEL"], 1, "photos/dog.jpg"),
    ],
)
@pytest.mark.usefixtures("photos")
def test_a_mistake_is_one_line_and_leaves_no_file(
    model, tmp_path, monkeypatch, capsys, arguments, code, message
):
    monkeypatch.setattr(zoo, "inception_folder", lambda: tmp_path / "none")
    assert explain(*(model if each == "MODEL" else each for each in arguments)) == code
    complaint = capsys.readouterr().err.strip()
    assert message in complaint
    assert complaint.startswith("error: ")
    assert "\n" not in complaint
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]


@pytest.mark.skipif(available(), reason="this build of OpenCV has Selective Search")
@pytest.mark.usefixtures("photos")
def test_without_selective_search_one_is_told_how_to_get_it(model, capsys):
    assert explain("photos/cat.jpg", "-m", model, "--proposals", "selective-search") == 4
    assert 'pip install "maskrcnn[selective-search]"' in capsys.readouterr().err
