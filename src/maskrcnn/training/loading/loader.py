"""Batches, made ready by threads while the network learns from those before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count

import cv2
import numpy as np

from maskrcnn.datasets.dataset import Dataset
from maskrcnn.errors import PictureError
from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.masks import Size
from maskrcnn.training.augmentation.flip import flip
from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.loading.options import LoadOptions
from maskrcnn.training.loading.order import Order
from maskrcnn.training.sample import Batch, Sample, batch_of, sample_of


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
        Hears once of each picture that cannot be read; others take its place.
    """

    def __init__(
        self,
        dataset: Dataset,
        input_size: KeepAspectRatio,
        augment: AugmentOptions,
        options: LoadOptions,
        refuse: Callable[[PictureError], None] = say_nothing,
    ) -> None:
        self._dataset = dataset
        self._input_size = input_size
        self._augment = augment
        self._options = options
        self._refuse = refuse
        self._order = Order(len(dataset), options.batch, options.seed)

    def batches(self, step_from: int = 0) -> Iterator[Batch]:
        """Yield batches without end.

        A batch depends on the data set, the options and its number alone: who begins at a later
        step gets the same ones as who came there.

        Raises
        ------
        PictureError
            If no picture can be read.
        """
        with ThreadPoolExecutor(max(1, self._options.workers)) as threads:
            ready: deque[Future[Batch]] = deque()
            try:
                for step in count(step_from):
                    ready.append(threads.submit(self._made, step))
                    if len(ready) > self._options.ahead:
                        yield ready.popleft().result()
            finally:
                threads.shutdown(wait=False, cancel_futures=True)

    def _made(self, step: int) -> Batch:
        samples = [self._read(place) for place in self._order.of(step)]
        by_shape = sorted(samples, key=lambda each: each.size[1] / each.size[0])
        canvas = self._input_size.of(by_shape[len(samples) // 2].size)
        return batch_of([self._changed(*each, step, canvas) for each in enumerate(samples)])

    def _read(self, place: int) -> Sample:
        return sample_of(self._dataset.picture(place), self._dataset.example(place))

    def _changed(self, place: int, sample: Sample, step: int, canvas: Size) -> Sample:
        rng = np.random.default_rng((self._options.seed, step, place))
        return flip(_stretched(sample, canvas), rng, self._augment)


def _stretched(sample: Sample, size: Size) -> Sample:
    scale = np.array([size[1] / sample.size[1], size[0] / sample.size[0]] * 2, np.float32)
    picture = cv2.resize(sample.picture, size[::-1], interpolation=cv2.INTER_AREA)
    return Sample(
        np.asarray(picture, np.uint8),
        sample.boxes * scale,
        sample.class_ids,
        sample.masks,
        sample.scores,
        sample.crowds * scale,
    )
