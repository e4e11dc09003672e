"""Measure mask AP of a model on photos with COCO labels, until `maskrcnn evaluate` does it.

    python tools/coco_ap.py ANNOTATIONS.json PHOTO_FOLDER [--model yolov5s-seg] [--precision f32]

Every object with a score of 0.01 or more counts, at most 100 a photo. Masks are compared at the
photo's own size. Prints a line of JSON.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from pathlib import Path
from typing import Any

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

import maskrcnn
from maskrcnn.coco_classes import category_ids


def main() -> None:
    """Segment the photos, compare, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("annotations", type=Path)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--model", default="yolov5s-seg")
    parser.add_argument("--precision", default="f32")
    parser.add_argument("--engine", default="auto")
    options = parser.parse_args()
    engine = maskrcnn.EngineOptions(options.engine, precision=options.precision)
    predictor = maskrcnn.load(options.model, confidence=0.01, engine=engine)
    with contextlib.redirect_stdout(sys.stderr):
        truth = COCO(str(options.annotations))
        results = predict(predictor, truth, options.photos)
        figures = {kind: average_precision(truth, results, kind) for kind in ("bbox", "segm")}
    print(json.dumps({"model": options.model, "engine": predictor.engine, **figures}))


def predict(predictor: maskrcnn.Predictor, truth: COCO, photos: Path) -> list[dict[str, Any]]:
    """Return COCO results of every photo, by the category ids of the annotations' own names."""
    official = category_ids(predictor.spec.labels.names)
    named = dict(zip(official, predictor.spec.labels.names, strict=True))
    ids = {category["name"]: category["id"] for category in truth.loadCats(truth.getCatIds())}
    results = []
    for image in truth.loadImgs(truth.getImgIds()):
        for result in predictor(photos / image["file_name"]).to_coco(image["id"]):
            name = named[result["category_id"]]
            if name in ids:
                results.append(result | {"category_id": ids[name]})
    return results


def average_precision(truth: COCO, results: list[dict[str, Any]], kind: str) -> dict[str, float]:
    """Return AP over IoU 0.5 to 0.95, AP at 0.5, and AP of small, medium and large objects."""
    evaluation = COCOeval(truth, truth.loadRes(results), kind)
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    names = ("AP", "AP50", "AP75", "small", "medium", "large")
    return {
        name: round(float(value), 4) for name, value in zip(names, evaluation.stats, strict=False)
    }


if __name__ == "__main__":
    main()
