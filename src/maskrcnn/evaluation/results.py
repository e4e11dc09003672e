"""Judge what was found before, and kept in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from maskrcnn.datasets import Dataset
from maskrcnn.errors import UsageError
from maskrcnn.evaluation.costs import Costs
from maskrcnn.evaluation.evaluation import Evaluation
from maskrcnn.evaluation.jury import Jury
from maskrcnn.evaluation.options import EvaluationOptions
from maskrcnn.formats import Collection
from maskrcnn.instances import Instances


def evaluate_results(
    results: Collection,
    dataset: Dataset,
    options: EvaluationOptions = EvaluationOptions(),
    told: Callable[[], None] = lambda: None,
) -> Evaluation:
    """Measure how well results agree with what is marked.

    Pictures are the same if their names are, or else the names of their files, without the
    folders, or without the ending too. Those that the results do not tell of count as empty.

    Parameters
    ----------
    results : Collection
        With scores.
    dataset : Dataset
    options : EvaluationOptions
    told : callable
        Called after each picture of the dataset.

    Raises
    ------
    UsageError
        If no picture is in both, one has two sizes, or no class is the same.
    """
    book = NameBook([dataset.example(place).found.name for place in range(len(dataset))])
    jury = Jury(dataset.labels, options)
    left, strange = set(range(len(dataset))), 0
    for found, boxes in zip(results, results.told_boxes(), strict=True):
        place = book.find(found.name)
        if place is None or place not in left:
            strange += 1
            continue
        left.remove(place)
        jury.add(place, dataset.example(place), found, boxes)
        told()
    if len(left) == len(dataset):
        raise UsageError(
            f"{results.name}: tells of none of the pictures of {dataset.name}: are their names "
            "the same?"
        )
    for place in sorted(left):
        example = dataset.example(place)
        jury.add(place, example, Instances.empty(example.found.size, results.labels))
        told()
    verdict = jury.verdict(dataset.name, Costs(), _notes(len(left), strange))
    model = str(results.facts.get("model") or PurePath(results.name).name)
    return replace(verdict, model=verdict.model or model)


class NameBook:
    """Finds pictures by name, however much of their paths is told."""

    def __init__(self, names: list[str]) -> None:
        self._pages = [_unique([key(name) for name in names]) for key in _KEYS]

    def find(self, name: str) -> int | None:
        """Return the place of a picture, None where there is none, or more than one."""
        for key, page in zip(_KEYS, self._pages, strict=True):
            if (place := page.get(key(name))) is not None:
                return place
        return None


_KEYS: tuple[Callable[[str], str], ...] = (
    lambda name: name,
    lambda name: PurePath(name).name,
    lambda name: PurePath(name).stem,
)


def _unique(keys: list[str]) -> dict[str, int]:
    counts = Counter(keys)
    return {key: place for place, key in enumerate(keys) if counts[key] == 1}


def _notes(missing: int, strange: int) -> tuple[str, ...]:
    told = []
    if missing:
        told.append(
            f"The results do not tell of {missing} of the pictures: nothing counts as found there."
        )
    if strange:
        told.append(
            f"{strange} pictures of the results are not in the dataset, or twice in the results: "
            "they are not counted."
        )
    return tuple(told)
