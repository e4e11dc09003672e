"""Videos drawn anew from their results: no network, every frame on time, resumed when killed."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import maskrcnn.pipeline.redraw
from maskrcnn.drawing.look import Look
from maskrcnn.errors import OutputError, UsageError, VideoError
from maskrcnn.formats import open_collection
from maskrcnn.pipeline.recording import Recording
from maskrcnn.pipeline.redraw import RedrawJob, redraw_video
from maskrcnn.pipeline.request import Request
from maskrcnn.pipeline.scene import Scene, SceneOptions
from maskrcnn.pipeline.video import VideoJob, run_video
from maskrcnn.sources.video import Cut
from maskrcnn.writers.video import SegmentWriter
from maskrcnn.zones import Line
from tests.support import videos
from tests.support.blobs import blob_clip, blob_predictor
from tests.support.outcomes import Audience, equal, pictures, times

COUNT = 50
TRACKED = SceneOptions(track=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clip, its results, and the video that was drawn while they were found."""
    folder = tmp_path_factory.mktemp("made")
    clip = blob_clip(folder / "clip.mp4", COUNT)
    job = VideoJob(str(clip), Request.to(folder / "found.mp4", scene=TRACKED))
    run_video(job, blob_predictor())
    return folder


def request(output: Path, **scene: Any) -> Request:
    return Request.to(output, None, scene=SceneOptions(**scene))


def redraw(results: Path, output: Path, start="new", **scene: Any):
    job = RedrawJob(open_collection(results), request(output, **scene))
    return redraw_video(job, Audience(), start)


def test_the_same_look_gives_the_same_video(made, tmp_path):
    assert redraw(made / "found.jsonl", tmp_path / "out.mp4").frames == COUNT
    equal(tmp_path / "out.mp4", made / "found.mp4", results=False)


def test_another_look_is_another_video_at_the_same_times(made, tmp_path):
    outcome = redraw(made / "found.jsonl", tmp_path / "out.mp4", look=Look.of(effects=["grey"]))
    assert outcome.frames == COUNT
    assert times(tmp_path / "out.mp4") == pytest.approx(times(made / "clip.mp4"))
    for image in pictures(tmp_path / "out.mp4"):
        assert np.ptp(image.astype(int), axis=2).max() < 60, "nothing is red any more"


def test_sound_comes_along(tmp_path):
    clip = videos.sounding(tmp_path / "clip.mp4", 20)
    run_video(VideoJob(str(clip), Request(results=tmp_path / "found.jsonl")), blob_predictor())
    redraw(tmp_path / "found.jsonl", tmp_path / "out.mp4")
    import av

    with av.open(str(tmp_path / "out.mp4")) as file:
        assert len(file.streams.audio) == 1


def test_a_part_stays_the_part_that_it_was(made, tmp_path):
    results = tmp_path / "part.jsonl"
    job = VideoJob(str(made / "clip.mp4"), Request(results=results), Cut(0.4, 1.0))
    run_video(job, blob_predictor())
    assert redraw(results, tmp_path / "out.mp4").frames == 15


def test_tracks_are_those_of_the_results(made, tmp_path):
    line = Line.of("30,0,30,48")
    outcome = redraw(made / "found.jsonl", tmp_path / "out.mp4", lines=(line,), trails=True)
    (crossed,) = outcome.counts["lines"]
    assert crossed["in"] + crossed["out"] == 1


def test_what_is_removed_is_transparent(made, tmp_path):
    look = Look.of(effects=["remove@background"])
    redraw(made / "found.jsonl", tmp_path / "frames", look=look)
    import cv2

    first = cv2.imread(str(tmp_path / "frames" / "000000.png"), cv2.IMREAD_UNCHANGED)
    assert first is not None
    assert first.shape[2] == 4
    opaque = first[..., 3] > 127
    assert (first[opaque][:, 2] > 100).all(), "what is left is red"
    assert 0 < opaque.mean() < 0.1
    with pytest.raises(UsageError, match="cannot be transparent"):
        request(tmp_path / "out.mp4", look=look)


def fails_after(monkeypatch, frames: int) -> None:
    """Let the disk be full after so many frames of segments of 20."""
    written, write = 0, SegmentWriter.write

    def full(self, image, moment):
        nonlocal written
        written += 1
        if written > frames:
            raise OutputError("disk full")
        write(self, image, moment)

    monkeypatch.setattr(SegmentWriter, "write", full)


@pytest.fixture
def short_segments(monkeypatch):
    short = partial(Recording, frames=20)
    monkeypatch.setattr(maskrcnn.pipeline.redraw, "Recording", short)


@pytest.mark.usefixtures("short_segments")
@pytest.mark.parametrize("style", ["tutorial", "heat"])
def test_what_goes_on_equals_what_was_never_cut_short(made, tmp_path, monkeypatch, style):
    scene = {"look": Look.of(style), "trails": True, "lines": (Line.of("30,0,30,48"),)}
    whole = redraw(made / "found.jsonl", tmp_path / "whole.mp4", **scene)
    with monkeypatch.context() as patch:
        fails_after(patch, 33)
        with pytest.raises(OutputError, match="disk full"):
            redraw(made / "found.jsonl", tmp_path / "parts.mp4", **scene)
    assert len(pictures(tmp_path / "parts.mp4")) == 33
    parts = redraw(made / "found.jsonl", tmp_path / "parts.mp4", "resume", **scene)
    assert parts == whole
    equal(tmp_path / "parts.mp4", tmp_path / "whole.mp4", results=False)


@pytest.mark.usefixtures("short_segments")
def test_another_look_or_choice_is_not_gone_on_with(made, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        fails_after(patch, 33)
        with pytest.raises(OutputError):
            redraw(made / "found.jsonl", tmp_path / "out.mp4")
    with pytest.raises(UsageError, match="cannot be resumed with other settings"):
        redraw(made / "found.jsonl", tmp_path / "out.mp4", "resume", look=Look.of("halo"))
    chosen = open_collection(made / "found.jsonl").select(0.95)
    with pytest.raises(UsageError, match=r"choices.selection"):
        redraw_video(RedrawJob(chosen, request(tmp_path / "out.mp4")), start="resume")


@pytest.mark.usefixtures("short_segments")
def test_another_video_is_not_gone_on_with(made, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        fails_after(patch, 33)
        with pytest.raises(OutputError):
            redraw(made / "found.jsonl", tmp_path / "out.mp4")
    other = shutil.copy(made / "found.mp4", tmp_path / "other.mp4")
    results = open_collection(made / "found.jsonl", source=other)
    with pytest.raises(UsageError, match="cannot be resumed with other settings: original was"):
        redraw_video(RedrawJob(results, request(tmp_path / "out.mp4")), start="resume")


@pytest.mark.usefixtures("short_segments")
@pytest.mark.parametrize(("frames", "finished"), [(33, True), (5, False)])
def test_finished_segments_are_not_thrown_away_unasked(
    made, tmp_path, monkeypatch, frames, finished
):
    with monkeypatch.context() as patch:
        fails_after(patch, frames)
        with pytest.raises(OutputError):
            redraw(made / "found.jsonl", tmp_path / "out.mp4")
    folder = tmp_path / "out.mp4.partial"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert before
    if not finished:
        redraw(made / "found.jsonl", tmp_path / "out.mp4", look=Look.of("halo"))
        return
    with pytest.raises(UsageError, match="--resume goes on with it, --restart begins anew"):
        redraw(made / "found.jsonl", tmp_path / "out.mp4", look=Look.of("halo"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["clip.mp4", "found.jsonl"])
def test_inputs_are_never_written_over(made, tmp_path, name):
    folder = shutil.copytree(made, tmp_path / "own")
    before = (folder / name).read_bytes()
    results = open_collection(folder / "found.jsonl", source=folder / "clip.mp4")
    job = RedrawJob(results, Request(folder / name, request(tmp_path / "x.mp4").format))
    with pytest.raises(UsageError, match="is the input"):
        redraw_video(job)
    assert (folder / name).read_bytes() == before


def test_what_cannot_be_redrawn_is_told(made, tmp_path):
    gone = tmp_path / "found.jsonl"
    shutil.copy(made / "found.jsonl", gone)
    text = gone.read_text().replace(str(made / "clip.mp4"), "gone.mp4")
    gone.write_text(text)
    with pytest.raises(VideoError, match=r"gone.mp4: is not there any more: .*--source"):
        redraw(gone, tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()


def test_a_fault_in_drawing_leaves_a_video_that_plays(made, tmp_path, monkeypatch):
    draw, drawn = Scene.draw, []

    def broken(self, seen):
        drawn.append(1)
        if len(drawn) > 10:
            raise RuntimeError("a fault of ours")
        return draw(self, seen)

    monkeypatch.setattr(Scene, "draw", broken)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        redraw(made / "found.jsonl", tmp_path / "out.mp4")
    assert len(pictures(tmp_path / "out.mp4")) == 10
