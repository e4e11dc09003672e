"""Measure a model as the diary of nano does: precision, the worst classes, and large common things.

python -m tools.nano.measure MODEL… [--input-size SHORTER,LONGER]

On COCO_Tiny's validation half, in `shared/labelled`, which nothing was trained on.
"""

from __future__ import annotations

import argparse
from collections import Counter

import maskrcnn
from maskrcnn.datasets import Dataset, open_dataset
from maskrcnn.evaluation import EvaluationOptions, evaluate
from maskrcnn.instances import Instances
from maskrcnn.options import NetworkOptions
from maskrcnn.rcnn.boxes import iou
from tools.nano.data import PEOPLE

DATA = PEOPLE / "annotations" / "instances_val2017.json"
COMMON = (
    "person", "dog", "cat", "horse", "car", "truck", "chair", "bottle", "cup", "bicycle",
)  # fmt: skip
LARGE = 0.03
"""Objects whose masks fill more than this part of the photo are large."""
CONFIDENCE, OVERLAP = 0.5, 0.5
WORST = 10


def main() -> None:
    """Print it of each model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--input-size")
    options = parser.parse_args()
    dataset = open_dataset(DATA, source=PEOPLE / "val2017")
    for model in options.models:
        predictor = maskrcnn.load(model, network=NetworkOptions(options.input_size))
        print(model, options.input_size or "")
        _precision(predictor, dataset)
        _recall(predictor, dataset)


def _precision(predictor: maskrcnn.Predictor, dataset: Dataset) -> None:
    judged = evaluate(predictor, dataset, EvaluationOptions(worst=0))
    for name, figures in (("box", judged.boxes), ("mask", judged.masks)):
        print(f"  {name:4}", figures)
    classes = [each for each in judged.classes if each.sweep.marked]
    classes.sort(key=lambda each: each.figures.ap or 0)
    worst = (f"{each.name} {each.figures.ap:.3f}" for each in classes[:WORST])
    print("  worst of", len(classes), "classes:", ", ".join(worst))


def _recall(predictor: maskrcnn.Predictor, dataset: Dataset) -> None:
    marked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for place in range(len(dataset)):
        wanted = dataset.example(place).found
        shown = predictor(dataset.picture(place))
        shown = shown[shown.scores > CONFIDENCE]
        for name, is_found in _large(wanted, shown):
            marked[name] += 1
            found[name] += is_found
    every = f"{sum(found.values())}/{sum(marked.values())}"
    print(f"  large common things found at {CONFIDENCE}: {every} =", end=" ")
    print(f"{sum(found.values()) / sum(marked.values()):.3f}:", end=" ")
    print(", ".join(f"{name} {found[name]}/{marked[name]}" for name in COMMON))


def _large(wanted: Instances, shown: Instances) -> list[tuple[str, bool]]:
    """Return the large common things of a photo, and whether each is among what is shown."""
    pixels = wanted.size[0] * wanted.size[1]
    result = []
    for name, box, area in zip(wanted.names, wanted.boxes, wanted.areas, strict=True):
        if name in COMMON and area > LARGE * pixels:
            overlaps = iou(box[None], shown[name].boxes)
            result.append((name, bool((overlaps >= OVERLAP).any())))
    return result


if __name__ == "__main__":
    main()
