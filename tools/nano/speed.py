"""Time nano's networks against those of yolov5s-seg, in turns, on a photo of 640×480.

python -m tools.nano.speed [MODEL]

Of both as many objects are kept: five. Printed are medians of the three stages together, and how
the two models compare.
"""

from __future__ import annotations

import sys
from statistics import median

import cv2
import numpy as np

import maskrcnn
from maskrcnn.machine import machine
from maskrcnn.masks import Uint8
from tools.nano.data import SHARED

PHOTO = SHARED / "labelled" / "COCO_Tiny" / "val2017" / "000000532481.jpg"
SIZE = 640, 480
OBJECTS = 5
ROUNDS = 60
SUREST = 0.999


def main() -> None:
    """Print it for both precisions."""
    nano = sys.argv[1] if len(sys.argv) > 1 else "mask-rcnn-nano"
    photo = np.asarray(cv2.resize(_read(), SIZE), np.uint8)
    print(", ".join(machine().values()))
    for precision in ("f32", "bf16"):
        engine = maskrcnn.EngineOptions("openvino", precision=precision)
        pair = [
            _keeping(maskrcnn.load(model, engine=engine, confidence=SUREST), photo)
            for model in (nano, "yolov5s-seg")
        ]
        seconds: list[list[float]] = [[], []]
        stages: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for predictor, taken in zip(pair, seconds, strict=True):
                trace = predictor(photo).trace
                assert trace is not None
                taken.append(trace.network_seconds)
                for name, each in trace.stages.items():
                    stages.setdefault(name, []).append(each)
        own, others = (1000 * median(taken) for taken in seconds)
        print(f"{precision}: {own:.1f} ms, yolov5s-seg {others:.1f} ms, ratio {own / others:.2f}")
        print("  ", {name: f"{1000 * median(taken):.1f}" for name, taken in stages.items()})


def _read() -> Uint8:
    image = cv2.imread(str(PHOTO))
    assert image is not None, PHOTO
    return np.asarray(image, np.uint8)


def _keeping(predictor: maskrcnn.Predictor, photo: Uint8) -> maskrcnn.Predictor:
    """Return a predictor of a confidence that keeps so many objects of a photo."""
    scores = np.sort(predictor.down_to(0.01)(photo).scores)[::-1]
    return predictor.down_to(float(scores[OBJECTS - 1 : OBJECTS + 1].mean()))


if __name__ == "__main__":
    main()
