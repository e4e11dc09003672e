"""Whole videos: every frame, on time, nothing lost, whatever happens in the middle."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

import maskrcnn.pipeline.recording
import maskrcnn.pipeline.video
from maskrcnn.drawing.look import Look
from maskrcnn.errors import EngineError, OutputError, UsageError, VideoError
from maskrcnn.pipeline.request import Request
from maskrcnn.pipeline.scene import Scene, SceneOptions
from maskrcnn.pipeline.video import VideoJob, run_video
from maskrcnn.pipeline.watching import Outcome
from maskrcnn.results import ResultsWriter, read_results
from maskrcnn.sources.video import Cut, Video
from maskrcnn.writers.picture import Picture
from maskrcnn.writers.video import SegmentWriter, format_of
from maskrcnn.zones import Line, Zone
from tests.support import videos
from tests.support.blobs import RECIPE, BlobSegmenter, blob_clip, blob_predictor, squares
from tests.support.outcomes import Audience, equal, pictures, times

COUNT = 50


@pytest.fixture(autouse=True)
def short_segments(monkeypatch):
    monkeypatch.setattr(maskrcnn.pipeline.video, "SEGMENT_FRAMES", 20)


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    return blob_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", COUNT)


def job(source: Path, output: Path, every: int = 1, **scene: Any) -> VideoJob:
    results = output.with_suffix(".jsonl")
    request = Request(output, format_of(output), results, every, SceneOptions(**scene))
    return VideoJob(str(source), request)


def work(job: VideoJob, segmenter: BlobSegmenter | None = None, start="new") -> Outcome:
    return run_video(job, blob_predictor(segmenter), Audience(), start)


def test_every_frame_is_segmented_drawn_and_written(clip, tmp_path):
    outcome = work(job(clip, tmp_path / "out.mp4"))
    assert outcome.frames == COUNT
    assert times(tmp_path / "out.mp4") == pytest.approx(times(clip))
    records = list(read_results(tmp_path / "out.jsonl"))
    assert [found.moment.index for found in records if found.moment] == list(range(COUNT))
    for number, found in enumerate(records):
        corners = sorted((round(float(box[0])), round(float(box[1]))) for box in found.boxes)
        assert corners == sorted(squares(number))
    for before, after in zip(pictures(clip), pictures(tmp_path / "out.mp4"), strict=True):
        assert np.abs(after.astype(int) - before).max() > 60, "something is drawn"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "out.mp4"]


def test_the_watcher_hears_of_everything(clip):
    audience = Audience()
    outcome = run_video(VideoJob(str(clip), Request()), blob_predictor(), audience, "new")
    assert outcome.frames == len(audience.seen) == COUNT
    assert audience.done == 0
    assert audience.footage is not None
    assert audience.footage.frames == COUNT


def test_variable_timing_and_sound_come_through(tmp_path):
    source = videos.variable(tmp_path / "variable.mp4")
    work(job(source, tmp_path / "out.mp4"))
    assert times(tmp_path / "out.mp4") == pytest.approx(times(source), abs=1e-6)
    source = videos.sounding(tmp_path / "sound.mp4", 45)
    work(job(source, tmp_path / "sound-out.mp4"))
    with av.open(str(source)) as before, av.open(str(tmp_path / "sound-out.mp4")) as after:
        sounds = [
            [bytes(packet) for packet in video.demux(audio=0) if packet.size]
            for video in (before, after)
        ]
    assert sounds[0] == sounds[1]


def test_a_part_is_a_part(clip, tmp_path):
    part = VideoJob(str(clip), job(clip, tmp_path / "out.mp4").request, Cut(0.4, 1.0))
    assert work(part).frames == 15
    first = next(read_results(tmp_path / "out.jsonl"))
    assert round(float(first.boxes[:, 0].min())) == squares(10)[0][0]


def test_who_is_who_and_who_crosses_is_told(clip, tmp_path):
    line, zone = Line.of("30,0,30,48"), Zone.of("0,0,1,0,1,1,0,1")
    outcome = work(job(clip, tmp_path / "out.mp4", trails=True, lines=(line,), zones=(zone,)))
    tracks = [found.track_ids for found in read_results(tmp_path / "out.jsonl")]
    assert all(sorted(ids) == [1, 2] for ids in tracks if ids is not None)
    (crossed,) = outcome.counts["lines"]
    assert crossed["in"] + crossed["out"] == 1


def test_each_nth_frame_is_segmented_and_masks_move_between(clip, tmp_path):
    segmenter = BlobSegmenter()
    work(job(clip, tmp_path / "out.mp4", every=4), segmenter)
    assert segmenter.seen == -(-COUNT // 4)
    assert sum(1 for _ in read_results(tmp_path / "out.jsonl")) == COUNT


def raising(error: Exception, after: int, function: Callable) -> Callable:
    calls = 0

    def wrapped(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls > after:
            raise error
        return function(*args, **kwargs)

    return wrapped


STAGES = {
    "network": (BlobSegmenter, "__call__"),
    "tracking": (Scene, "see"),
    "drawing": (Scene, "draw"),
    "encoding": (SegmentWriter, "write"),
    "results": (ResultsWriter, "write"),
}


@pytest.mark.parametrize("error", [EngineError("broken"), RuntimeError("a fault of ours")])
@pytest.mark.parametrize("stage", [*STAGES, "reading"])
def test_whichever_stage_fails_what_was_written_plays(clip, tmp_path, monkeypatch, stage, error):
    if stage == "reading":
        frames = Video.frames

        def breaking(self, after=None):
            for frame in frames(self, after):
                if frame.index == 30:
                    raise error
                yield frame

        monkeypatch.setattr(Video, "frames", breaking)
    else:
        owner, name = STAGES[stage]
        monkeypatch.setattr(owner, name, raising(error, 30, getattr(owner, name)))
    threads = threading.active_count()
    with pytest.raises(type(error), match=str(error)):
        work(job(clip, tmp_path / "out.mp4"))
    assert threading.active_count() == threads
    assert 20 <= len(pictures(tmp_path / "out.mp4")) <= 31
    monkeypatch.undo()
    monkeypatch.setattr(maskrcnn.pipeline.video, "SEGMENT_FRAMES", 20)
    assert work(job(clip, tmp_path / "out.mp4"), start="resume").frames == COUNT
    assert len(pictures(tmp_path / "out.mp4")) == COUNT


def test_what_goes_on_equals_what_was_never_cut_short(clip, tmp_path):
    scene = {"track": True, "zones": (Zone.of("0,0,0.5,0,0.5,1,0,1", 1),), "trails": True}
    whole = work(job(clip, tmp_path / "whole.mp4", every=3, **scene))
    segmenter = BlobSegmenter()
    segmenter.fails_at = 12
    with pytest.raises(EngineError, match="12"):
        work(job(clip, tmp_path / "parts.mp4", every=3, **scene), segmenter)
    parts = work(job(clip, tmp_path / "parts.mp4", every=3, **scene), start="resume")
    assert parts == whole
    equal(tmp_path / "parts.mp4", tmp_path / "whole.mp4")


@pytest.mark.parametrize("style", ["heat", "none"])
def test_a_look_that_changes_with_time_goes_on_as_well(clip, tmp_path, style):
    other = videos.constant(tmp_path / "waves.mp4", count=30)
    look = Look.of(style, [f"replace={other}@background"])
    work(job(clip, tmp_path / "whole.mp4", look=look))
    segmenter = BlobSegmenter()
    segmenter.fails_at = 30
    with pytest.raises(EngineError):
        work(job(clip, tmp_path / "parts.mp4", look=look), segmenter)
    work(job(clip, tmp_path / "parts.mp4", look=look), start="resume")
    equal(tmp_path / "parts.mp4", tmp_path / "whole.mp4")


def test_another_picture_behind_is_not_gone_on_with(clip, tmp_path):
    beach = tmp_path / "beach.png"
    Picture(np.zeros((9, 9, 3), np.uint8)).save(beach)
    look = Look.of(effects=[f"replace={beach}@background"])
    segmenter = BlobSegmenter()
    segmenter.fails_at = 30
    with pytest.raises(EngineError):
        work(job(clip, tmp_path / "out.mp4", look=look), segmenter)
    Picture(np.full((9, 9, 3), 99, np.uint8)).save(beach)
    with pytest.raises(UsageError, match="other settings: files"):
        work(job(clip, tmp_path / "out.mp4", look=look), start="resume")


def test_joining_alone_is_left_after_a_fault_at_the_end(clip, tmp_path, monkeypatch):
    fault = OutputError("disk full")
    monkeypatch.setattr(maskrcnn.pipeline.recording, "join", raising(fault, 0, lambda: None))
    with pytest.raises(OutputError, match="disk full"):
        work(job(clip, tmp_path / "out.mp4"))
    monkeypatch.undo()
    segmenter = BlobSegmenter()
    assert work(job(clip, tmp_path / "out.mp4"), segmenter, "resume").frames == COUNT
    assert segmenter.seen == 0, "nothing is segmented again"


def test_the_input_is_never_written_over(clip, tmp_path):
    before = clip.read_bytes()
    (tmp_path / "link.mp4").symlink_to(clip)
    with pytest.raises(UsageError, match="is the input"):
        work(job(clip, tmp_path / "link.mp4"))
    assert clip.read_bytes() == before


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (videos.no_frames, "no video in it"),
        (videos.sound_only, "sound"),
        (videos.one_pixel, "too few"),
        (lambda path: path, "no such file"),
    ],
)
def test_what_is_no_video_is_told_and_leaves_nothing(tmp_path, make, message):
    source = make(tmp_path / "in.mp4")
    with pytest.raises(VideoError, match=message):
        work(job(source, tmp_path / "out" / "out.mp4"))
    assert not (tmp_path / "out" / "out.mp4").exists()


@pytest.mark.parametrize("make", [videos.odd, videos.hdr, videos.resized, videos.wide_pixels])
def test_unusual_videos_come_out_whole(tmp_path, make):
    source = make(tmp_path / "in.mp4")
    outcome = work(job(source, tmp_path / "out.mp4"))
    assert outcome.frames == len(pictures(tmp_path / "out.mp4")) > 0


def test_damage_is_passed_over_and_counted(tmp_path):
    source = blob_clip(tmp_path / "in.mp4", 60, replace(RECIPE, gop=10, b_frames=0))
    videos.garble(source, 35)
    outcome = work(job(source, tmp_path / "out.mp4"))
    assert 40 <= outcome.frames <= 60
    assert any("damaged" in note or "decoded" in note for note in outcome.notes)
    cut = videos.cut_off(blob_clip(tmp_path / "cut.mkv", 60))
    assert 10 < work(job(cut, tmp_path / "cut.mp4")).frames < 60
