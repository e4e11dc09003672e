"""All that may happen to a picture before a network learns from it, one after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maskrcnn.input_size import KeepAspectRatio
from maskrcnn.masks import Size
from maskrcnn.training.augmentation.color import recolor
from maskrcnn.training.augmentation.copy_paste import copy_paste
from maskrcnn.training.augmentation.flip import flip
from maskrcnn.training.augmentation.grain import coarsen
from maskrcnn.training.augmentation.jitter import jitter
from maskrcnn.training.augmentation.mosaic import mosaic
from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.sample import Sample


@dataclass(frozen=True)
class Augment:
    """Changes pictures by chance, and brings them to one size.

    Attributes
    ----------
    options : AugmentOptions
    input_size : KeepAspectRatio
        How large the network is given each picture at prediction.
    size : (int, int)
        Height and width that they all get.
    """

    options: AugmentOptions
    input_size: KeepAspectRatio
    size: Size

    def __call__(
        self, sample: Sample, another: Callable[[], Sample], rng: np.random.Generator
    ) -> Sample:
        """Change one picture.

        Parameters
        ----------
        sample : Sample
        another : callable
            Returns a further picture, for mosaics and objects to paste.
        rng : Generator
            All chance there is, but for what `another` returns.
        """
        if rng.random() < self.options.mosaic:
            changed = self._four([sample, another(), another(), another()], rng)
        else:
            changed = self._one(sample, rng)
        if rng.random() < self.options.copy_paste:
            changed = copy_paste(changed, self._one(another(), rng), rng, self.options)
        return coarsen(recolor(changed, rng, self.options), rng, self.options)

    def _one(self, sample: Sample, rng: np.random.Generator) -> Sample:
        shown = self.input_size.of(sample.size)
        return flip(jitter(sample, shown, self.size, rng, self.options), rng, self.options)

    def _four(self, samples: list[Sample], rng: np.random.Generator) -> Sample:
        samples = [flip(each, rng, self.options) for each in samples]
        shown = [self.input_size.of(each.size) for each in samples]
        return mosaic(samples, shown, self.size, rng, self.options)
