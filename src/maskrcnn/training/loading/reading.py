"""Pictures of a data set, no larger than training needs them, and kept ready while memory lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Lock
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets.dataset import Dataset
from maskrcnn.errors import MaskRCNNError, PictureError
from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.training.augmentation.scaling import scaled
from maskrcnn.training.sample import Sample, sample_of

DETAIL = 1.5
"""Pictures are at most this much larger than a network is given them."""
FEW = 2**30
"""Shrunk pictures are kept as pixels where all of them take no more bytes than this, and else as
JPEG. (What memory there is does not matter, so that it does not change what comes.)"""
QUALITY = 95
"""Of that JPEG."""


class Kept(NamedTuple):
    """A sample as it is kept: where there is a file, in place of the pixels of its picture."""

    sample: Sample
    file: NDArray[np.uint8] | None

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        pixels = self.sample.picture if self.file is None else self.file
        return pixels.nbytes + sum(mask.nbytes for mask in self.sample.masks)

    @property
    def whole(self) -> Sample:
        """The sample with its picture."""
        if self.file is None:
            return self.sample
        picture = np.asarray(cv2.imdecode(self.file, cv2.IMREAD_COLOR), np.uint8)
        return replace(self.sample, picture=picture)


class Reader:
    """Reads pictures of a data set by number, in several threads at once if need be.

    What it returns does not depend on what it was asked before.

    Parameters
    ----------
    dataset : Dataset
    input_size : KeepAspectRatio
        How large a network is given them, at most.
    memory : int
        Bytes that may be kept. Those that come first are: each round needs all of them once, so
        none is better than another.
    sure : float
        Objects whose marks are less sure than this become crowds.

    Attributes
    ----------
    refused : dict of int to PictureError
        The pictures that could not be read, by number.
    used : int
        Bytes that are kept.
    """

    def __init__(
        self, dataset: Dataset, input_size: KeepAspectRatio, memory: int, sure: float = 0.0
    ) -> None:
        self.refused: dict[int, PictureError] = {}
        self.used = 0
        self._dataset = dataset
        self._input_size = input_size
        self._memory = memory
        self._sure = sure
        largest = DETAIL**2 * input_size.shorter * input_size.longer * 3
        self._as_files = len(dataset) * largest > FEW
        self._kept: dict[int, Kept] = {}
        self._lock = Lock()

    def readable(self, place: int) -> Sample:
        """Return a picture or, if it cannot be read, the next one that can.

        Raises
        ------
        PictureError
            If there is none.
        """
        count = len(self._dataset)
        for each in range(place, place + count):
            if (sample := self._read(each % count)) is not None:
                return sample
        reason = self.refused[place]
        raise PictureError(f"{self._dataset.name}: no picture can be read: {reason}") from reason

    def _read(self, place: int) -> Sample | None:
        """Return a picture; None if it cannot be read."""
        if place in self.refused:
            return None
        kept = self._kept.get(place)
        if kept is None:
            try:
                kept = self._made(place)
            except PictureError as error:
                self.refused[place] = error
                return None
            self._keep(place, kept)
        return kept.whole

    def _made(self, place: int) -> Kept:
        with naming(self._dataset, place):
            picture, example = self._dataset.picture(place), self._dataset.example(place)
            sample = certain(sample_of(picture, example), self._sure)
            small = shrunk(sample, self._input_size)
        return _as_file(small) if self._as_files and small is not sample else Kept(small, None)

    def _keep(self, place: int, kept: Kept) -> None:
        with self._lock:
            if place not in self._kept and self.used + kept.size <= self._memory:
                self._kept[place] = kept
                self.used += kept.size


@contextmanager
def naming(dataset: Dataset, place: int) -> Iterator[None]:
    """Name the picture in which something goes wrong that nobody thought of."""
    try:
        yield
    except MaskRCNNError:
        raise
    except Exception as error:
        name = f"{dataset.name}: picture {place}"
        with suppress(Exception):
            name = dataset.example(place).found.name or name
        raise MaskRCNNError(f"{name}: cannot be made ready to learn from: {error!r}") from error


def certain(sample: Sample, sure: float) -> Sample:
    """Make crowds of the objects whose marks are less sure than a number, so that none teaches."""
    is_sure = sample.scores >= sure
    crowds = np.concatenate([sample.crowds, sample.boxes[~is_sure]])
    return sample if is_sure.all() else replace(sample[is_sure], crowds=crowds)


def shrunk(sample: Sample, input_size: KeepAspectRatio) -> Sample:
    """Return a picture as large as training needs it at most; itself if it is no larger."""
    height, width = sample.size
    longest = max(height, width)
    scale = DETAIL * min(input_size.shorter / min(height, width), input_size.longer / longest)
    if scale >= 1:
        return sample

    def smaller(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        rows, columns = (max(1, round(side * scale)) for side in image.shape[:2])
        return scaled(image, (rows, columns))

    picture = smaller(sample.picture)
    by = np.array([picture.shape[1] / width, picture.shape[0] / height] * 2, np.float32)
    return replace(
        sample,
        picture=picture,
        boxes=sample.boxes * by,
        masks=tuple(smaller(mask) for mask in sample.masks),
        crowds=sample.crowds * by,
    )


def _as_file(sample: Sample) -> Kept:
    _, file = cv2.imencode(".jpg", sample.picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return Kept(replace(sample, picture=np.zeros((0, 0, 3), np.uint8)), np.asarray(file, np.uint8))
