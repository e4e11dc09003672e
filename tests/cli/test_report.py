"""`maskrcnn report`: a page of what was found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maskrcnn.cli.app import run
from tests.cli.test_draw import film, photos, segmented  # noqa: F401 - fixtures


@pytest.mark.usefixtures("photos")
def test_it_lies_beside_the_results_unless_it_is_told_where(capsys):
    assert run(["report", "out/results.jsonl"]) == 0
    assert "report  → out/results-report.html" in capsys.readouterr().out
    options = ["-o", "new/mine.html", "--title", "Breakfast & co", "--scale", "0.5mm"]
    assert run(["report", "out/results.jsonl", *options]) == 0
    page = Path("new/mine.html").read_text()
    assert "<title>Breakfast &amp; co</title>" in page
    assert "mm" in page


@pytest.mark.usefixtures("photos")
def test_objects_are_chosen_on_the_way():
    assert run(["report", "out/results.jsonl", "--classes", "cup", "-o", "cups.html"]) == 0
    page = Path("cups.html").read_text()
    assert '"cup"' in page
    assert '"cat"' not in page


@pytest.mark.usefixtures("photos")
def test_without_the_photos_it_is_made_and_that_is_told(capsys):
    Path("photos/cat.jpg").unlink()
    assert run(["report", "out/results.jsonl", "-o", "page.html"]) == 1
    assert "photos/cat.jpg: is not there any more" in capsys.readouterr().err
    assert Path("page.html").exists()


@pytest.mark.usefixtures("film")
def test_of_a_video_it_counts_on_lines_and_in_zones():
    shapes = ["--line", "door=20,0,20,40", "--zone", "all=0,0,1,0,1,1,0,1"]
    assert run(["report", "found.jsonl", *shapes, "--frames", "5", "-o", "page.html"]) == 0
    page = Path("page.html").read_text()
    assert '"door"' in page
    assert '"all"' in page
    assert page.count("data:image/webp") >= 5


@pytest.mark.usefixtures("photos")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--scale", "tall"], "'tall' is no scale"),
        (["--photos", "-1"], "photos of a report: at least 0"),
        (["--line", "0,0,1,1"], "only the frames of a video have tracks"),
        (["--frames", "5"], "--frames: there are none in out/results.jsonl"),
        (["-o", "out/results.jsonl"], "out/results.jsonl is no page: name it like report.html"),
        (["--from", "via"], "out/results.jsonl"),
    ],
)
def test_mistakes_are_told_in_a_line(capsys, options, message):
    assert run(["report", "out/results.jsonl", "-o", "page.html", *options]) in (1, 2)
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
    assert not Path("page.html").exists()


@pytest.mark.usefixtures("photos")
def test_machines_are_told_in_json(capsys):
    Path("photos/cat.jpg").unlink()
    assert run(["report", "out/results.jsonl", "-o", "page.html", "--json"]) == 1
    refused, made = map(json.loads, capsys.readouterr().out.splitlines())
    assert refused["name"] == "photos/cat.jpg"
    assert made == {"written": "page.html", "bytes": Path("page.html").stat().st_size}
    assert run(["draw", "out/results.jsonl", "-o", "drawn", "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("written") for line in lines] == [
        "drawn/astronaut.jpg",
        None,
        "drawn/coffee.jpg",
    ]
    assert run(["export", "out/results.jsonl", "--to", "coco", "--to", "csv=a.csv", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["written"] for line in lines] == ["out/results-coco.json", "a.csv"]


@pytest.mark.usefixtures("film")
def test_machines_are_told_of_a_video_that_is_drawn(capsys):
    capsys.readouterr()
    arguments = ["--line", "door=20,0,20,40", "-o", "again.mp4", "--json"]
    assert run(["draw", "found.jsonl", *arguments]) == 0
    (told,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (told["written"], told["frames"]) == ("again.mp4", 30)
    assert told["counts"]["lines"][0]["out"] == 1
