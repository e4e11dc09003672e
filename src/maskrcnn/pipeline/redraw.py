"""A video drawn anew from what was found in it, without running a network."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maskrcnn.errors import UsageError
from maskrcnn.files import fingerprint
from maskrcnn.footage import Moment
from maskrcnn.formats import Collection
from maskrcnn.instances import Instances
from maskrcnn.journal import Journal, Start
from maskrcnn.pipeline.ahead import Ahead
from maskrcnn.pipeline.recording import Recording
from maskrcnn.pipeline.request import Request, guard
from maskrcnn.pipeline.scene import Scene
from maskrcnn.pipeline.segment import Target
from maskrcnn.pipeline.watching import NOBODY, Outcome, Watcher
from maskrcnn.pipeline.writing import Pair, write_all

FRAMES_AHEAD = 4


@dataclass(frozen=True)
class RedrawJob:
    """What is to be made of which results.

    Attributes
    ----------
    collection : Collection
        Of the frames of a video.
    request : Request
    """

    collection: Collection
    request: Request

    @property
    def original(self) -> Path | str | None:
        """The video itself: its path or address, None if it is nowhere."""
        video = self.collection.originals.video
        return None if video is None else self.collection.originals.find(video.name)

    def settings(self) -> dict[str, Any]:
        """Return what the result depends on, for a journal."""
        original = self.original
        return {
            "input": fingerprint(Path(self.collection.name)),
            "original": fingerprint(original) if isinstance(original, Path) else original,
            "choices": dict(self.collection.choices),
            **self.request.drawn(),
        }


def redraw_video(job: RedrawJob, watcher: Watcher = NOBODY, start: Start = "new") -> Outcome:
    """Draw the objects into every frame that results tell of; sound and times stay.

    It is interrupted and resumed as `run_video` is.

    Raises
    ------
    VideoError
        If the video cannot be found or read, or is not that of the results.
    UsageError, OutputError
        As `run_video`.
    """
    collection, request = job.collection, job.request
    footage, output, original = collection.footage(), request.output, job.original
    if footage is None or output is None:
        raise UsageError(f"{collection.name}: tells of photos, not of a video")
    for source in (original, collection.name):
        guard(None if source is None else Path(source), request)
    scene = Scene.of_results(request.scene, footage, collection)
    target = Target(request.video, request.format, request.results, collection.labels)
    with closing(scene), Journal(output, job.settings(), start) as journal:
        recording = Recording(journal, target, footage)
        watcher.begins(footage, recording.frames)
        scene.replay(_before(collection, recording.last))
        with recording.kept_on_errors(original):
            if not recording.complete:
                write_all(_seen(collection, scene, recording.last), scene, recording, watcher)
        notes = recording.join(original)
        journal.finish()
    return Outcome(recording.frames, notes, scene.summary())


def _before(collection: Collection, last: Moment | None) -> Iterator[Instances]:
    """Give again what is shown in the frames that are written."""
    if last is None:
        return
    for found in collection:
        if found.moment is None or found.moment.index > last.index:
            return
        yield found


def _seen(
    collection: Collection, scene: Scene, after: Moment | None
) -> Generator[Pair, None, None]:
    with Ahead(collection.with_pictures(after=after), FRAMES_AHEAD) as frames:
        for found in frames:
            yield found, scene.see(found)
