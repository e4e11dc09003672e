"""Collections of files that hold all pictures in one piece: listed first, drawn one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.errors import ResultsError
from maskrcnn.footage import Moment
from maskrcnn.formats.collection import Collection
from maskrcnn.formats.common.remarks import Remarks
from maskrcnn.formats.common.shapes import Found, instances_of
from maskrcnn.formats.originals import Originals, VideoSource
from maskrcnn.instances import Instances
from maskrcnn.labels import Labels
from maskrcnn.masks import Size

SHORT_FRACTION = re.compile(r"[1-9][0-9]{0,8}(/[1-9][0-9]{0,8})?")


@dataclass(frozen=True)
class Listed:
    """A picture that a file tells of.

    Attributes
    ----------
    name : str
    size : (int, int)
        Height and width.
    moment : Moment or None
        When it is shown, if it is a frame of a video.
    objects, crowds : list of Found
        Grow as the file is read. Crowds are many objects that nobody told apart.
    """

    name: str
    size: Size
    moment: Moment | None = None
    objects: list[Found] = field(default_factory=list)
    crowds: list[Found] = field(default_factory=list)

    def instances(self, labels: Labels, tracked: bool) -> Instances:
        """Draw its objects."""
        found = instances_of(self.objects, self.name, self.size, labels, tracked)
        return replace(found, moment=self.moment)

    def told_boxes(self) -> NDArray[np.float32]:
        """Return the boxes of its objects as the file tells them, in the order of `instances`.

        Returns
        -------
        float32 (N, 4)
            `xyxy`; not finite where it tells none.
        """
        told = [one.told for one in sorted(self.objects, key=lambda one: -one.score)]
        boxes = [np.full(4, np.nan) if box is None else box for box in told]
        return np.array(boxes, np.float32).reshape(-1, 4)

    def crowd_instances(self, labels: Labels) -> Instances:
        """Draw its crowds."""
        found = instances_of(self.crowds, self.name, self.size, labels, False)
        return replace(found, moment=self.moment)


def collection_of(
    path: Path,
    labels: Labels,
    pictures: Sequence[Listed],
    source: Path | None,
    remarks: Remarks,
    facts: Mapping[str, Any],
) -> Collection:
    """Make a collection of what has been listed.

    Tracks are kept if every object has one.

    Parameters
    ----------
    path : Path
        The file.
    labels : Labels
    pictures : sequence of Listed
    source : Path or None
        Where the user says that the pictures are.
    remarks : Remarks
        What was left out.
    facts : mapping
        How they were found, as far as the file tells; see `Collection.facts`.
    """
    tracked = are_tracked((one for listed in pictures for one in listed.objects), remarks)

    has_crowds = any(listed.crowds for listed in pictures)
    base = facts.get("base")
    return Collection(
        name=str(path),
        labels=labels,
        names=tuple(listed.name for listed in pictures),
        records=lambda: (listed.instances(labels, tracked) for listed in pictures),
        originals=Originals(
            source,
            path.parent,
            base if isinstance(base, str) else None,
            _video(facts, pictures),
        ),
        is_tracked=tracked,
        facts=facts,
        notes=remarks.notes,
        remarks=remarks.all,
        listing=lambda: iter(pictures),
        crowd_records=(lambda: (listed.crowd_instances(labels) for listed in pictures))
        if has_crowds
        else None,
    )


def are_tracked(objects: Iterable[Found], remarks: Remarks) -> bool:
    """Tell whether every object has a track; if only some have one, remark on it."""
    tracks = {one.track is not None for one in objects}
    if len(tracks) == 2:
        remarks.left_out("tracks", "not every object has one")
    return tracks == {True}


def _video(facts: Mapping[str, Any], pictures: Sequence[Listed]) -> VideoSource | None:
    """Return the video, if all pictures are frames of the one that the file names."""
    video = facts.get("video")
    if not isinstance(video, dict) or any(listed.moment is None for listed in pictures):
        return None
    try:
        return VideoSource.from_json(video)
    except ResultsError:
        return None


def moment_of(data: Any) -> Moment | None:
    """Return when a frame is shown, from what `Moment.to_json` made; None if there is nothing.

    Raises
    ------
    ValueError
        If there is something else.
    """
    if data is None:
        return None
    try:
        time_base_of(data["time_base"])
        moment = Moment.from_json(data)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise ValueError("its moment is none") from None
    if moment.index < 0:
        raise ValueError("its moment is none")
    return moment


def time_base_of(text: Any) -> Fraction:
    """Return the seconds a tick has; a fraction that is no more than short.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not isinstance(text, str) or not SHORT_FRACTION.fullmatch(text):
        raise ValueError(f"{text!r} is no time base")
    return Fraction(text)
