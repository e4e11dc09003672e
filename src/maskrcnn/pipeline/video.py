"""A video file from beginning to end: read, segmented, tracked, drawn, written, joined, checked.

Reading, the network, and drawing with encoding each work in a thread of their own, a few frames
apart, so that the network never waits. No frame is kept: memory does not grow with the length.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from maskrcnn.files import fingerprint
from maskrcnn.formats.originals import VideoSource
from maskrcnn.journal import Journal, Start
from maskrcnn.pipeline.analysis import Analysis
from maskrcnn.pipeline.recording import SEGMENT_FRAMES, Recording
from maskrcnn.pipeline.request import Request, guard
from maskrcnn.pipeline.watching import NOBODY, Outcome, Watcher
from maskrcnn.pipeline.writing import write_all
from maskrcnn.predictor import Predictor
from maskrcnn.sources.video import Cut, Video
from maskrcnn.sources.web import is_url, shown_url

FRAMES_AHEAD = 4


@dataclass(frozen=True)
class VideoJob:
    """What is to be made of which video.

    Attributes
    ----------
    source : str
        A file or an address.
    request : Request
    cut : Cut
        Which part of the source.
    size : str or None
        What its frames are scaled to.
    """

    source: str
    request: Request
    cut: Cut = Cut()
    size: str | None = None

    def settings(self, predictor: Predictor) -> dict[str, Any]:
        """Return what the result depends on, for a journal."""
        source = Path(self.source)
        return {
            "input": fingerprint(source) if source.exists() else self.source,
            "cut": asdict(self.cut),
            "size": self.size,
            **self.request.settings(predictor),
        }

    def facts(self) -> dict[str, Any]:
        """Return what results say of where the frames came from."""
        name = shown_url(self.source) if is_url(self.source) else self.source
        video = VideoSource(name, self.cut, self.size)
        return self.request.facts(video=video.to_json())


def run_video(
    job: VideoJob, predictor: Predictor, watcher: Watcher = NOBODY, start: Start = "new"
) -> Outcome:
    """Do what a job asks for; without a place to write to, tell the watcher alone.

    If something goes wrong in the middle, Ctrl-C included, what was written until then becomes a
    video that plays, under its final name, and the parts stay for another run with "resume".

    Raises
    ------
    VideoError
        If the video cannot be read.
    UsageError
        If the output is the source, or cannot be resumed.
    OutputError
        If it cannot be written, or does not hold what was put into it.
    """
    guard(Path(job.source), job.request)
    output = job.request.output
    notes: tuple[str, ...] = ()
    with Video(job.source, job.cut, job.size) as video:
        analysis = Analysis(job.request, predictor, video.footage, job.facts())
        with closing(analysis.scene):
            if output is None:
                frames = _watch(video, analysis, watcher)
            else:
                with Journal(output, job.settings(predictor), start) as journal:
                    length = _segment_frames(job.request.every)
                    recording = Recording(journal, analysis.target, video.footage, length)
                    notes = _record(video, analysis, watcher, recording, video.path or job.source)
                    frames = recording.frames
                    journal.finish()
        notes = (*video.notes, *video.damage.words(), *notes)
        return Outcome(frames, notes, analysis.scene.summary())


def _segment_frames(every: int) -> int:
    """Return the frames of a segment: it begins with one that the network sees."""
    return -(-SEGMENT_FRAMES // every) * every


def _watch(video: Video, analysis: Analysis, watcher: Watcher) -> int:
    """See every frame, and write nothing; return how many there were."""
    frames = 0
    watcher.begins(video.footage, 0)
    for _, seen in analysis.of(video.frames(), FRAMES_AHEAD):
        watcher.sees(seen)
        frames += 1
    return frames


def _record(
    video: Video, analysis: Analysis, watcher: Watcher, recording: Recording, sound: Path | str
) -> tuple[str, ...]:
    """Write every frame that is not written yet, with the sound of a file; return notes."""
    watcher.begins(video.footage, recording.frames)
    analysis.scene.replay(recording.found_before())
    with recording.kept_on_errors(sound):
        if not recording.complete:
            pairs = analysis.of(video.frames(recording.last), FRAMES_AHEAD)
            write_all(pairs, analysis.scene, recording, watcher)
    return recording.join(sound)
