"""A live stream: the newest frame is segmented, tracked, drawn, shown and recorded.

The network sets the pace. Frames that come while it works are dropped and counted, so that what is
shown is never late. A recording is written in segments, as a video's is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import Any

from maskrcnn.display import Display
from maskrcnn.drawing.checkers import opaque
from maskrcnn.errors import UsageError
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances
from maskrcnn.interruption import Interruption
from maskrcnn.journal import Journal, Start
from maskrcnn.pipeline.analysis import Analysis
from maskrcnn.pipeline.recording import Recording
from maskrcnn.pipeline.request import Request, guard
from maskrcnn.pipeline.watching import NOBODY, Outcome, Watcher
from maskrcnn.predictor import Predictor
from maskrcnn.sources.frame import Frame
from maskrcnn.sources.stream import Stream

SEGMENT_SECONDS = 5.0
"""As much is lost, at most, if the process is killed."""


@dataclass(frozen=True)
class StreamJob:
    """What is to be made of a stream, and for how long.

    Attributes
    ----------
    request : Request
    seconds : float or None
        End after so long.
    frames : int or None
        End after so many.
    """

    request: Request
    seconds: float | None = None
    frames: int | None = None

    def __post_init__(self) -> None:
        for what, most in (("seconds", self.seconds), ("frames", self.frames)):
            if most is not None and not most > 0:
                raise UsageError(f"{most} {what} of a stream: give more than 0, or none")

    def wants_more(self, frame: Frame) -> bool:
        """Tell whether a frame still belongs to it."""
        moment = frame.moment
        return moment is None or (
            (self.frames is None or moment.index < self.frames)
            and (self.seconds is None or moment.seconds < self.seconds)
        )

    def settings(self, stream: Stream, predictor: Predictor) -> dict[str, Any]:
        """Return what the result depends on, for a journal."""
        return {"input": stream.name, **self.request.settings(predictor)}


def run_stream(
    job: StreamJob,
    stream: Stream,
    predictor: Predictor,
    watcher: Watcher = NOBODY,
    *,
    display: Display | None = None,
    start: Start = "new",
) -> Outcome:
    """Follow a stream until it ends, the job has enough, its display is closed, or Ctrl-C.

    With `start` "resume" the recording of a run that was killed goes on with what comes now.

    Raises
    ------
    VideoError
        If the stream cannot be had, or was lost for too long; what was recorded is kept.
    UsageError, OutputError
        As `run_video`.
    """
    guard(stream.path, job.request)
    with stream, ExitStack() as stack:
        footage = stream.footage
        facts = job.request.facts(stream=stream.name)
        analysis = Analysis(job.request, predictor, footage, facts)
        stack.callback(analysis.scene.close)
        recording = None
        if job.request.output is not None:
            settings = job.settings(stream, predictor)
            journal = stack.enter_context(Journal(job.request.output, settings, start))
            recording = Recording(journal, analysis.target, footage, seconds=SEGMENT_SECONDS)
        watcher.begins(footage, 0 if recording is None else recording.frames)
        followed = _Followed(job, stream, analysis, recording, display)
        frames = followed.run(watcher)
        notes: tuple[str, ...] = tuple(stream.health.words())
        if recording is not None:
            recording.end()
            notes += recording.join(None)
            journal.finish()
        return Outcome(frames, notes, analysis.scene.summary())


@dataclass(frozen=True)
class _Followed:
    """A stream, and what becomes of its frames."""

    job: StreamJob
    stream: Stream
    analysis: Analysis
    recording: Recording | None
    display: Display | None

    def run(self, watcher: Watcher) -> int:
        """See frame after frame; return how many there were."""
        count = 0
        with ExitStack() as stack:
            if self.recording is not None:
                stack.enter_context(self.recording.kept_on_errors(None))
                stack.callback(self.recording.rest)
            stack.enter_context(Interruption(self.stream.stop))
            pairs = stack.enter_context(closing(self.analysis.live(self._frames())))
            stack.callback(self.stream.stop)
            for found, seen in pairs:
                self._take(found, seen)
                watcher.sees(seen)
                count += 1
                if self.display is not None and self.display.closed:
                    break
        return count

    def _frames(self) -> Iterator[Frame]:
        """Give the frames that are wanted; those of a recording that goes on follow its last."""
        last = None if self.recording is None else self.recording.last
        for frame in self.stream.frames():
            if not self.job.wants_more(frame):
                return
            yield frame if last is None else _after(last, frame)

    def _take(self, found: Instances, seen: Instances) -> None:
        wants_video = self.recording is not None and self.recording.has_video
        drawn = None
        if self.display is not None or wants_video:
            drawn = self.analysis.scene.draw(seen)
        if self.recording is not None:
            self.recording.write(found, seen, drawn)
        if self.display is not None and drawn is not None:
            caption = f"{len(seen)} objects, {self.stream.health.dropped} frames dropped"
            self.display.show(opaque(drawn), caption)


def _after(last: Moment, frame: Frame) -> Frame:
    """Move a frame behind the last one of a recording."""
    if frame.moment is None:
        return frame
    index = last.index + 1 + frame.moment.index
    ticks = last.ticks + max(last.duration, 1) + frame.moment.ticks
    return replace(frame, moment=replace(frame.moment, index=index, ticks=ticks))
