"""COCO's average precision, one picture after the other, by hotcoco.

Sources: Lin et al., "Microsoft COCO: Common Objects in Context", 2014, arXiv:1405.0312;
https://cocodataset.org/#detection-eval. The figures are those of `pycocotools.cocoeval`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from maskrcnn.evaluation.objects import Objects
from maskrcnn.masks import Size

Kind = Literal["bbox", "segm"]
Record = dict[str, Any]

IOUS = np.linspace(0.5, 0.95, 10)
MEDIUM_FROM, LARGE_FROM = 32**2, 96**2
"""Pixels of objects that are no longer small, and no longer medium."""


@dataclass(frozen=True, eq=False)
class Precisions:
    """What COCO's evaluation measures; -1 where there is nothing to measure.

    Attributes
    ----------
    precision : float64 (10, 101, C, 4, 3)
        By overlap, recall, class, size (all, small, medium, large) and number of objects a picture
        (1, 10 and the most).
    recall : float64 (10, C, 4, 3)
    """

    precision: NDArray[np.float64]
    recall: NDArray[np.float64]

    def of_class(self, place: int) -> Precisions:
        """Return those of one class alone."""
        one = slice(place, place + 1)
        return Precisions(self.precision[:, :, one], self.recall[:, one])


class AveragePrecision:
    """Takes the objects of one picture after the other, and keeps their numbers only."""

    def __init__(self, kind: Kind, classes: int, most: int) -> None:
        """Compare boxes or masks, of some number of classes and of objects a picture."""
        from hotcoco import Params, StreamingEval

        params = Params(kind)
        params.max_dets = [1, 10, most]
        categories = [{"id": place, "name": str(place)} for place in range(classes)]
        self._kind = kind
        self._stream = StreamingEval(categories, kind, params=params)

    def add(self, place: int, size: Size, marked: Objects, crowds: Objects, found: Objects) -> None:
        """Take what is marked in a picture, and what is found in it.

        Parameters
        ----------
        place : int
            Of the picture among all, which decides between equal scores; in any order.
        size : (int, int)
            Height and width.
        marked, crowds, found : Objects
        """
        picture = {"id": place, "height": size[0], "width": size[1]}
        annotations = [*self._marked(marked, 0), *self._marked(crowds, 1)]
        for number, annotation in enumerate(annotations, start=1):
            annotation |= {"id": number, "image_id": place}
        results = [
            record | {"image_id": place, "score": score}
            for record, score in zip(self._records(found), found.scores.tolist(), strict=True)
        ]
        self._stream.update([picture], annotations, results)

    def _marked(self, objects: Objects, crowd: int) -> list[Record]:
        """Return annotations; their area is always that of the mask, as COCO has it."""
        return [
            record | {"area": float(area), "iscrowd": crowd}
            for record, area in zip(self._records(objects), objects.areas, strict=True)
        ]

    def _records(self, objects: Objects) -> list[Record]:
        """Return boxes or masks in COCO's words; of both, results would be taken for boxes."""
        if self._kind == "segm":
            shapes = [{"segmentation": mask} for mask in objects.masks or ()]
        else:
            shapes = [{"bbox": box} for box in objects.boxes.tolist()]
        return [
            {"category_id": class_id, **shape}
            for class_id, shape in zip(objects.class_ids.tolist(), shapes, strict=True)
        ]

    def close(self) -> Precisions:
        """Return what was measured."""
        evaluator = self._stream.finalize()
        evaluator.accumulate()
        measured = evaluator.eval or {}
        return Precisions(np.asarray(measured["precision"]), np.asarray(measured["recall"]))
