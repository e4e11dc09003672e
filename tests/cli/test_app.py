"""Help, version, and the shorthand."""

from __future__ import annotations

import subprocess
import sys

import pytest

import maskrcnn
from maskrcnn.cli.app import run
from maskrcnn.cli.shorthand import expand

COMMANDS = {"image", "video", "stream", "compare", "bench", "explain", "models", "doctor"}


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_teaches(arguments, capsys):
    assert run(arguments) == 0
    told = capsys.readouterr().out
    for word in ("image", "models", "doctor", "photo.jpg", "mask-rcnn"):
        assert word in told


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help(command, capsys):
    assert run([command, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


def test_version(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"maskrcnn {maskrcnn.__version__}"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["photo.jpg"], ["image", "photo.jpg"]),
        (["image", "photo.jpg"], ["image", "photo.jpg"]),
        (["models"], ["models"]),
        (["-v", "photo.jpg"], ["image", "-v", "photo.jpg"]),
        (["-v", "2", "photo.jpg"], ["image", "-v", "photo.jpg"]),
        (["a.jpg", "--", "-v", "1"], ["image", "a.jpg", "--", "-v", "1"]),
        (["clip.mp4", "--track"], ["video", "clip.mp4", "--track"]),
        (["--json", "CLIP.MOV"], ["video", "--json", "CLIP.MOV"]),
        (
            ["--input", "in.mp4", "--output", "out.avi", "--mask-rcnn", "mask-rcnn-coco"],
            ["video", "--input", "in.mp4", "--output", "out.avi", "--mask-rcnn", "mask-rcnn-coco"],
        ),
        (["rtsp://camera/1", "--show"], ["stream", "rtsp://camera/1", "--show"]),
        (["https://tv/live.m3u8", "--show"], ["stream", "https://tv/live.m3u8", "--show"]),
        (
            ["--mask-rcnn", "mask-rcnn-coco", "--image", "a.jpg", "--visualize", "1"],
            ["image", "--mask-rcnn", "mask-rcnn-coco", "--image", "a.jpg", "--visualize"],
        ),
    ],
)
def test_the_tutorials_way_of_writing(written, meant):
    assert expand(written, COMMANDS) == meant


def test_the_module_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "maskrcnn", "--version"], capture_output=True, check=False
    )
    assert done.returncode == 0


def test_a_fault_of_ours_is_one_line_unless_asked_for(monkeypatch, capsys):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("maskrcnn.predictor.load", broken)
    assert run(["photo.jpg"]) == 70
    told = capsys.readouterr().err
    assert "a fault of this program: ZeroDivisionError: by zero" in told
    assert len(told.strip().splitlines()) == 1
    monkeypatch.setenv("MASKRCNN_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        run(["photo.jpg"])
