"""Go through a dataset with a predictor, or with what was found before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from maskrcnn.datasets import Dataset
from maskrcnn.errors import PictureError
from maskrcnn.evaluation.costs import Meter
from maskrcnn.evaluation.evaluation import Evaluation
from maskrcnn.evaluation.jury import Jury
from maskrcnn.evaluation.options import EvaluationOptions
from maskrcnn.formats.collection import Refusal, raise_refusal
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8


class Finder(Protocol):
    """What finds objects as `maskrcnn.Predictor` does."""

    def down_to(self, score: float) -> Finder:
        """Return one that shows objects of lower scores too."""
        ...

    def __call__(self, pictures: list[Any]) -> list[Instances]:
        """Return the instances in each picture `uint8 (H, W, 3)` BGR."""
        ...


def evaluate(
    predictor: Finder,
    dataset: Dataset,
    options: EvaluationOptions = EvaluationOptions(),
    told: Callable[[], None] = lambda: None,
    refuse: Refusal = raise_refusal,
) -> Evaluation:
    """Measure how well what a predictor finds agrees with what is marked.

    Parameters
    ----------
    predictor : Predictor, or what is used like one
    dataset : Dataset
    options : EvaluationOptions
    told : callable
        Called after each picture.
    refuse : callable (name, error)
        Hears of each picture that cannot be read, which is then left out; by default the error is
        raised.

    Raises
    ------
    UsageError
        If the predictor knows no class that is marked.
    PictureError
        If a picture cannot be read.
    """
    jury = Jury(dataset.labels, options)
    meter = Meter(predictor.down_to(options.floor))
    judged = 0
    for group in _groups(_pictures(dataset, told, refuse), options.group):
        found = meter([picture for _, picture in group])
        for (place, _), each in zip(group, found, strict=True):
            jury.add(place, dataset.example(place), each)
            judged += 1
            told()
    return jury.verdict(dataset.name, meter.costs(judged))


def _pictures(
    dataset: Dataset, told: Callable[[], None], refuse: Refusal
) -> Iterator[tuple[int, Uint8]]:
    """Give the places of pictures that can be read, and the pictures."""
    for place in range(len(dataset)):
        try:
            picture = dataset.picture(place)
        except PictureError as error:
            refuse(dataset.example(place).found.name, error)
            told()
        else:
            yield place, picture


def _groups(pictures: Iterable[tuple[int, Uint8]], size: int) -> Iterator[list[tuple[int, Uint8]]]:
    """Give pictures in lists of a size; the last may be shorter."""
    group: list[tuple[int, Uint8]] = []
    for each in pictures:
        group.append(each)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group
