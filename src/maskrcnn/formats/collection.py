"""Instances picture by picture, as a file or a folder holds them, and the pictures themselves."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import PictureError, UsageError, VideoError
from maskrcnn.footage import Footage, Moment
from maskrcnn.formats.common.remarks import Remark
from maskrcnn.formats.originals import Originals
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Bool, Interpolation, MaskOptions
from maskrcnn.options import ClassesLike, Confidence, ConfidenceLike, Selection, probability
from maskrcnn.sources.frame import Frame

if TYPE_CHECKING:
    from maskrcnn.formats.common.listed import Listed

Item = TypeVar("Item")
Refusal = Callable[[str, PictureError], None]
"""Hears the name of a photo that cannot be read, and why."""


def raise_refusal(_name: str, error: PictureError) -> None:
    """Let a photo that cannot be read end the work."""
    raise error


@dataclass(frozen=True)
class Collection:
    """What was found in some photos or in a video; can be gone through again and again.

    Attributes
    ----------
    name : str
        What messages call it: its path.
    labels : Labels
    names : tuple of str
        What the pictures are called, in order; a video's frames too.
    records : callable
        Reads the instances of each picture anew, without the pictures.
    originals : Originals
        Where the pictures are.
    is_tracked : bool
        Whether who is who from frame to frame is told.
    facts : mapping
        What is known of how they were found, for instance `model`.
    notes : tuple of str
        What the user should hear: for instance which records were damaged and left out.
    choices : mapping
        What of it was chosen by `select`, `with_masks`, `tracked` and `at`, for JSON.
    opened : Path or None
        The file or folder that it was read from.
    remarks : tuple of Remark
        What is wrong with its records, one by one.
    listing : callable or None
        Reads what the file itself says of each picture anew, before anything is drawn; None where
        it says no more than `records`.
    crowd_records : callable or None
        Reads the crowds of each picture anew; None where there are none.
    """

    name: str
    labels: Labels
    names: tuple[str, ...]
    records: Callable[[], Iterator[Instances]]
    originals: Originals = Originals()
    is_tracked: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    choices: Mapping[str, Any] = field(default_factory=dict)
    opened: Path | None = None
    remarks: tuple[Remark, ...] = ()
    listing: Callable[[], Iterator[Listed]] | None = None
    crowd_records: Callable[[], Iterator[Instances]] | None = None

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Generator[Instances, None, None]:
        yield from self.records()

    @property
    def crowds(self) -> Iterator[Instances]:
        """The crowds of each picture, in the same order: many objects that nobody told apart."""
        if self.crowd_records is not None:
            return self.crowd_records()
        return (found[:0] for found in self)

    def told_boxes(self) -> Iterator[NDArray[np.float32] | None]:
        """Give the boxes of each picture's objects as the file tells them; see `Listed`.

        None where the file says no more than the instances do.
        """
        if self.listing is None:
            return iter([None] * len(self))
        return (listed.told_boxes() for listed in self.listing())

    @property
    def is_video(self) -> bool:
        """Whether the pictures are the frames of one video."""
        return self.originals.video is not None

    def select(
        self, confidence: ConfidenceLike | None = None, classes: ClassesLike = None
    ) -> Collection:
        """Return the same pictures with the instances over a confidence and of some classes alone.

        Parameters
        ----------
        confidence : float, str or mapping, optional
            As in `Instances.select`; None takes them all.
        classes : str or iterable of str, optional

        Raises
        ------
        UsageError
            If there is no such class.
        """
        chosen = Selection.of(Confidence(-1) if confidence is None else confidence, classes)
        floors = chosen.floors(self.labels)

        def change(found: Instances) -> Instances:
            return found[found.scores > floors[found.class_ids]]

        return self._changed(change, selection=asdict(chosen))

    def with_masks(
        self, threshold: float | None = None, interpolation: Interpolation | None = None
    ) -> Collection:
        """Return the same instances with other rules for turning soft crops into pixels.

        None keeps the rule that was kept with them.
        """
        if threshold is not None:
            threshold = probability(threshold)

        def change(found: Instances) -> Instances:
            kept = found.mask_options
            return found.with_masks(
                MaskOptions(
                    kept.threshold if threshold is None else threshold,
                    interpolation or kept.interpolation,
                )
            )

        return self._changed(change, masks=[threshold, interpolation])

    def tracked(self) -> Collection:
        """Return the same frames with tracks; themselves if they have them already.

        Raises
        ------
        UsageError
            When they are gone through, if they are photos.
        """
        if self.is_tracked:
            return self
        from maskrcnn.tracking import Tracker

        def records() -> Iterator[Instances]:
            tracker = Tracker(np.zeros(len(self.labels), np.float32))
            for found in self:
                if found.moment is None:
                    raise UsageError(
                        f"{self.name}: tells of photos: only the frames of a video have tracks"
                    )
                yield tracker.update(found)

        choices = {**self.choices, "tracked": True}
        return replace(self, records=records, is_tracked=True, choices=choices)

    def at(self, places: Iterable[int]) -> Collection:
        """Return some of the pictures, by their places, in the order that they have."""
        chosen = np.zeros(len(self), np.bool_)
        chosen[list(places)] = True
        choices = {**self.choices, "at": np.flatnonzero(chosen).tolist()}
        return replace(
            self,
            names=tuple(compress(self.names, chosen)),
            records=_only(self.records, chosen),
            listing=self.listing and _only(self.listing, chosen),
            crowd_records=self.crowd_records and _only(self.crowd_records, chosen),
            choices=choices,
        )

    def _changed(self, change: Callable[[Instances], Instances], **choice: Any) -> Collection:
        crowds = self.crowd_records
        return replace(
            self,
            records=lambda: (change(found) for found in self),
            crowd_records=crowds and (lambda: (change(found) for found in crowds())),
            choices={**self.choices, **choice},
        )

    def footage(self) -> Footage | None:
        """Return what the frames of the video share, from the video itself; None for photos.

        Raises
        ------
        VideoError
            If the video cannot be found or read.
        """
        if not self.is_video:
            return None
        with self.originals.open_video(self.name) as video:
            return video.footage

    def with_pictures(
        self, refuse: Refusal = raise_refusal, after: Moment | None = None
    ) -> Generator[Instances, None, None]:
        """Give the instances of each picture together with the picture, in `Instances.image`.

        Parameters
        ----------
        refuse : callable (name, error)
            Hears of each photo that cannot be read, which is then left out; by default the error
            is raised.
        after : Moment, optional
            Of a video, begin behind this one.

        Raises
        ------
        VideoError
            If the video cannot be found or read, or is not the one they were found in.
        """
        return self._frames(after) if self.is_video else self._photos(refuse)

    def _photos(self, refuse: Refusal) -> Generator[Instances, None, None]:
        for found in self:
            if found.moment is not None:
                raise VideoError(
                    f"{self.name}: tells of frames, and not of which video: those of a live stream "
                    "are gone; any other video can be named with --source"
                )
            try:
                yield replace(found, image=self.originals.photo(found.name, found.size))
            except PictureError as error:
                refuse(found.name, error)

    def _frames(self, after: Moment | None) -> Generator[Instances, None, None]:
        with self.originals.open_video(self.name) as video, closing(video.frames(after)) as frames:
            for found in self:
                if after is None or (found.moment is not None and found.moment.index > after.index):
                    yield replace(found, image=self._frame_of(found, frames, video.name).image)

    def _frame_of(self, found: Instances, frames: Iterator[Frame], video: str) -> Frame:
        """Read on to the frame of some instances."""
        moment = found.moment
        for frame in frames:
            if moment is None or frame.moment is None or frame.moment.index < moment.index:
                continue
            if frame.moment.ticks != moment.ticks or frame.image.shape[:2] != found.size:
                break
            return frame
        raise VideoError(
            f"{video}: has no frame like the one that {self.name} calls {found.name!r}: name the "
            "right video with --source"
        )


def _only(read: Callable[[], Iterator[Item]], chosen: Bool) -> Callable[[], Iterator[Item]]:
    return lambda: compress(read(), chosen)
