"""One look at each picture, in order: numbers of all objects, pictures of some of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from maskrcnn.formats import Collection
from maskrcnn.instances import Instances
from maskrcnn.masks import Size, Uint8
from maskrcnn.report.cutouts import Cutouts
from maskrcnn.report.numbers import Numbers
from maskrcnn.report.options import ReportOptions
from maskrcnn.report.outlines import outlines
from maskrcnn.report.thumbnails import data_uri_within
from maskrcnn.zones import Counter

LETTERS_AN_OBJECT = 48
"""About how long the numbers of an object are in the page."""
NUMBERS, VIEWS, CUTOUTS = 0.4, 0.42, 0.12
"""What parts of the page may go to numbers, pictures and objects by themselves."""
LEAST_LETTERS = 2000

ReadPicture = Callable[[], Uint8 | None]
"""Gives a picture `uint8 (H, W, 3)` BGR, or None where it is gone."""


@dataclass(frozen=True)
class View:
    """A picture that the page shows.

    Attributes
    ----------
    picture : int
        Its place among all pictures.
    first : int
        The number of its first object.
    size : (int, int)
        Height and width of the picture itself.
    shown : (int, int)
        Height and width that outlines are drawn in.
    source : str or None
        The picture as a data URI; None where it is gone.
    outlines : list of str
        A path of SVG for each object.
    """

    picture: int
    first: int
    size: Size
    shown: Size
    source: str | None
    outlines: list[str]


@dataclass
class Survey:
    """What there is to tell of all pictures looked at so far.

    Attributes
    ----------
    collection : Collection
    options : ReportOptions
    seconds : list of float or None
        When each frame is shown; None for a photo.
    frames : list of int or None
        Which frame of the video it is.
    views : list of View
    models : dict of str to None
        Models that found something, in order.
    has_masks : bool
    """

    collection: Collection
    options: ReportOptions
    seconds: list[float | None] = field(default_factory=list)
    frames: list[int | None] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    models: dict[str, None] = field(default_factory=dict)
    has_masks: bool = False

    def __post_init__(self) -> None:
        letters = self.options.megabytes * 1e6
        names = sum(map(len, self.collection.names))
        most = int((letters * NUMBERS - names) / LETTERS_AN_OBJECT)
        self.numbers = Numbers(max(most, LEAST_LETTERS))
        self.cutouts = Cutouts(
            self.options.cutouts,
            self.options.cutout_side,
            _share(letters * CUTOUTS, self.options.cutouts),
        )
        options, video = self.options, self.collection.is_video
        self._shown = spread(len(self.collection), options.frames if video else options.photos)
        self._letters = _share(letters * VIEWS, len(self._shown))
        self._counter: Counter | None = None

    @property
    def is_video(self) -> bool:
        """Whether the pictures are frames, each with its time."""
        return len(self.seconds) > 0 and None not in self.seconds

    @property
    def counts(self) -> dict[str, Any] | None:
        """What lines and zones counted; None without any."""
        return None if self._counter is None else self._counter.summary()

    def look(self, found: Instances, picture: ReadPicture) -> None:
        """Take in the next picture."""
        place, moment = len(self.seconds), found.moment
        self.seconds.append(None if moment is None else moment.seconds)
        self.frames.append(None if moment is None else moment.index)
        self.has_masks |= found.crops is not None and len(found) > 0
        if found.trace is not None:
            self.models.setdefault(found.trace.model)
        self._count(found)
        first = self.numbers.add(found, place)
        wanted = place in self._shown or any(
            self.cutouts.wants(one, first + one.index) for one in found
        )
        image = picture() if wanted else None
        if image is not None:
            self._cut_out(found, first, image)
        if place in self._shown:
            self.views.append(self._view(found, image, place, first))

    def _count(self, found: Instances) -> None:
        options = self.options
        if not options.lines and not options.zones:
            return
        if self._counter is None:
            self._counter = Counter(options.lines, options.zones, found.size, found.labels)
        self._counter.update(found)

    def _cut_out(self, found: Instances, first: int, image: Uint8) -> None:
        for one in found:
            if self.cutouts.wants(one, first + one.index):
                self.cutouts.take(one, first + one.index, image)

    def _view(self, found: Instances, image: Uint8 | None, place: int, first: int) -> View:
        scale = min(1.0, self.options.side / max(found.size))
        height, width = (max(1, round(side * scale)) for side in found.size)
        paths = outlines(found, scale, self._letters // 3)
        left = max(self._letters - sum(map(len, paths)), LEAST_LETTERS)
        source = None if image is None else data_uri_within(image, self.options.side, left)
        return View(place, first, found.size, (height, width), source, paths)


def spread(count: int, most: int) -> frozenset[int]:
    """Return which of some things in a row to take: `most` of them, from first to last."""
    if count <= most:
        return frozenset(range(count))
    if most < 2:
        return frozenset(range(most))
    return frozenset(i * (count - 1) // (most - 1) for i in range(most))


def _share(letters: float, count: int) -> int:
    return max(int(letters / max(count, 1)), LEAST_LETTERS)
