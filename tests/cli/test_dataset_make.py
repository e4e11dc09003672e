"""`maskrcnn dataset make`: drawn scenes, written as a user asks for them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from maskrcnn.cli.app import run
from maskrcnn.datasets import open_dataset
from maskrcnn.datasets.scenes import open_scene


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("kind", "opens"),
    [
        ("coco", "pills/annotations.json"),
        ("yolo", "pills"),
        ("labelme", "pills"),
        ("cvat", "pills/annotations.xml"),
        ("via", "pills/annotations.json"),
        ("labelmap", "pills"),
        ("voc", "pills"),
    ],
)
def test_what_is_written_opens_as_what_was_drawn(kind: str, opens: str) -> None:
    assert run(["dataset", "make", "pills", "-o", "pills", "-n", "2", "--to", kind]) == 0
    read, drawn = open_dataset(opens), open_scene("pills", 2, 0)
    assert len(read) == 2
    for place in range(2):
        assert np.array_equal(read.picture(place), drawn.picture(place))
        found, true = read.example(place).found, drawn.example(place).found
        assert sorted(found.names) == sorted(true.names)
        assert np.array_equal(found.masks.any(0), true.masks.any(0))


def test_number_seed_and_size_are_heeded(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["-n", "3", "--seed", "7", "--size", "200", "--json"]
    assert run(["dataset", "make", "lesions", "-o", "skin", *options]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"pictures": 3, "written": "skin/annotations.json"}
    read, drawn = open_dataset(told["written"]), open_scene("lesions", 3, 7, 200)
    assert [read.picture(i).tobytes() for i in range(3)] == [
        drawn.picture(i).tobytes() for i in range(3)
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["pils", "-o", "pills"], "did you mean 'pills'"),
        (["pills", "-o", "pills", "--to", "sheet"], "keeps no pictures"),
        (["pills", "-o", "pills", "--size", "20"], "choose from 128"),
        (["pills", "-o", "pills", "--seed", "-1"], "a seed from 0 on"),
    ],
)
def test_what_cannot_be_made_is_refused(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["dataset", "make", *arguments]) == 2
    assert told in capsys.readouterr().err
    assert not Path("pills").exists()


def test_earlier_work_is_not_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    make = ["dataset", "make", "pills", "-o", "pills", "-n", "1", "--to", "labelme"]
    assert run(make) == 0
    assert run(make) == 2
    assert "earlier export" in capsys.readouterr().err
