"""`maskrcnn dataset`: checked, converted, split and looked at, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from maskrcnn.cli.app import run
from maskrcnn.datasets import open_dataset
from maskrcnn.formats import open_collection
from maskrcnn.pipeline.request import Request
from maskrcnn.pipeline.video import VideoJob, run_video
from tests.support.annotated import annotation, change, coco_file, scene, square
from tests.support.blobs import blob_clip, blob_predictor


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    objects = [annotation(number, 1 + number % 2) for number in range(1, 11)]
    objects += [annotation(3, 1, iscrowd=1, segmentation=square(60, 60))]
    return coco_file(Path("data.json"), objects, pictures=10)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_sound_data_set_is_told_of_by_its_classes(data, capsys):
    assert run(["dataset", "check", str(data)]) == 0
    out = capsys.readouterr().out
    assert "10 pictures, 10 objects, 1 crowds" in out
    assert "cat          5         5      30 px" in out
    assert "0 errors, 2 warnings, 0 hints" in out


def test_errors_are_told_with_what_to_do(data, capsys):
    for number in range(2, 10):
        Path(f"{number}.png").unlink()
    assert run(["dataset", "check", str(data)]) == 1
    out = capsys.readouterr().out
    assert "error  missing pictures: 8\n    2.png: is nowhere" in out
    assert "and 3 more\n    → name their folder with --source" in out
    assert run(["dataset", "check", "--all", str(data)]) == 1
    assert "9.png: is nowhere" in capsys.readouterr().out


def test_machines_get_a_line_for_each_finding_and_each_data_set(data, capsys):
    change(data, "images", 1, width=200)
    assert run(["dataset", "check", str(data), "--json"]) == 1
    *findings, survey = lines(capsys)
    first = findings[0]
    assert (first["kind"], first["level"], first["picture"]) == ("wrong-size", "error", "2.png")
    assert first["remedy"]
    assert (survey["pictures"], survey["crowds"]) == (10, 1)


def test_parts_are_compared_each_with_its_own_pictures(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for part, seed in (("train", 1), ("val", 2)):
        place = coco_file(Path(part, "a.json"), [annotation()], seed=seed)
        place.rename(f"{part}.json")
    parts = ["train.json", "val.json"]
    assert run(["dataset", "check", *parts, "--source", "train", "--source", "val"]) == 0
    assert run(["dataset", "check", *parts]) == 0, "folders of their names are found"
    capsys.readouterr()
    assert run(["dataset", "check", *parts, "--source", "train"]) == 1
    assert "val.json: 1.png: is the same as 1.png in train.json" in capsys.readouterr().out
    assert run(["dataset", "check", *parts, *["--source", "train"] * 3]) == 2


@pytest.mark.parametrize("kind", ["yolo", "labelme", "voc", "cvat", "via", "labelmap"])
def test_there_and_back_are_the_same_objects(data, kind, capsys):
    there = ["--to", kind, "--with-pictures", "-o", f"o/{kind}"]
    assert run(["dataset", "convert", str(data), *there]) == 0
    back = ["--from", kind, "--to", "coco", "-o", "back.json"]
    assert run(["dataset", "convert", f"o/{kind}", *back]) == 0
    assert "coco  → back.json" in capsys.readouterr().out
    first, second = open_dataset(data), open_dataset("back.json")
    named = {second.example(place).found.name: place for place in range(len(second))}
    for place in range(len(first)):
        before = first.example(place).found
        after = second.example(named[before.name]).found
        assert before.names == after.names
        assert np.array_equal(before.masks, after.masks)
        assert np.array_equal(first.picture(place), second.picture(named[before.name]))


def test_classes_are_chosen_and_crowds_kept(data):
    assert run(["dataset", "convert", str(data), "--classes", "cat", "--outlines", "polygons"]) == 0
    collection = open_collection("data-coco.json")
    assert {name for found in collection for name in found.names} == {"cat"}
    assert sum(map(len, collection.crowds)) == 1


def test_frames_become_pictures_to_learn_from(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blob_clip(Path("clip.mp4"), 3)
    run_video(VideoJob("clip.mp4", Request(results=Path("found.jsonl"))), blob_predictor())
    to = ["--to", "coco", "--with-pictures", "-o", "frames/a.json"]
    assert run(["dataset", "convert", "found.jsonl", *to]) == 0
    Path("clip.mp4").unlink()
    dataset = open_dataset("frames/a.json")
    for place in range(3):
        found = dataset.example(place).found
        assert found.name == f"clip-{place:06}.jpg"
        assert len(found) == 2
        red = dataset.picture(place)[..., 2] > 180
        assert (found.masks.any(0) == red).mean() > 0.98


def test_it_is_split_where_the_pictures_lie(data, capsys):
    before = sorted(Path().iterdir())
    assert run(["dataset", "split", str(data), "--val", "0.3", "--test", "0.1", "--json"]) == 0
    told = {line["part"]: line for line in lines(capsys)}
    assert {name: line["pictures"] for name, line in told.items()} == {
        "train": 6, "val": 3, "test": 1
    }  # fmt: skip
    assert sum(line["classes"]["cat"] for line in told.values()) == 5
    assert sorted(Path().iterdir()) == sorted([*before, Path("data-split")])
    parts = [open_dataset(line["written"]) for line in told.values()]
    names = [part.example(place).found.name for part in parts for place in range(len(part))]
    assert sorted(names) == sorted(open_collection(data).names)
    assert parts[0].picture(0).shape == (120, 160, 3)
    assert sum(len(part.example(place).crowds) for part in parts for place in range(len(part))) == 1
    assert run(["dataset", "check", *(line["written"] for line in told.values())]) == 0


@pytest.mark.parametrize("kind", ["coco", "yolo"])
def test_parts_with_their_pictures_stand_by_themselves(data, kind):
    options = ["--to", kind, "--with-pictures", "-o", "parts"]
    assert run(["dataset", "split", str(data), *options]) == 0
    for picture in Path().glob("*.png"):
        picture.unlink()
    for part, count in (("train", 8), ("val", 2)):
        place = Path("parts", part, f"{part}.json" if kind == "coco" else "")
        dataset = open_dataset(place)
        assert len(dataset) == count
        assert dataset.picture(0).shape == (120, 160, 3)


def test_what_stays_together_is_told(data, capsys):
    for name in ("2.png", "7.png"):
        cv2.imwrite(name, scene(5))
    assert run(["dataset", "split", str(data)]) == 0
    assert "3 pictures look alike or belong together" in capsys.readouterr().err
    assert run(["dataset", "split", str(data), "--apart", "--seed", "3", "-o", "b"]) == 0
    assert run(["dataset", "split", str(data), "--together", ".png", "-o", "c"]) == 2
    assert "none is left for val" in capsys.readouterr().err


def test_a_picture_that_is_gone_is_named_and_its_record_kept(data, capsys):
    Path("4.png").unlink()
    assert run(["dataset", "split", str(data), "-o", "parts"]) == 1
    assert "4.png: is not there" in capsys.readouterr().err
    assert sum(len(open_collection(place)) for place in Path("parts").iterdir()) == 10


def test_a_page_is_made(data, capsys):
    assert run(["dataset", "preview", str(data), "-o", "page.png", "--count", "6"]) == 0
    assert "preview  → page.png" in capsys.readouterr().out
    page = cv2.imread("page.png")
    assert page is not None
    assert page.shape[0] < page.shape[1]
    assert run(["dataset", "preview", str(data), "-o", "page.txt"]) == 5


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "nothing.json"], 1),
        (["convert", "data.json", "--to", "nothing"], 2),
        (["convert", "data.json", "--to", "yolo", "--outlines", "rle"], 2),
        (["convert", "data.json", "-o", "data.json"], 2),
        (["split", "data.json", "--val", "1.5"], 2),
        (["split", "data.json", "--together", "("], 2),
        (["preview", "data.json", "--count", "0"], 2),
        (["preview", "data.json", "--classes", "cow"], 2),
    ],
)
@pytest.mark.usefixtures("data")
def test_what_makes_no_sense_is_refused_in_a_line(arguments, code, capsys):
    assert run(["dataset", *arguments]) == code
    error = capsys.readouterr().err.splitlines()
    assert len(error) <= 2
    assert error[-1].startswith("error: ")
