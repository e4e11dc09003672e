"""Live streams from end to end: the newest frame, recorded, counted, and kept whatever happens."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

import maskrcnn.pipeline.stream
from maskrcnn.errors import EngineError, UsageError
from maskrcnn.pipeline.request import Request
from maskrcnn.pipeline.scene import SceneOptions
from maskrcnn.pipeline.stream import StreamJob, run_stream
from maskrcnn.pipeline.watching import Outcome
from maskrcnn.results import read_results
from maskrcnn.sources.stream import Stream
from maskrcnn.writers.video import format_of
from tests.support.blobs import BlobSegmenter, blob_clip, blob_predictor
from tests.support.outcomes import Audience, pictures, times


@pytest.fixture(autouse=True)
def short_segments(monkeypatch):
    monkeypatch.setattr(maskrcnn.pipeline.stream, "SEGMENT_SECONDS", 0.3)


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    """Two seconds of video, which a stream plays at its own pace."""
    return blob_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", 50)


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory) -> Path:
    """Twenty seconds, for runs that end by themselves, on a machine however busy."""
    return blob_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", 500)


class Screen:
    """A display whose user has seen enough after some frames."""

    def __init__(self, enough: int) -> None:
        self._enough = enough
        self.captions: list[str] = []

    @property
    def closed(self) -> bool:
        return len(self.captions) >= self._enough

    def show(self, image: np.ndarray, caption: str) -> None:
        assert image.shape == (96, 160, 3)
        self.captions.append(caption)


def job(output: Path | None, seconds=None, frames=None, every=1, **scene) -> StreamJob:
    request = Request(
        output,
        None if output is None else format_of(output),
        None if output is None else output.with_suffix(".jsonl"),
        every,
        SceneOptions(**scene),
    )
    return StreamJob(request, seconds, frames)


def follow(clip: Path, job: StreamJob, segmenter=None, **more) -> tuple[Outcome, Audience]:
    audience = Audience()
    with Stream(str(clip)) as stream:
        outcome = run_stream(job, stream, blob_predictor(segmenter), audience, **more)
    return outcome, audience


def test_a_slow_network_gets_the_newest_frames_and_the_rest_are_counted(clip):
    outcome, audience = follow(clip, job(None), BlobSegmenter(pause=0.2))
    assert 3 <= len(audience.seen) <= 20
    assert any("were dropped to show the newest" in note for note in outcome.notes)
    moments = [seen.moment.seconds for seen in audience.seen if seen.moment]
    assert moments == sorted(moments)
    assert moments[-1] > 1.2, "it keeps up with the clock"


def test_it_is_recorded_with_the_times_at_which_frames_came(clip, tmp_path):
    outcome, audience = follow(clip, job(tmp_path / "out.mp4", track=True), BlobSegmenter(0.03))
    assert outcome.frames == len(audience.seen) == len(pictures(tmp_path / "out.mp4"))
    records = list(read_results(tmp_path / "out.jsonl"))
    expected = [found.moment.seconds for found in records if found.moment]
    assert times(tmp_path / "out.mp4") == pytest.approx(expected, abs=0.002)
    assert {one.track_id for found in records for one in found} == {1, 2}
    assert not (tmp_path / "out.mp4.partial").exists()


def test_it_ends_when_there_was_enough(long_clip, tmp_path):
    assert follow(long_clip, job(None, frames=7))[0].frames == 7
    assert 0 < follow(long_clip, job(None, seconds=0.5), BlobSegmenter(0.05))[0].frames <= 12
    screen = Screen(enough=4)
    outcome, _ = follow(long_clip, job(tmp_path / "out.mp4"), display=screen)
    assert outcome.frames == 4 == len(pictures(tmp_path / "out.mp4"))
    assert "2 objects" in screen.captions[0]


def test_masks_are_carried_between_the_frames_that_the_network_sees(long_clip):
    segmenter = BlobSegmenter()
    _, audience = follow(long_clip, job(None, frames=9, every=3), segmenter)
    assert len(audience.seen) == 9
    assert segmenter.seen <= 4


def test_a_fault_keeps_what_was_recorded_and_a_second_run_goes_on(long_clip, tmp_path):
    segmenter = BlobSegmenter(pause=0.02)
    segmenter.fails_at = 15
    threads = threading.active_count()
    with pytest.raises(EngineError):
        follow(long_clip, job(tmp_path / "out.mp4"), segmenter)
    assert threading.active_count() == threads
    assert len(pictures(tmp_path / "out.mp4")) == 15
    with pytest.raises(UsageError, match="--resume goes on with it"):
        follow(long_clip, job(tmp_path / "out.mp4"))
    outcome, _ = follow(long_clip, job(tmp_path / "out.mp4", frames=5), start="resume")
    assert outcome.frames == 5
    joined = times(tmp_path / "out.mp4")
    assert len(joined) == 15 + 5, "nothing that was live is lost"
    assert joined == sorted(joined)
