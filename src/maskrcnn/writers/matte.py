"""Mattes: each track of a video as a transparent video of its own, for an editor to lay over it."""

from __future__ import annotations

import json
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np

from maskrcnn.errors import MaskRCNNError, OutputError, UsageError
from maskrcnn.files import written_whole
from maskrcnn.footage import Footage, Moment
from maskrcnn.instances import Instances
from maskrcnn.writers.layer import Layer, View
from maskrcnn.writers.names import film_of, plain_name
from maskrcnn.writers.picture import image_of
from maskrcnn.writers.video import format_of

MatteKind = Literal["webm", "mov", "png"]
KINDS = ("webm", "mov", "png")

INDEX = "mattes.json"
GONE = 5.0
"""Seconds after which a track that was not seen any more has its file finished."""

WAITING = 32 << 20
"""Bytes of compressed cut-outs that may wait for an encoder."""


class MatteWriter:
    """Writes a transparent video for each track; use it in a `with` block.

    Track 7, a person, is `FOLDER/track-0007-person.webm`. It is as large as the video's frames,
    begins with the first frame that shows the person and ends with the last one; where the person
    is hidden in between it is transparent all over. A track that returns after more than five
    seconds begins a new file, `track-0007-person-2.webm`. `mattes.json` tells when each begins.
    Its `complete` is false if the block ended by an error, so that tracks may end too early.

    However long the video and however many its tracks: cut-outs wait compressed, 32 MB of them at
    most, and one encoder is open. When the block ends by an error, what was seen before it is kept.

    Parameters
    ----------
    folder : Path
    footage : Footage
        Of the video.
    kind : "webm", "mov" or "png"
        VP9 with alpha, which browsers play; ProRes 4444 for editors; a folder of PNG pictures.

    Attributes
    ----------
    notes : tuple of str
        What the user should hear, such as which pictures are of an earlier run.

    Raises
    ------
    UsageError
        If there is no such kind.
    OutputError
        If nothing can be written in the folder.
    """

    def __init__(self, folder: Path, footage: Footage, kind: MatteKind = "webm") -> None:
        if kind not in KINDS:
            raise UsageError(f"{kind!r} is not a kind of matte: choose from {', '.join(KINDS)}")
        self._folder, self._footage = folder, footage
        self._suffix = "" if kind == "png" else f".{kind}"
        self._format = format_of(Path(f"matte{self._suffix}"), alpha=True)
        self._canvas = np.zeros((*footage.size, 4), np.uint8)
        self._mattes: dict[int, _Matte] = {}
        self._parts: dict[int, int] = {}
        self._written: list[dict[str, Any]] = []
        self._film = ""
        self._start: Moment | None = None
        self.notes: tuple[str, ...] = ()

    def __enter__(self) -> MatteWriter:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._work = TemporaryDirectory(prefix=".mattes-", dir=self._folder)
        except OSError as error:
            raise OutputError(f"{self._folder}: cannot be written: {error.strerror}") from error
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        with ExitStack() as stack:
            if error is not None:
                stack.enter_context(suppress(MaskRCNNError))
            stack.callback(self._work.cleanup)
            stack.callback(self._write_index, ended_well=error is None)
            for track in list(self._mattes):
                stack.callback(self._finish, track)

    def write(self, found: Instances) -> None:
        """Add the objects of the next frame.

        Raises
        ------
        UsageError
            If they are not tracked, a track is there twice, or the frame or its time is missing.
        OutputError
            If a file cannot be written, or the frame does not come later than the one before.
        """
        image = image_of(found, "a matte")
        moment, tracks = _tracked(found)
        if found.size != self._footage.size:
            sizes = [f"{width}×{height}" for height, width in (found.size, self._footage.size)]
            raise OutputError("a frame of {} in a video of {}".format(*sizes))
        if self._start is None:
            self._start, self._film = moment, film_of(found)
        for track, matte in list(self._mattes.items()):
            if moment.seconds - matte.layer.last.seconds > GONE:
                self._finish(track)
        for track, one in zip(tracks, found, strict=True):
            if track not in self._mattes:
                self._begin(track, one.label, moment)
            self._mattes[track].layer.show(View.of(image, one, moment))
        for track in self._mattes.keys() - tracks:
            self._mattes[track].layer.hide(moment)
        self._make_room()

    def _begin(self, track: int, label: str, moment: Moment) -> None:
        part = self._parts[track] = self._parts.get(track, 0) + 1
        name = f"track-{track:04}-{plain_name(label, 'object')}" + (f"-{part}" if part > 1 else "")
        stem = Path(self._work.name, name)
        self._mattes[track] = _Matte(name, label, Layer(stem, self._format, self._footage, moment))

    def _make_room(self) -> None:
        """Encode what waits of the heaviest tracks until no more waits than may."""
        layers = [matte.layer for matte in self._mattes.values()]
        while sum(layer.weight for layer in layers) > WAITING:
            max(layers, key=lambda layer: layer.weight).encode(self._canvas)

    def _finish(self, track: int) -> None:
        matte = self._mattes.pop(track)
        output = self._folder / f"{matte.name}{self._suffix}"
        joined = matte.layer.finish(output, self._canvas)
        self.notes += joined.notes
        self._written.append(
            {
                "file": output.name,
                "track": track,
                "label": matte.label,
                "frames": joined.frames,
                "start": self._since_start(matte.layer.first),
                "seconds": joined.seconds,
                "first": matte.layer.first.to_json(),
                "last": matte.layer.last.to_json(),
            }
        )

    def _since_start(self, moment: Moment) -> float:
        return 0.0 if self._start is None else moment.seconds - self._start.seconds

    def _write_index(self, ended_well: bool) -> None:
        """Write which files there are and when each begins, in seconds after the first frame."""
        height, width = self._footage.size
        mattes = sorted(self._written, key=lambda entry: (entry["track"], entry["start"]))
        index = {
            "video": self._film,
            "width": width,
            "height": height,
            "complete": ended_well and len(mattes) == sum(self._parts.values()),
            "mattes": mattes,
        }
        with written_whole(self._folder / INDEX) as temporary:
            text = json.dumps(index, ensure_ascii=False, indent=2) + "\n"
            temporary.write_text(text, "utf-8", "backslashreplace")


@dataclass(frozen=True)
class _Matte:
    """A file that is being made of a track."""

    name: str
    label: str
    layer: Layer


def _tracked(found: Instances) -> tuple[Moment, list[int]]:
    """Return when a frame is shown, and the track of each object."""
    name = found.name or "these instances"
    if found.moment is None:
        raise UsageError(f"{name}: a matte needs the frames of a video, and this has no time")
    if found.track_ids is None:
        raise UsageError(f"{name}: there is a matte for each track: track the objects first")
    tracks: list[int] = found.track_ids.tolist()
    if len(set(tracks)) < len(tracks):
        raise UsageError(f"{name}: one track is at two places: there is a matte for each track")
    return found.moment, tracks
