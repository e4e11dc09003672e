"""One segment of a recording: some frames of the video in one file, their results in another."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from maskrcnn.footage import Footage, Moment
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8
from maskrcnn.results import ResultsWriter
from maskrcnn.writers.video import SegmentWriter, VideoFormat


@dataclass(frozen=True)
class Target:
    """What a recording makes.

    Attributes
    ----------
    video : Path or None
        None where only results are wanted.
    format : VideoFormat or None
        How the video is encoded.
    results : Path or None
        A results file; None where only the video is wanted.
    labels : Labels
    facts : mapping
        What the header of the results says, for instance which model found them.
    keep_found : bool
        Keep what the network found too, from which a tracker can see everything again.
    """

    video: Path | None
    format: VideoFormat | None
    results: Path | None
    labels: Labels
    facts: Mapping[str, Any] = field(default_factory=dict)
    keep_found: bool = False


@dataclass(frozen=True)
class SegmentFiles:
    """The files of a segment: its video, what is shown, and what the network found."""

    video: Path
    results: Path
    found: Path

    @classmethod
    def of(cls, folder: Path, number: int, video_suffix: str) -> SegmentFiles:
        """Name the files of a segment by its number from 0."""
        name = f"{number:06}"
        return cls(
            folder / f"{name}{video_suffix}",
            folder / f"{name}.jsonl",
            folder / f"{name}.found.jsonl",
        )


class Segment:
    """A segment that is being written."""

    def __init__(self, number: int, files: SegmentFiles, target: Target, footage: Footage) -> None:
        self.number = number
        self.frames = 0
        self.parts: list[Path] = []
        self._files = files
        self._stack = ExitStack()
        self._video = self._results = self._found = None
        if target.video is not None and target.format is not None:
            self._video = self._stack.enter_context(
                SegmentWriter(files.video, target.format, footage)
            )
            self.parts.append(files.video)
        if target.results is not None:
            self._results = self._lines(files.results, target)
        if target.keep_found:
            self._found = self._lines(files.found, target)

    def write(self, found: Instances, seen: Instances, drawn: Uint8 | None, moment: Moment) -> None:
        """Add a frame."""
        if self._video is not None and drawn is not None:
            self._video.write(drawn, moment)
        if self._results is not None:
            self._results.write(seen)
        if self._found is not None:
            self._found.write(found)
        if not self.frames:
            self.first = moment
        self.last = moment
        self.frames += 1

    def close(self) -> None:
        """Finish the files."""
        self._stack.close()

    def _lines(self, path: Path, target: Target) -> ResultsWriter:
        self.parts.append(path)
        return self._stack.enter_context(ResultsWriter(path, target.labels, **target.facts))
