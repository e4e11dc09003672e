"""A page of annotated pictures with their masks drawn, to see whether they are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePath

import cv2
import numpy as np

from maskrcnn.datasets.dataset import Dataset
from maskrcnn.datasets.threads import in_threads
from maskrcnn.drawing.look import Look
from maskrcnn.drawing.painter import paint
from maskrcnn.errors import PictureError, UsageError
from maskrcnn.formats.collection import Refusal, raise_refusal
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8
from maskrcnn.options import ClassesLike
from maskrcnn.writers.picture import Picture
from maskrcnn.writers.sheet_page import Thumbnail, page_of

MOST = 400
"""Pictures on a page."""
LOOK = Look(("mask", "outline"), thickness=1)
NAMED = Look(("mask", "outline", "label"), labels="name", thickness=1, text_scale=0.4)
MOST_NAMED = 12
"""Objects of a picture: names of more would hide them."""


@dataclass(frozen=True)
class PreviewOptions:
    """What a preview shows.

    Attributes
    ----------
    count : int
        Pictures, at most.
    seed : int
        Decides which.
    classes : str or iterable of str, optional
        Only objects of these, and only pictures that have some.
    side : int
        The longest side of a picture on the page, in pixels.

    Raises
    ------
    UsageError
        If there is no room for as many.
    """

    count: int = 24
    seed: int = 0
    classes: ClassesLike = None
    side: int = 320

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST:
            raise UsageError(f"--count {self.count}: a page has room for 1 to {MOST} pictures")


def preview(
    dataset: Dataset,
    options: PreviewOptions = PreviewOptions(),
    refuse: Refusal = raise_refusal,
    told: Callable[[], object] = lambda: None,
) -> Picture:
    """Lay some pictures of a data set out on a page, in random order.

    Parameters
    ----------
    dataset : Dataset
    options : PreviewOptions
    refuse : callable (name, error)
        Hears of each picture that cannot be read; others take its place. By default the error is
        raised.
    told : callable
        Called after each picture.

    Raises
    ------
    UsageError
        If there is no such class, or no picture to show.
    """

    def made(place: int) -> Thumbnail | tuple[str, PictureError] | None:
        found = dataset.example(place).found
        if options.classes is not None:
            found = found.select(0.0, options.classes)
        if options.classes is not None and not len(found):
            return None
        try:
            return _thumbnail(dataset.picture(place), found, options.side)
        except PictureError as error:
            return found.name, error

    def shown() -> Generator[Thumbnail, None, None]:
        order = np.random.default_rng(options.seed).permutation(len(dataset))
        for each in in_threads(made, order.tolist()):
            if isinstance(each, Thumbnail):
                told()
                yield each
            elif each is not None:
                refuse(*each)

    with closing(shown()) as some:
        thumbnails = list(islice(some, options.count))
    if not thumbnails:
        raise UsageError(f"{dataset.name}: has no picture to show")
    columns = round((len(thumbnails) * 1.5) ** 0.5) or 1
    return Picture(page_of(thumbnails, columns, options.side))


def _thumbnail(image: Uint8, found: Instances, side: int) -> Thumbnail:
    """Draw the objects into a picture that has been shrunk: lines and letters stay sharp."""
    height, width = image.shape[:2]
    scale = min(1.0, side / max(height, width))
    size = max(1, round(height * scale)), max(1, round(width * scale))
    small = np.asarray(cv2.resize(image, size[::-1], interpolation=cv2.INTER_AREA), np.uint8)
    by = np.array([size[1] / width, size[0] / height] * 2, np.float32)
    look = NAMED if len(set(found.names)) > 1 and len(found) <= MOST_NAMED else LOOK
    drawn = paint(small, replace(found, size=size, boxes=found.boxes * by), look)
    return Thumbnail(drawn, PurePath(found.name).name, _counts(found))


def _counts(found: Instances) -> str:
    """Return what is in a picture: `3 dog, 1 cat`."""
    counted = Counter(found.names).most_common()
    return ", ".join(f"{count} {name}" for name, count in counted) or "no object"
