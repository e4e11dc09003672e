"""Marked pictures in memory, what somebody finds in them, and how pycocotools judges that."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np
from hypothesis import strategies as st

from maskrcnn.datasets import Example
from maskrcnn.instances import Instances, Trace
from maskrcnn.interchange import rle_of
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8

CLASSES = Labels(("cat", "dog", "kite"))
seeds = st.integers(0, 2**32)
"""Of random scenes, which are too long to be printed."""
Box = tuple[float, float, float, float]


def blocks(
    size: tuple[int, int],
    *objects: tuple[str, Box] | tuple[str, Box, float],
    labels: Labels = CLASSES,
    name: str = "",
) -> Instances:
    """Return instances that fill their boxes: `("cat", (0, 0, 4, 4), 0.9)`."""
    boxes = np.array([each[1] for each in objects], np.float32).reshape(-1, 4)
    shapes = (boxes[:, 3:] - boxes[:, 1:2], boxes[:, 2:3] - boxes[:, :1])
    heights, widths = (np.maximum(each.ravel().astype(int), 1) for each in shapes)
    return Instances(
        size,
        boxes,
        np.array([each[2] if len(each) == 3 else 1.0 for each in objects], np.float32),
        np.array([labels.find(each[0]) for each in objects], np.int32),
        tuple(np.full(shape, 255, np.uint8) for shape in zip(heights, widths, strict=True)),
        labels,
        name=name,
    )


@dataclass(frozen=True)
class Marked:
    """A dataset of examples whose pictures are grey."""

    examples: Sequence[Example]
    labels: Labels = CLASSES
    name: str = "scenes"

    @classmethod
    def of(cls, *pictures: Instances, crowds: Sequence[Instances] = ()) -> Marked:
        """Mark pictures, without crowds unless some are given."""
        others = crowds or [picture[:0] for picture in pictures]
        pairs = zip(pictures, others, strict=True)
        return cls([Example(*pair) for pair in pairs], pictures[0].labels)

    def __len__(self) -> int:
        return len(self.examples)

    def example(self, place: int) -> Example:
        return self.examples[place]

    def picture(self, place: int) -> Uint8:
        return np.full((*self.examples[place].found.size, 3), 128, np.uint8)


@dataclass
class Finds:
    """A predictor that knows beforehand what it will find, picture by picture."""

    pictures: Sequence[Instances]
    floor: float = 0.5
    calls: list[int] = field(default_factory=list)

    def down_to(self, score: float) -> Finds:
        return replace(self, floor=min(self.floor, score))

    def __call__(self, pictures: list[Any]) -> list[Instances]:
        first = sum(self.calls)
        self.calls.append(len(pictures))
        trace = Trace("stand-in", "memory", network_seconds=0.25)
        return [
            replace(each[each.scores > self.floor], image=picture, trace=trace)
            for each, picture in zip(self.pictures[first:], pictures, strict=False)
        ]


@dataclass(frozen=True)
class Scene:
    """Random pictures: marked, crowds, and found."""

    marked: list[Instances]
    crowds: list[Instances]
    found: list[Instances]

    @property
    def dataset(self) -> Marked:
        return Marked.of(*self.marked, crowds=self.crowds)


def random_scene(seed: int, pictures: int = 3) -> Scene:
    """Draw objects, crowds over some, and findings near them, often of equal scores."""
    rng = np.random.default_rng(seed)
    size = (int(rng.integers(20, 160)), int(rng.integers(20, 160)))
    marked = [_random(rng, size, int(rng.integers(0, 6))) for _ in range(pictures)]
    crowds = [_random(rng, size, int(rng.integers(0, 3))) for _ in range(pictures)]
    found = [
        _near(rng, [*picture, *crowd], size, int(rng.choice([0, 4, 12, 40])))
        for picture, crowd in zip(marked, crowds, strict=True)
    ]
    return Scene(marked, crowds, found)


def _random(rng: np.random.Generator, size: tuple[int, int], count: int) -> Instances:
    boxes = np.array([_box(rng, size) for _ in range(count)], np.float32).reshape(-1, 4)
    return _instances(rng, size, boxes, rng.integers(0, 3, count), np.ones(count))


def _box(rng: np.random.Generator, size: tuple[int, int]) -> list[int]:
    height, width = size
    x0, y0 = int(rng.integers(0, width - 3)), int(rng.integers(0, height - 3))
    return [x0, y0, int(rng.integers(x0 + 2, width + 1)), int(rng.integers(y0 + 2, height + 1))]


def _near(
    rng: np.random.Generator, objects: list[Any], size: tuple[int, int], count: int
) -> Instances:
    boxes, classes = [], []
    for _ in range(count):
        near = objects[rng.integers(len(objects))] if objects and rng.random() < 0.8 else None
        box = np.array(_box(rng, size) if near is None else near.box, np.float32)
        shift = rng.integers(-3, 4, 4) / rng.choice([1, 2, 8])
        box = (box + shift).clip(0, [*size[::-1]] * 2).astype(np.float32)
        if (box[2:] - box[:2] < 1).any():
            continue
        boxes.append(box)
        keeps = near is not None and rng.random() < 0.8
        classes.append(near.class_id if keeps and near else int(rng.integers(3)))
    scores = rng.random(len(boxes)).astype(np.float32)
    ties = rng.random(len(boxes)) < 0.5
    scores[ties] = (scores[ties] * 3).round() / 4 + 0.125
    return _instances(rng, size, np.array(boxes, np.float32).reshape(-1, 4), classes, scores)


def _instances(
    rng: np.random.Generator,
    size: tuple[int, int],
    boxes: np.ndarray,
    classes: Any,
    scores: np.ndarray,
) -> Instances:
    """Return instances whose masks are ovals, best score first."""
    order = np.argsort(-scores, kind="stable")
    rows, columns = np.mgrid[-1:1:9j, -1:1:9j]
    oval = ((rows**2 + columns**2 <= rng.choice([1.3, 2.0])) * 255).astype(np.uint8)
    return Instances(
        size,
        boxes[order],
        scores[order].astype(np.float32),
        np.asarray(classes, np.int32)[order],
        (oval,) * len(boxes),
        CLASSES,
    )


def peer(scene: Scene, kind: str, most: int = 100) -> Any:
    """Return pycocotools' evaluation of a scene, `bbox` or `segm`."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    truth, found = COCO(), COCO()
    images = [
        {"id": place, "height": each.size[0], "width": each.size[1]}
        for place, each in enumerate(scene.marked)
    ]
    shared = {"images": images, "categories": [{"id": i} for i in range(len(CLASSES))]}
    marks = [*_records(scene.marked, "area"), *_records(scene.crowds, "area", iscrowd=1)]
    truth.dataset = {**shared, "annotations": _numbered(marks)}
    found.dataset = {**shared, "annotations": _numbered(_records(scene.found, kind))}
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        found.createIndex()
        evaluation = COCOeval(truth, found, kind)
        evaluation.params.maxDets = [1, 10, most]
        evaluation.evaluate()
        evaluation.accumulate()
        if most == 100:
            evaluation.summarize()
    return evaluation


def _records(pictures: list[Instances], kind: str, iscrowd: int = 0) -> list[dict[str, Any]]:
    """Return annotations; those found have the area of their box if boxes are compared."""
    records = []
    for one in chain.from_iterable(pictures):
        x0, y0, x1, y1 = one.box.astype(float).tolist()
        place = next(i for i, each in enumerate(pictures) if each is one.instances)
        records.append(
            {
                "image_id": place,
                "category_id": one.class_id,
                "bbox": [x0, y0, x1 - x0, y1 - y0],
                "segmentation": rle_of(one),
                "area": (x1 - x0) * (y1 - y0) if kind == "bbox" else one.area,
                "score": one.score,
                "iscrowd": iscrowd,
            }
        )
    return records


def _numbered(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**record, "id": number} for number, record in enumerate(records, start=1)]
