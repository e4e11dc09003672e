"""Judges one picture after the other, and keeps numbers of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskrcnn.datasets import Example
from maskrcnn.errors import UsageError
from maskrcnn.evaluation.average_precision import LARGE_FROM, MEDIUM_FROM, AveragePrecision
from maskrcnn.evaluation.classes import ClassMatch
from maskrcnn.evaluation.confusion import Confusion
from maskrcnn.evaluation.costs import Costs
from maskrcnn.evaluation.evaluation import ClassFigures, Evaluation, curves_of
from maskrcnn.evaluation.objects import Objects, xywh
from maskrcnn.evaluation.options import EvaluationOptions
from maskrcnn.evaluation.pairing import mistakes, paired
from maskrcnn.evaluation.summary import Summary
from maskrcnn.evaluation.sweep import Sweeps
from maskrcnn.evaluation.worst import Difficult, Worst
from maskrcnn.instances import Instances, Trace
from maskrcnn.labels import Labels
from maskrcnn.masks import Size


class Jury:
    """Compares what is found with what is marked.

    Where one picture has boxes only, boxes are compared in all.
    """

    def __init__(self, labels: Labels, options: EvaluationOptions) -> None:
        """Judge pictures of a dataset's labels.

        Raises
        ------
        UsageError
            If the options name a class that there is not.
        """
        self._labels, self._options = labels, options
        self._floors = options.confidence.floors(labels)
        self._boxes = AveragePrecision("bbox", len(labels), options.most)
        self._masks: AveragePrecision | None = AveragePrecision("segm", len(labels), options.most)
        self._sweeps = Sweeps(len(labels))
        self._confusion = Confusion(len(labels))
        self._worst = Worst(options.worst)
        self._sizes = np.zeros((len(labels), 3), np.int64)
        self._pictures = 0
        self._matches: dict[Labels, ClassMatch] = {}
        self._trace = Trace()

    def add(
        self,
        place: int,
        example: Example,
        found: Instances,
        boxes: NDArray[np.float32] | None = None,
    ) -> None:
        """Take the picture at a place of the dataset: what is marked there, and what is found.

        Parameters
        ----------
        place : int
        example : Example
        found : Instances
        boxes : float32 (N, 4), optional
            Of the found objects, where they are known more finely; not finite where they are not.

        Raises
        ------
        UsageError
            If what is found is of a picture of another size, or has no class that is marked.
        """
        _check_sizes(example, found)
        if found.crops is None or example.found.crops is None:
            self._masks = None
        own, class_ids = self._counted(found)
        counted = found[own]
        marked = self._objects(example.found, example.found.class_ids, example.boxes)
        crowds = self._objects(example.crowds, example.crowds.class_ids)
        objects = self._objects(counted, class_ids, None if boxes is None else boxes[own])
        self._measure(place, example.found.size, (marked, crowds, objects))
        pairing = paired(objects, marked, crowds, self._options.iou)
        self._sweeps.add(marked, objects, pairing)
        wrong = mistakes(pairing, objects.scores > self._floors[class_ids], self._options.iou)
        self._confusion.add(marked, objects, wrong)
        self._worst.add(Difficult(place, example, counted, wrong))
        self._pictures += 1
        self._trace = found.trace or self._trace

    def _counted(self, found: Instances) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the places of those that count, best score first, and their classes."""
        if found.labels not in self._matches:
            self._matches[found.labels] = ClassMatch.of(found.labels, self._labels)
        class_ids = self._matches[found.labels].places[found.class_ids]
        known = np.flatnonzero((class_ids >= 0) & (found.scores > self._options.floor))
        order = np.argsort(-found.scores[known], kind="stable")[: self._options.most]
        own = known[order]
        return own, class_ids[own]

    def _objects(
        self,
        found: Instances,
        class_ids: NDArray[np.integer[Any]],
        boxes: NDArray[np.float32] | None = None,
    ) -> Objects:
        objects = Objects.of(found, class_ids, self._masks is not None)
        if boxes is None:
            return objects
        finer = np.where(np.isfinite(boxes).all(1, keepdims=True), boxes, found.boxes)
        return replace(objects, boxes=xywh(finer))

    def _measure(self, place: int, size: Size, sides: tuple[Objects, Objects, Objects]) -> None:
        self._boxes.add(place, size, *sides)
        if self._masks is not None:
            self._masks.add(place, size, *sides)
        marked = sides[0]
        group = np.digitize(marked.areas, (MEDIUM_FROM, LARGE_FROM))
        np.add.at(self._sizes, (marked.class_ids, group), 1)

    def verdict(self, dataset: str, costs: Costs, notes: tuple[str, ...] = ()) -> Evaluation:
        """Return what came of it."""
        boxes = self._boxes.close()
        masks = None if self._masks is None else self._masks.close()
        best = boxes if masks is None else masks
        classes = tuple(
            ClassFigures(
                name,
                round(float(self._floors[place]), 6),
                tuple(self._sizes[place].tolist()),
                Summary.of(boxes.of_class(place)),
                None if masks is None else Summary.of(masks.of_class(place)),
                self._sweeps.of_class(place),
                curves_of(best.of_class(place)),
            )
            for place, name in enumerate(self._labels.names)
        )
        told = [note for match in self._matches.values() for note in match.notes]
        return Evaluation(
            dataset=dataset,
            model=self._trace.model,
            engine=self._trace.engine,
            options=self._options,
            pictures=self._pictures,
            boxes=Summary.of(boxes),
            masks=None if masks is None else Summary.of(masks),
            classes=classes,
            together=self._sweeps.together(),
            curves=curves_of(best),
            confusion=self._confusion.counts,
            worst=self._worst.all(),
            costs=costs,
            notes=(*told, *notes),
        )


def _check_sizes(example: Example, found: Instances) -> None:
    if example.found.size != found.size:
        (height, width), (other_height, other_width) = example.found.size, found.size
        raise UsageError(
            f"{example.found.name}: is marked at {width}×{height} pixels, and was found at "
            f"{other_width}×{other_height}: compare pictures of the same size"
        )
