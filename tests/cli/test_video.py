"""`maskrcnn video`: what it tells, what it refuses, and how it survives being killed."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from pathlib import Path

import cv2
import pytest

from maskrcnn.cli.app import run
from maskrcnn.results import read_results
from tests.support.blob_command import command, finish
from tests.support.blobs import blob_clip, blob_predictor
from tests.support.outcomes import equal, pictures
from tests.support.shared import ROOT

KILLS = 6
CLIP = ROOT / "examples" / "videos" / "photos.mp4"


@pytest.fixture
def blobs(monkeypatch, tmp_path) -> Path:
    """A clip in the folder where one works, and a predictor that finds what is in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("maskrcnn.predictor.load", lambda *_, **__: blob_predictor())
    return blob_clip(Path("clip.mp4"), 30)


def test_the_default_model_on_the_example_clip(tmp_path, capsys):
    """What a new user does first: the real model, a real video, sound and all."""
    output = tmp_path / "found.mp4"
    assert run([str(CLIP), "-o", str(output), "--max-frames", "60", "--every", "4", "--track"]) == 0
    told = capsys.readouterr().out
    assert "frames in total, 384×288, 20 a second" in told
    assert "s to finish" in told
    assert "Apache-2.0" in told
    assert len(pictures(output)) == 60
    seen = [set(found.names) for found in read_results(tmp_path / "found.jsonl")]
    assert all("person" in names for names in seen[:36])
    assert any("cat" in names for names in seen[44:])


def test_the_tutorials_flags_and_an_avi(blobs, capsys):
    assert run(["--input", "clip.mp4", "--output", "out.avi", "-c", "0.5", "-t", "0.3"]) == 0
    assert "30 frames in total" in capsys.readouterr().out
    video = cv2.VideoCapture("out.avi")
    assert int(video.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little") == b"MJPG"
    assert video.get(cv2.CAP_PROP_FPS) == pytest.approx(25)
    frames = 0
    while video.read()[0]:
        frames += 1
    assert frames == 30


def test_results_go_beside_the_video_or_where_they_are_asked_to(blobs):
    assert run(["video", "clip.mp4"]) == 0
    assert sorted(str(path) for path in Path("maskrcnn-results").iterdir()) == [
        "maskrcnn-results/clip.jsonl",
        "maskrcnn-results/clip.mp4",
    ]
    assert run(["video", "clip.mp4", "-o", "a.mp4", "--no-results"]) == 0
    assert not Path("a.jsonl").exists()
    assert run(["video", "clip.mp4", "-o", "b.mp4", "--results", "b.jsonl.gz"]) == 0
    assert len(list(read_results("b.jsonl.gz"))) == 30
    assert run(["video", "clip.mp4", "-o", "c.jsonl"]) == 0
    assert len(list(read_results("c.jsonl"))) == 30
    assert not Path("c.mp4").exists()


def test_what_is_removed_goes_where_it_can_be_transparent(blobs):
    assert run(["video", "clip.mp4", "--effect", "remove@background", "--max-frames", "3"]) == 0
    assert Path("maskrcnn-results/clip.webm").exists()


def test_json_is_a_line_a_frame_and_writes_nothing(blobs, capsys):
    assert run(["video", "clip.mp4", "--json", "--line", "30,0,30,48"]) == 0
    *frames, counts = map(json.loads, capsys.readouterr().out.splitlines())
    assert [frame["moment"]["index"] for frame in frames] == list(range(30))
    assert {one["track"] for frame in frames for one in frame["instances"]} == {1, 2}
    assert counts["counts"]["lines"][0]["name"] == "line 1"
    assert sorted(path.name for path in Path().iterdir()) == ["clip.mp4"]


def test_counts_and_tracks_are_told(blobs, capsys):
    assert run(["video", "clip.mp4", "-o", "out.mp4", "--zone", "left=0,0,0.5,0,0.5,1,0,1"]) == 0
    told = capsys.readouterr().out
    assert "seen: 2 blob" in told
    assert "left" in told


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["video"], 2, "name one video"),
        (["video", "a.mp4", "-i", "b.mp4"], 2, "name one video"),
        (["video", "nothing.mp4"], 1, "no such file"),
        (["video", "clip.mp4", "-o", "clip.mp4"], 2, "is the input"),
        (["video", "clip.mp4", "-o", "out.xyz"], 2, "out.xyz"),
        (["video", "clip.mp4", "b.mp4"], 2, "name one video"),
        (["video", "clip.mp4", "--results", "r.txt"], 2, "r.txt"),
        (["video", "clip.mp4", "--results", "r.jsonl", "--no-results"], 2, "exclude"),
        (["video", "clip.mp4", "-o", "out.mp4", "--codec", "mpeg17"], 2, "mpeg17"),
        (["video", "clip.mp4", "-o", "out.mp4", "--quality", "0"], 2, "quality"),
        (["video", "clip.mp4", "-o", "out.mp4", "--start", "yesterday"], 2, "yesterday"),
        (["video", "clip.mp4", "-o", "out.mp4", "--start", "100"], 1, "clip.mp4"),
        (["video", "clip.mp4", "-o", "out.mp4", "--every", "0"], 2, "every"),
        (["video", "clip.mp4", "-o", "out.mp4", "--line", "1,2,3"], 2, "1,2,3"),
        (["video", "clip.mp4", "-o", "out.mp4", "--zone", "1,2,3,4"], 2, "at least 3"),
        (["video", "clip.mp4", "-o", "out.mp4", "--resume"], 2, "nothing to resume"),
        (["video", "clip.mp4", "-o", "out.mp4", "--resume", "--restart"], 2, "exclude"),
        (["video", "clip.mp4", "-o", "a.jsonl", "--results", "b.jsonl"], 2, "not a video"),
        (["video", "clip.mp4", "-o", "a.jsonl", "--no-results"], 2, "not a video"),
        (["video", "clip.mp4", "-o", "a.jsonl", "--codec", "h264"], 2, "not a video"),
        (["video", "clip.mp4", "-o", "a.jsonl", "--style", "halo"], 2, "none is drawn"),
        (["video", "clip.mp4", "-o", "a.jsonl", "--trails"], 2, "--trails changes pictures"),
        (["video", "clip.mp4", "--json", "--quality", "9"], 2, "--quality is for a video"),
        (["video", "clip.mp4", "--json", "--restart"], 2, "--restart is for what is written"),
    ],
)
def test_a_mistake_is_one_line_and_leaves_nothing(blobs, capsys, arguments, code, message):
    assert run(arguments) == code
    told = capsys.readouterr().err
    assert message in told
    assert len(told.strip().splitlines()) == 1
    assert sorted(path.name for path in Path().iterdir()) == ["clip.mp4"]


def test_ctrl_c_leaves_a_video_that_plays_and_says_how_to_go_on(tmp_path):
    source, output = blob_clip(tmp_path / "clip.mp4", 100), tmp_path / "out.mp4"
    process = command(str(source), "-o", str(output), pause=0.05)
    while not (tmp_path / "out.mp4.partial" / "000001.jsonl").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert told.startswith("error: interrupted after")
    assert (
        "is good until there; the same command with --resume goes on, from its last segment" in told
    )
    assert len(told.strip().splitlines()) == 1
    assert 20 <= len(pictures(output)) < 100
    told = finish(command(str(source), "-o", str(output), "--resume"))
    assert "going on behind the" in told
    assert len(pictures(output)) == 100
    assert not (tmp_path / "out.mp4.partial").exists()


def test_killed_at_any_moment_it_goes_on_as_if_nothing_had_been(tmp_path):
    source = blob_clip(tmp_path / "clip.mp4", 120)
    options = ["--track", "--trails", "--zone", "0,0,0.5,0,0.5,1,0,1", "--every", "2"]
    whole, parts = tmp_path / "whole.mp4", tmp_path / "parts.mp4"
    finish(command(str(source), "-o", str(whole), *options))
    moments, kills = random.Random(4), 0
    journal = tmp_path / "parts.mp4.partial" / "journal.jsonl"
    while kills < KILLS:
        resume = ["--resume"] if journal.exists() else []
        process = command(str(source), "-o", str(parts), *options, *resume, pause=0.02)
        try:
            process.wait(moments.uniform(0.6, 2.5))
        except subprocess.TimeoutExpired:
            process.kill()
            kills += 1
        else:
            assert process.returncode == 0
        process.communicate()
    resume = ["--resume"] if journal.exists() else []
    finish(command(str(source), "-o", str(parts), *options, *resume))
    equal(parts, whole)


@pytest.mark.parametrize("largest", ["3000", "12000", "40000"])
def test_a_full_disk_is_one_line_and_the_run_goes_on_when_there_is_room(tmp_path, largest):
    """The bound is met by the first segment, by the results, or by the joined file."""
    source, output = blob_clip(tmp_path / "clip.mp4", 100), tmp_path / "out.mp4"
    process = command(str(source), "-o", str(output), BLOB_LARGEST=largest)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 5, told
    assert "cannot be written: File too large" in told
    assert len(told.strip().splitlines()) == 1
    resume = ["--resume"] if (tmp_path / "out.mp4.partial").exists() else []
    finish(command(str(source), "-o", str(output), *resume))
    assert len(pictures(output)) == 100
