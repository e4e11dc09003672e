"""Batches, made ready by threads while a network learns from those before.

OpenCV and NumPy let go of Python's lock for most of the work, and threads share one memory of
pictures, so that processes would gain nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from itertools import count

import numpy as np

from maskrcnn.datasets.dataset import Dataset
from maskrcnn.datasets.threads import in_threads
from maskrcnn.errors import PictureError, UsageError
from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.training.augmentation.augment import Augment
from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.loading.options import LoadOptions
from maskrcnn.training.loading.order import Order, how_often
from maskrcnn.training.loading.reading import Reader, naming
from maskrcnn.training.loading.shapes import common_size, input_sizes
from maskrcnn.training.sample import Batch, Sample, batch_of

CHANCE = 1
"""Sets the chance of pictures apart from that of the order, which comes of the same seed."""


def say_nothing(_error: PictureError) -> None:
    """Let pictures that cannot be read be left out silently."""


class Loader:
    """Makes batches of a data set.

    Parameters
    ----------
    dataset : Dataset
    input_size : KeepAspectRatio
        Of the network.
    augment : AugmentOptions
    options : LoadOptions
    refuse : callable (PictureError)
        Hears once of each picture that cannot be read, where batches are asked for; another one
        takes its place.

    Raises
    ------
    UsageError
        If there are no pictures.
    """

    def __init__(
        self,
        dataset: Dataset,
        input_size: KeepAspectRatio,
        augment: AugmentOptions,
        options: LoadOptions,
        refuse: Callable[[PictureError], None] = say_nothing,
    ) -> None:
        if not len(dataset):
            raise UsageError(f"{dataset.name}: has no pictures to learn from")
        self._dataset = dataset
        self._augment = augment
        self._options = options
        self._refuse = refuse
        self._told: set[int] = set()
        self._sizes = input_sizes(input_size, options.shorter)
        self._reader = Reader(dataset, self._sizes[-1], options.memory, options.sure)
        self._order = Order(how_often(dataset, options.rare), options.batch, options.seed)

    def batches(self, step_from: int = 0) -> Generator[Batch, None, None]:
        """Yield batches without end; close it when no more are wanted.

        A batch depends on the data set, the options and its number alone: who begins at a later
        step gets the same ones as who came there.

        Raises
        ------
        PictureError
            If no picture can be read.
        MaskRCNNError
            If something else is wrong with a picture; the message names it.
        """
        with closing(in_threads(self.batch, count(step_from), self._options.workers)) as batches:
            for batch in batches:
                self._tell()
                yield batch

    def _tell(self) -> None:
        for place in sorted(self._reader.refused.keys() - self._told):
            self._told.add(place)
            self._refuse(self._reader.refused[place])

    def batch(self, step: int) -> Batch:
        """Return the batch of a step, counted from 0."""
        places = self._order.of(step)
        samples = [self._reader.readable(place) for place in places]
        chance = np.random.default_rng((CHANCE, self._options.seed, step))
        input_size = self._sizes[chance.integers(len(self._sizes))]
        size = common_size([each.size for each in samples], input_size)
        augment = Augment(self._augment, input_size, size)
        changed = []
        for number, (place, sample) in enumerate(zip(places, samples, strict=True)):
            rng = np.random.default_rng((CHANCE, self._options.seed, step, 1 + number))
            changed.append(self._changed(augment, sample, place, rng))
        return batch_of(changed)

    def _changed(
        self, augment: Augment, sample: Sample, place: int, rng: np.random.Generator
    ) -> Sample:
        def another() -> Sample:
            return self._reader.readable(self._order.any(rng))

        with naming(self._dataset, place):
            return augment(sample, another, rng)
