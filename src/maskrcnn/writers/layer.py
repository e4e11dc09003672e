"""A layer of a video: one object in every frame from its first to its last, transparent around.

Views of it wait as compressed cut-outs, and are encoded many at a time: hundreds of objects may be
followed side by side, and one encoder is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from maskrcnn.footage import Footage, Moment
from maskrcnn.instances import Instance
from maskrcnn.masks import Uint8, Window
from maskrcnn.writers.cutout import cut_window
from maskrcnn.writers.picture import Picture
from maskrcnn.writers.video import Joined, SegmentWriter, VideoFormat, check, join

EMPTY = 200
"""Bytes that a view needs beside its picture, about."""


@dataclass(frozen=True)
class View:
    """What is seen of an object in a frame: its cut-out as PNG, and where; or nothing."""

    moment: Moment
    window: Window | None = None
    picture: bytes = b""

    @classmethod
    def of(cls, image: Uint8, one: Instance, moment: Moment) -> View:
        """Cut an object out of its frame `uint8 (H, W, 3)`."""
        window, cut = cut_window(image, one)
        return cls(moment, window, Picture(cut).encode(".png"))

    @property
    def weight(self) -> int:
        """Bytes that it takes."""
        return EMPTY + len(self.picture)

    @contextmanager
    def painted(self, canvas: Uint8) -> Iterator[None]:
        """Put the cut-out into its place in `uint8 (H, W, 4)`, zeros again after the block."""
        if self.window is None:
            yield
            return
        cut = cv2.imdecode(np.frombuffer(self.picture, np.uint8), cv2.IMREAD_UNCHANGED)
        canvas[self.window.slices] = np.asarray(cut, np.uint8)
        try:
            yield
        finally:
            canvas[self.window.slices] = 0


class Layer:
    """The views of one object on their way to a file.

    Parameters
    ----------
    stem : Path
        Its segments go beside it, as `stem-000.mkv`.
    format : VideoFormat
        Transparent.
    footage : Footage

    Attributes
    ----------
    first, last : Moment
        When it was seen first and last.
    weight : int
        Bytes of the views that wait.
    """

    def __init__(
        self,
        stem: Path,
        format: VideoFormat,  # noqa: A002
        footage: Footage,
        first: Moment,
    ) -> None:
        self._stem, self._format, self._footage = stem, format, footage
        self._waiting: list[View] = []
        self._hidden: list[View] = []
        self._segments: list[Path] = []
        self.first = self.last = first
        self.weight = 0

    def show(self, view: View) -> None:
        """Add the view of the next frame; it was hidden in those that were passed before."""
        views = [*self._hidden, view]
        self._hidden.clear()
        self._waiting += views
        self.weight += sum(view.weight for view in views)
        self.last = view.moment

    def hide(self, moment: Moment) -> None:
        """Note that the object is not seen in the next frame, for the case that it returns."""
        self._hidden.append(View(moment))

    def encode(self, canvas: Uint8) -> None:
        """Encode what waits as a segment, with the help of a canvas `uint8 (H, W, 4)` of zeros.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        name = f"{self._stem.name}-{len(self._segments):03}{self._format.segment_suffix}"
        path = self._stem.with_name(name)
        with SegmentWriter(path, self._format, self._footage) as segment:
            for view in self._waiting:
                with view.painted(canvas):
                    segment.write(canvas, view.moment)
        self._segments.append(path)
        self._waiting.clear()
        self.weight = 0

    def finish(self, output: Path, canvas: Uint8) -> Joined:
        """Make the file of all views up to the last one; segments go away.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        if self._waiting:
            self.encode(canvas)
        joined = join(self._segments, output, self._format, self._footage)
        check(output, self._format, joined.frames, joined.seconds)
        for segment in self._segments:
            segment.unlink()
        return joined
