"""`maskrcnn models`."""

from __future__ import annotations

import json

import pytest

from maskrcnn.cli.app import run


def test_the_list_tells_licence_accuracy_and_place(capsys):
    assert run(["models", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["mask-rcnn-nano"]["default"]
    assert rows["mask-rcnn-nano"]["licence"] == "Apache-2.0"
    assert rows["yolov5s-seg"]["licence"] == "GPL-3.0"
    assert rows["yolov5s-seg"]["where"].endswith("yolov5s-seg.pt")
    assert "41.5" in rows["yolov7-seg"]["accuracy"]
    assert rows["mask-rcnn-inception"]["licence"] == "Apache-2.0"
    assert rows["mask-rcnn-inception"]["where"] is None


def test_the_list_says_how_to_get_what_is_not_here(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert run(["models"]) == 0
    told = capsys.readouterr().out
    assert "(default)" in told
    assert "GPL-3.0" in told


def test_getting_what_is_here_says_where(capsys):
    assert run(["models", "get", "yolov5s-seg"]) == 0
    told = capsys.readouterr()
    assert "is here already" in told.err
    assert "GPL-3.0" in told.out


def test_getting_from_a_place_that_cannot_be_reached_is_one_line(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("MASKRCNN_MIRROR", "http://127.0.0.1:9")
    monkeypatch.setenv("MASKRCNN_CACHE", str(tmp_path))
    assert run(["models", "get", "mask-rcnn-inception"]) == 3
    complaint = capsys.readouterr().err.strip()
    assert "cannot be downloaded" in complaint
    assert complaint.count("error:") == 1


@pytest.mark.parametrize("name", ["yolo", "mask-rcnn"])
def test_an_unknown_name_is_answered_with_known_ones(name, capsys):
    assert run(["models", "get", name]) == 2
    assert "yolov5s-seg" in capsys.readouterr().err
