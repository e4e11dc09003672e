"""`maskrcnn export`, and `--to` behind the commands that run a network."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import maskrcnn
from maskrcnn.cli.app import run
from maskrcnn.formats import FORMATS, ExportOptions
from tests.cli.test_draw import film, photos, segmented  # noqa: F401 - fixtures
from tests.support.shared import seen


@pytest.mark.usefixtures("photos")
def test_it_lies_beside_the_results_unless_it_is_told_where(capsys):
    assert run(["export", "out/results.jsonl", "--to", "coco"]) == 0
    assert "coco  → out/results-coco.json" in capsys.readouterr().out
    assert run(["export", "out/results.jsonl", "--to", "coco", "-o", "mine.json"]) == 0
    assert run(["export", "out/results.jsonl", "--to", "coco=a.json", "--to", "csv=a.csv"]) == 0
    first, *others = (Path(name).read_text() for name in ("mine.json", "a.json"))
    assert [first] == others
    annotations = json.loads(first)["annotations"]
    found = [one for each in maskrcnn.read_results("out/results.jsonl") for one in each]
    assert len(annotations) == len(found)


@pytest.mark.usefixtures("photos")
def test_objects_are_chosen_on_the_way():
    options = ["--classes", "cup", "-c", "0.7"]
    assert run(["export", "out/results.jsonl", "--to", "results=cups.jsonl", *options]) == 0
    names = [found.names for found in maskrcnn.read_results("cups.jsonl")]
    assert names == [[], [], ["cup"]]


@pytest.mark.usefixtures("photos")
@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"mattes"}))
def test_every_format_of_the_example_photos(name):
    assert (
        run(["export", "out/results.jsonl", "--to", name, "-o", f"made{FORMATS[name].suffix}"]) == 0
    )
    made = Path(f"made{FORMATS[name].suffix}")
    if FORMATS[name].read is None:
        return
    again = list(maskrcnn.open_collection(made, name, "photos"))
    before = list(maskrcnn.read_results("out/results.jsonl"))
    assert [sorted(each.names) for each in again] == [sorted(each.names) for each in before]
    for one, other in zip(before, again, strict=True):
        union = (one.masks.any(0) | other.masks.any(0)).sum()
        assert (one.masks.any(0) & other.masks.any(0)).sum() / union > 0.99


@pytest.mark.usefixtures("photos")
def test_another_tools_file_is_drawn_and_turned_into_another(capsys):
    assert run(["export", "out/results.jsonl", "--to", "labelme", "-o", "labelled"]) == 0
    assert run(["export", "labelled", "--to", "yolo", "-o", "dataset"]) == 0
    assert Path("dataset/data.yaml").exists()
    assert run(["draw", "labelled", "--source", "photos", "-o", "drawn"]) == 0
    assert len(list(Path("drawn").rglob("*.jpg"))) == 3


@pytest.mark.usefixtures("photos")
def test_pictures_come_along_where_they_are_wanted():
    options = ["--with-pictures", "--outlines", "polygons"]
    assert run(["export", "out/results.jsonl", "--to", "coco", "-o", "set/all.json", *options]) == 0
    images = json.loads(Path("set/all.json").read_text())["images"]
    assert [(Path("set/images") / each["file_name"]).is_file() for each in images] == [True] * 3


@pytest.mark.usefixtures("photos")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--to", "coca"], "there is no format 'coca': did you mean 'coco'"),
        (["--to", "coco", "--to", "csv", "-o", "x"], "-o names one place"),
        (["--to", "coco=a.json", "-o", "x"], "-o names one place"),
        (["--to", "results=out/results.jsonl"], "is what is read"),
        (["--to", "mattes"], "track"),
        (["--to", "coco", "--from", "cutouts"], "written only"),
        (["--to", "coco", "--cutouts", "png"], "--cutouts is for --to cutouts"),
        (["--to", "coco", "--full-size"], "--full-size is for --to cutouts"),
        (["--to", "coco", "--mattes", "webm"], "--mattes is for --to mattes"),
        (["--to", "csv", "--outlines", "rle"], "--outlines is for --to coco, coco-results,"),
        (["--to", "sheet", "--with-pictures"], "--with-pictures is for --to coco,"),
    ],
)
def test_mistakes_are_told_in_a_line(capsys, options, message):
    assert run(["export", "out/results.jsonl", *options]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"mattes", "results"}))
@pytest.mark.usefixtures("photos")
def test_formats_heed_the_options_that_are_theirs(name):
    given: dict[str, list[Any]] = {
        "outlines": ["polygons", "rle"],
        "with_pictures": [True],
        "full_size": [True],
    }
    usual = made(name, "usual")
    for option, values in given.items():
        others = [made(name, f"{option}-{value}", **{option: value}) for value in values]
        assert any(other != usual for other in others) == (option in FORMATS[name].heeds), option


def made(name: str, folder: str, **options: Any) -> dict[str, bytes]:
    """Write the best cup, and return the files by their names."""
    (found,) = (f for f in maskrcnn.read_results("out/results.jsonl") if "cup" in f.names)
    found = replace(found["cup"][:1], image=seen("photos/coffee.jpg"))
    place = Path(folder, f"made{FORMATS[name].suffix}")
    place.parent.mkdir()
    with FORMATS[name].write(place, found.labels, ExportOptions(**options)) as writer:
        writer.write(found)
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.usefixtures("photos")
def test_a_photo_that_is_gone_is_told_where_pictures_are_needed(capsys):
    Path("photos/cat.jpg").unlink()
    assert run(["export", "out/results.jsonl", "--to", "cutouts"]) == 1
    assert "photos/cat.jpg: is not there any more" in capsys.readouterr().err
    assert run(["export", "out/results.jsonl", "--to", "coco"]) == 0


@pytest.mark.usefixtures("photos")
def test_only_what_is_there_afterwards_is_said_to_be(capsys):
    shutil.rmtree("photos")
    assert run(["export", "out/results.jsonl", "--to", "sheet", "--to", "csv"]) == 1
    told = capsys.readouterr()
    assert told.out == "csv  → out/results-csv.csv\n"
    assert told.err.splitlines()[-1] == "sheet: there was nothing to write"


def test_the_list_tells_of_every_format(capsys):
    assert run(["export", "--list"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in FORMATS)


@pytest.mark.usefixtures("film")
def test_tracks_become_mattes(capsys):
    assert run(["export", "found.jsonl", "--to", "mattes", "--mattes", "png"]) == 0
    told = json.loads(Path("found-mattes/mattes.json").read_text())
    assert len(told["mattes"]) == 2


@pytest.mark.usefixtures("film")
def test_a_run_makes_the_rest_at_once(capsys):
    arguments = ["--to", "coco", "--to", "csv=found.csv", "--report", "report.html"]
    assert run(["clip.mp4", "-o", "new.mp4", "--track", *arguments]) == 0
    told = capsys.readouterr().out
    assert "coco  → new-coco.json" in told
    assert "report  → report.html" in told
    assert len(Path("found.csv").read_text().splitlines()) == 1 + 2 * 30
    assert Path("report.html").read_text().startswith("<!doctype html>")


@pytest.mark.usefixtures("film")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--no-results", "--to", "coco"], "made from a results file"),
        (["--to", "coca"], "there is no format"),
        (["--to", "mattes"], "follow its objects with --track"),
        (["--report", "r.html", "--scale", "tall"], "'tall' is no scale"),
        (["--scale", "1mm"], "give --report"),
        (["--report", "clip.mp4"], "clip.mp4 is no page: name it like report.html"),
        (["--full-size"], "--full-size is for --to cutouts"),
        (["--to", "csv", "--outlines", "polygons"], "--outlines is for"),
    ],
)
def test_what_cannot_be_made_is_told_before_the_work(capsys, options, message):
    assert run(["clip.mp4", "-o", "new.mp4", *options]) == 2
    assert message in capsys.readouterr().err
    assert not Path("new.mp4").exists()


def test_photos_too(predictor, photos, monkeypatch):  # noqa: F811
    monkeypatch.setattr("maskrcnn.predictor.load", lambda *_, **__: predictor)
    assert run(["photos/cat.jpg", "-o", "new", "--to", "cutouts", "--report", "r.html"]) == 0
    (cutout,) = Path("new/results-cutouts").rglob("*.png")
    import cv2

    image = cv2.imread(str(cutout), cv2.IMREAD_UNCHANGED)
    assert image is not None
    assert image.shape[2] == 4
    assert np.ptp(image[..., 3]) == 255
    assert "cat" in Path("r.html").read_text()


@pytest.mark.usefixtures("film")
def test_a_folder_of_an_earlier_export_is_told_before_the_work(capsys):
    assert run(["export", "found.jsonl", "--to", "cutouts=cut"]) == 0
    assert run(["clip.mp4", "-o", "new.mp4", "--to", "csv", "--to", "cutouts=cut"]) == 2
    assert "of an earlier export: name another folder" in capsys.readouterr().err
    assert not Path("new.mp4").exists()
    assert run(["export", "found.jsonl", "--to", "csv=a.csv", "--to", "cutouts=cut"]) == 2
    assert not Path("a.csv").exists()
