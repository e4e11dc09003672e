"""What came of an evaluation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.evaluation.average_precision import Precisions
from maskrcnn.evaluation.costs import Costs
from maskrcnn.evaluation.options import EvaluationOptions
from maskrcnn.evaluation.summary import Summary
from maskrcnn.evaluation.sweep import Advice, Sweep
from maskrcnn.evaluation.worst import Difficult


@dataclass(frozen=True, eq=False)
class ClassFigures:
    """How well one class is found.

    Attributes
    ----------
    name : str
        As the dataset has it.
    confidence : float
        The score that its objects must exceed to be shown.
    sizes : (int, int, int)
        How many small, medium and large objects are marked.
    boxes : Summary
    masks : Summary or None
        None where there are boxes only.
    sweep : Sweep
        What is right and wrong at every confidence, of masks where there are any.
    curves : float64 (3, 101)
        Precision at recalls of 0, 0.01, … 1, as COCO interpolates it: at an overlap of 0.5, of
        0.75, and on average of 0.5 to 0.95; -1 where nothing is marked.
    """

    name: str
    confidence: float
    sizes: tuple[int, int, int]
    boxes: Summary
    masks: Summary | None
    sweep: Sweep
    curves: NDArray[np.float64]

    @property
    def figures(self) -> Summary:
        """What counts most: the figures of masks, or of boxes where there are boxes only."""
        return self.boxes if self.masks is None else self.masks

    @property
    def shown(self) -> Advice:
        """How many are right and wrong of what is shown."""
        return self.sweep.at(self.confidence)

    def to_json(self) -> dict[str, Any]:
        """Return the figures for `json.dumps`."""
        return {
            "name": self.name,
            "confidence": self.confidence,
            "objects": self.sweep.marked,
            "sizes": list(self.sizes),
            "boxes": self.boxes.to_json(),
            "masks": None if self.masks is None else self.masks.to_json(),
            "sweep": self.sweep.to_json(),
            "curves": self.curves.round(4).tolist(),
        }


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How well what was found in a dataset agrees with what is marked there.

    Attributes
    ----------
    dataset, model, engine : str
        What was compared; the last two may be empty.
    options : EvaluationOptions
    pictures : int
    boxes : Summary
    masks : Summary or None
        None where there are boxes only.
    classes : tuple of ClassFigures
        All classes of the dataset, in its order.
    together : Sweep
        What is right and wrong of all classes at every confidence.
    curves : float64 (3, 101)
        The mean of those of the classes.
    confusion : int64 (C + 1, C + 1)
        How many objects of each class (row) are shown as which class (column) at the options'
        confidence and overlap. The last row has what is shown where nothing is marked, the last
        column what is missed.
    worst : tuple of Difficult
        The pictures that came out worst, the worst first.
    costs : Costs
    notes : tuple of str
        What a reader should know so as not to be misled.
    """

    dataset: str
    model: str
    engine: str
    options: EvaluationOptions
    pictures: int
    boxes: Summary
    masks: Summary | None
    classes: tuple[ClassFigures, ...]
    together: Sweep
    curves: NDArray[np.float64]
    confusion: NDArray[np.int64]
    worst: tuple[Difficult, ...]
    costs: Costs
    notes: tuple[str, ...] = ()

    @property
    def figures(self) -> Summary:
        """What counts most: the figures of masks, or of boxes where there are boxes only."""
        return self.boxes if self.masks is None else self.masks

    @property
    def ap(self) -> float:
        """Average precision of masks, or of boxes; 0 where nothing is marked."""
        return self.figures.ap or 0.0

    def to_json(self) -> dict[str, Any]:
        """Return all of it for `json.dumps`, pictures by their names."""
        return {
            "dataset": self.dataset,
            "model": self.model,
            "engine": self.engine,
            "options": asdict(self.options),
            "pictures": self.pictures,
            "boxes": self.boxes.to_json(),
            "masks": None if self.masks is None else self.masks.to_json(),
            "classes": [each.to_json() for each in self.classes],
            "together": self.together.to_json(),
            "curves": self.curves.round(4).tolist(),
            "confusion": self.confusion.tolist(),
            "worst": [each.to_json() for each in self.worst],
            "costs": asdict(self.costs),
            "notes": list(self.notes),
        }


def curves_of(measured: Precisions) -> NDArray[np.float64]:
    """Return precision by recall at an overlap of 0.5, of 0.75 and on average, `float64 (3, 101)`.

    The mean over all classes of which something is marked; -1 where there is none.
    """
    curves = measured.precision[:, :, :, 0, -1]
    known = curves[:, :, (curves > -1).all((0, 1))]
    if not known.shape[2]:
        return np.full((3, curves.shape[1]), -1.0)
    mean = known.mean(2)
    return np.stack([mean[0], mean[5], mean.mean(0)])
