"""`maskrcnn draw`: what was found, drawn anew, without a network."""

from __future__ import annotations

import random
import shutil
import signal
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

import maskrcnn
from maskrcnn.cli.app import run
from maskrcnn.errors import MaskRCNNError
from tests.support.blob_command import command, finish
from tests.support.blobs import blob_clip, blob_predictor
from tests.support.outcomes import equal, pictures
from tests.support.shared import EXAMPLES, seen


@pytest.fixture(scope="module")
def segmented(predictor: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example photos, and what the default model found in them."""
    folder = tmp_path_factory.mktemp("segmented")
    shutil.copytree(EXAMPLES, folder / "photos", ignore=shutil.ignore_patterns("*.md"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert run(["photos", "-c", "0.25", "-o", "out"]) == 0
    return folder


@pytest.fixture
def photos(segmented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own copy of them, where no network can be run."""
    folder = shutil.copytree(segmented, tmp_path / "own")
    monkeypatch.chdir(folder)

    def no_network(*_: object, **__: object) -> None:
        raise MaskRCNNError("a network was run")

    monkeypatch.setattr("maskrcnn.predictor.load", no_network)
    return folder


def test_the_default_look_is_what_was_drawn_before(photos, capsys):
    assert run(["draw", "out/results.jsonl"]) == 0
    assert "photos/cat.jpg  → maskrcnn-drawn/cat.jpg" in capsys.readouterr().out
    for name in ("astronaut.jpg", "cat.jpg", "coffee.jpg"):
        assert np.array_equal(seen(f"maskrcnn-drawn/{name}"), seen(f"out/{name}"))


def test_confidence_and_classes_are_chosen_again(photos):
    assert run(["draw", "out/results.jsonl", "-c", "0.99", "-o", "none"]) == 0
    assert np.abs(seen("none/cat.jpg").astype(int) - seen("photos/cat.jpg")).mean() < 3
    assert run(["draw", "out/results.jsonl", "--classes", "cup", "-o", "cups.d"]) == 0
    cup = next(
        found for found in maskrcnn.read_results("out/results.jsonl") if "cup" in found.names
    )
    changed = np.abs(seen("cups.d/coffee.jpg").astype(int) - seen("photos/coffee.jpg")).max(2) > 25
    assert changed[cup["cup"].masks[0]].mean() > 0.8
    assert changed[~cup["cup"].masks[0]].mean() < 0.1


def test_the_threshold_of_masks_is_chosen_again(photos):
    for threshold in ("0.05", "0.95"):
        options = ["--style", "mask", "-t", threshold, "-o", threshold]
        assert run(["draw", "out/results.jsonl", *options]) == 0
    wide, narrow = (
        (np.abs(seen(f"{each}/cat.jpg").astype(int) - seen("photos/cat.jpg")).max(2) > 25).sum()
        for each in ("0.05", "0.95")
    )
    assert wide > 1.02 * narrow


def test_effects_speak_for_themselves(photos):
    assert run(["draw", "out/results.jsonl", "--effect", "grey@background", "-o", "grey"]) == 0
    (found,) = (f for f in maskrcnn.read_results("out/results.jsonl") if "cat" in f.names)
    mask = np.asarray(found.masks.any(0), np.uint8)
    drawn, photo = seen("grey/cat.jpg").astype(int), seen("photos/cat.jpg").astype(int)
    outside = ~cv2.dilate(mask, np.ones((25, 25))).astype(bool)
    inside = cv2.erode(mask, np.ones((25, 25))).astype(bool)
    assert (np.ptp(drawn, axis=2)[outside] < 12).mean() > 0.98
    assert (np.ptp(photo, axis=2)[outside] < 12).mean() < 0.5
    assert (np.abs(drawn - photo).max(2)[inside] < 30).mean() > 0.98


def test_what_is_removed_is_transparent_in_a_format_that_can(photos, capsys):
    assert run(["draw", "out/results.jsonl", "--effect", "remove@background", "-o", "cut"]) == 0
    image = cv2.imread("cut/cat.png", cv2.IMREAD_UNCHANGED)
    assert image is not None
    assert image.shape[2] == 4
    assert image[150, 150, 3] == 255
    assert image[5, -5, 3] == 0
    assert run(["draw", "out/results.jsonl", "--effect", "remove", "-o", "cut.jpg"]) == 2
    assert "is one picture, but there are 3" in capsys.readouterr().err


def test_each_photo_is_drawn_as_if_it_were_the_only_one(photos):
    shutil.copy("photos/cat.jpg", "photos/again.jpg")
    header, *_, cat, _ = Path("out/results.jsonl").read_text().splitlines()
    lines = [header, cat, cat.replace("cat.jpg", "again.jpg")]
    Path("twice.jsonl").write_text("\n".join(lines) + "\n")
    assert run(["draw", "twice.jsonl", "--style", "heat", "--source", "photos", "-o", "hot"]) == 0
    (found,) = (f for f in maskrcnn.read_results("out/results.jsonl") if "cat" in f.names)
    hot = np.asarray(found.draw(seen("photos/cat.jpg"), style="heat"))
    for name in ("cat", "again"):
        assert np.abs(seen(f"hot/{name}.jpg").astype(int) - hot).mean() < 4
    assert np.abs(seen("photos/cat.jpg").astype(int) - hot).mean() > 10


def test_a_photo_that_is_told_of_twice_is_drawn_twice(photos):
    header, *_, cat, _ = Path("out/results.jsonl").read_text().splitlines()
    Path("twice.jsonl").write_text("\n".join([header, cat, cat]) + "\n")
    assert run(["draw", "twice.jsonl", "--source", "photos", "-o", "drawn"]) == 0
    assert len(list(Path("drawn").iterdir())) == 2


def test_a_single_picture_can_be_named(photos, capsys):
    assert run(["photos/cat.jpg"]) == 1, "no network can be run here"
    assert "a network was run" in capsys.readouterr().err
    text = Path("out/results.jsonl").read_text().splitlines()
    Path("one.jsonl").write_text("\n".join([text[0], text[2]]) + "\n")
    assert run(["draw", "one.jsonl", "-o", "new/one.png", "--source", "photos"]) == 0
    assert seen("new/one.png").shape == (300, 451, 3)
    options = ["--effect", "remove", "--source", "photos"]
    assert run(["draw", "one.jsonl", "-o", "new/one.jpg", *options]) == 2
    assert "cannot be transparent: choose from .png" in capsys.readouterr().err


def test_inputs_are_never_written_over(photos, capsys):
    before = Path("photos/cat.jpg").read_bytes()
    assert run(["draw", "out/results.jsonl", "-o", "photos"]) == 2
    assert "is an input" in capsys.readouterr().err
    assert Path("photos/cat.jpg").read_bytes() == before


@pytest.mark.parametrize("options", [[], ["--style", "none", "--effect", "blur"]])
def test_another_photo_is_not_written_over_by_what_becomes_a_png(photos, capsys, options):
    before = Path(shutil.copy("photos/coffee.jpg", "photos/cat.png")).read_bytes()
    options = [*options, "--effect", "remove@background", "-o", "photos"]
    assert run(["draw", "out/results.jsonl", *options]) == 2
    told = capsys.readouterr().err
    assert "photos/cat.png is there already, beside the photo: name another folder" in told
    assert told.count("\n") == 1
    assert Path("photos/cat.png").read_bytes() == before
    assert not Path("photos/astronaut.png").exists()


def test_drawings_are_drawn_again(photos):
    for _ in range(2):
        assert run(["draw", "out/results.jsonl", "--effect", "remove@background", "-o", "cut"]) == 0


def test_a_picture_that_an_effect_shows_is_not_written_over(photos, capsys):
    Path("sea").mkdir()
    before = Path(shutil.copy("photos/coffee.jpg", "sea/cat.jpg")).read_bytes()
    options = ["--effect", "replace=sea/cat.jpg@background", "-o", "sea"]
    assert run(["draw", "out/results.jsonl", *options]) == 2
    assert "sea/cat.jpg is an input" in capsys.readouterr().err
    assert Path("sea/cat.jpg").read_bytes() == before


def test_interrupted_it_does_not_say_that_anything_is_kept(photos, capsys, monkeypatch):
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("maskrcnn.drawing.painter.Painter.paint_photo", pressed)
    assert run(["draw", "out/results.jsonl"]) == 130
    assert capsys.readouterr().err == "error: interrupted\n"


def test_a_photo_that_is_gone_is_told_and_the_others_are_drawn(photos, capsys):
    Path("photos/cat.jpg").unlink()
    assert run(["draw", "out/results.jsonl", "-o", "drawn"]) == 1
    assert "photos/cat.jpg: is not there any more: name its folder" in capsys.readouterr().err
    assert sorted(path.name for path in Path("drawn").iterdir()) == ["astronaut.jpg", "coffee.jpg"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--style", "holo"], "there is no style 'holo': did you mean 'halo'"),
        (["--style", "nothing"], "percentage-bar, none"),
        (["--style", "nonee"], "did you mean 'none'"),
        (["--style", ","], "',' names no style: choose from tutorial, "),
        (["--style", ""], "'' names no style"),
        (["--palette", "brigth"], "there is no palette 'brigth': did you mean 'bright'"),
        (["--effect", "blurr"], "there is no effect 'blurr': did you mean 'blur'?"),
        (["--effect", "blur@unicorn"], "no class 'unicorn'"),
        (["--effect", "replace=nothing.jpg"], "nothing.jpg"),
        (["--opacity", "7"], "opacity 7.0: give a number from 0 to 1"),
        (["--classes", "unicorn"], "no class 'unicorn'"),
        (["-c", "much"], "'much' is not a threshold"),
        (["--from", "coco"], "out/results.jsonl"),
        (["--resume", "--restart"], "exclude each other"),
        (["--resume"], "--resume is for videos, and out/results.jsonl names none"),
        (["--codec", "h264"], "--codec is for videos"),
        (["--quality", "5"], "--quality is for videos"),
        (["--line", "0,0,1,1"], "--line is for videos"),
        (["--style", "box", "--opacity", "0.9"], "--opacity does nothing to --style box: it is"),
        (["--effect", "blur", "--colors", "class"], "--colors does nothing to effects alone"),
        (["--style", "label,halo", "--thickness", "3"], "for --style tutorial, outline, box, "),
    ],
)
def test_mistakes_are_told_in_a_line(photos, capsys, options, message):
    assert run(["draw", "out/results.jsonl", *options]) in (1, 2)
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
    assert not Path("maskrcnn-drawn").exists()


def test_the_list_tells_of_everything(capsys):
    assert run(["draw", "--list"]) == 0
    told = capsys.readouterr().out
    for word in ("tutorial", "halo", "ellipse", "blur", "spotlight", "okabe-ito"):
        assert word in told


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("maskrcnn.predictor.load", lambda *_, **__: blob_predictor())
    blob_clip(Path("clip.mp4"), 30)
    assert run(["clip.mp4", "-o", "found.mp4", "--track"]) == 0
    return tmp_path


def test_a_video_is_drawn_anew(film, capsys):
    assert run(["draw", "found.jsonl", "--style", "outline", "-o", "again.webm"]) == 0
    assert "30 frames in total, 160×96, 25 a second" in capsys.readouterr().out
    assert len(pictures(Path("again.webm"))) == 30
    assert run(["draw", "found.jsonl", "--effect", "remove@background"]) == 0
    assert len(pictures(Path("maskrcnn-drawn/clip.webm"))) == 30


def test_a_video_is_not_drawn_into_a_results_file(film, capsys):
    assert run(["draw", "found.jsonl", "-o", "again.jsonl"]) == 2
    assert "again.jsonl is a results file, not a video" in capsys.readouterr().err
    assert not Path("again.jsonl").exists()


def test_a_video_that_an_effect_shows_is_not_written_over(film, capsys):
    before = Path(shutil.copy("clip.mp4", "sea.mp4")).read_bytes()
    shown = ["--effect", "replace=sea.mp4@background", "-o", "sea.mp4"]
    for arguments in (["draw", "found.jsonl"], ["video", "clip.mp4"], ["stream", "clip.mp4"]):
        assert run([*arguments, *shown]) == 2
        told = capsys.readouterr().err
        assert "sea.mp4 is what an effect shows: name another file with -o" in told
        assert Path("sea.mp4").read_bytes() == before


def test_numbered_pictures_that_are_read_are_not_written_over(film, capsys):
    assert run(["clip.mp4", "-o", "frames/%06d.png", "--max-frames", "3"]) == 0
    before = Path("frames/000001.png").read_bytes()
    shown = ["--effect", "replace=frames/000001.png@background"]
    for output in ("frames", "frames/%06d.png"):
        assert run(["draw", "found.jsonl", *shown, "-o", output]) == 2
        assert run(["video", "frames/%06d.png", "-o", output]) == 2
        assert f"{output} is the input" in capsys.readouterr().err
    assert Path("frames/000001.png").read_bytes() == before
    assert run(["draw", "found.jsonl", *shown, "-o", "others"]) == 0


def test_ctrl_c_says_how_to_go_on(film, capsys, monkeypatch):
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("maskrcnn.pipeline.redraw.redraw_video", pressed)
    assert run(["draw", "found.jsonl", "-o", "again.mp4"]) == 130
    told = capsys.readouterr().err
    assert "again.mp4 is good until there; the same command with --resume goes on" in told


def test_a_look_is_of_lines_and_trails_too(film):
    look = ["--style", "none", "--thickness", "6"]
    assert run(["draw", "found.jsonl", *look, "-o", "a.mp4"]) == 2
    assert run(["draw", "found.jsonl", *look, "--trails", "-o", "a.mp4"]) == 0
    line = ["--line", "20,0,20,40", "--text-scale", "0.3"]
    assert run(["draw", "found.jsonl", *look, *line, "-o", "b.mp4"]) == 0


def test_lines_are_counted_on_tracks_that_are_known(film, capsys):
    assert run(["draw", "found.jsonl", "--line", "door=20,0,20,40", "-o", "again.mp4"]) == 0
    assert "door: 0 in, 1 out" in capsys.readouterr().out


def test_killed_again_and_again_it_comes_to_the_same(film):
    assert run(["draw", "found.jsonl", "--trails", "-o", "whole.mp4"]) == 0
    chance = random.Random(7)
    arguments = ["found.jsonl", "--trails", "-o", str(film / "parts.mp4")]
    arguments[0] = str(film / "found.jsonl")
    for _ in range(3):
        resume = ["--resume"] if (film / "parts.mp4.partial" / "journal.jsonl").exists() else []
        process = command(*arguments, *resume, name="draw")
        time.sleep(0.4 + chance.random())
        process.send_signal(signal.SIGKILL)
        process.communicate()
    left = (film / "parts.mp4.partial" / "journal.jsonl").exists()
    finish(command(*arguments, *(["--resume"] if left else []), name="draw"))
    equal(film / "parts.mp4", film / "whole.mp4", results=False)
