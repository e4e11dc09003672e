"""Time drawing 20 objects into a 1920×1080 photo against the default network, alternating.

    python tools/bench_drawing.py [--rounds 30] [--precision f32]

The objects' boxes take 2 to 3 % of the picture each, as in COCO's photos of about 20 objects. No
pixels are kept from one round to the next. Prints a line of JSON: medians in milliseconds, and the
ratio of the two.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

import maskrcnn
from maskrcnn.coco_classes import COCO_80
from maskrcnn.drawing.overlay import draw_overlay

HEIGHT, WIDTH, OBJECTS = 1080, 1920, 20


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--precision", default="auto")
    options = parser.parse_args()
    predictor = maskrcnn.load(engine=maskrcnn.EngineOptions(precision=options.precision))
    image = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    found = objects()
    drawing, network = [], []
    for _ in range(options.rounds):
        drawing.append(milliseconds(lambda: draw_overlay(image, replace(found))))
        network.append(network_milliseconds(predictor(image)))
    box_areas = np.prod(found.boxes[:, 2:] - found.boxes[:, :2], axis=1)
    draw, net = statistics.median(drawing), statistics.median(network)
    figures = {
        "engine": predictor.engine,
        "opencv": cv2.__version__,
        "objects": OBJECTS,
        "mean_box_share": round(float(box_areas.mean()) / HEIGHT / WIDTH, 4),
        "drawing_ms": round(draw, 2),
        "drawing_ms_an_object": round(draw / OBJECTS, 3),
        "network_ms": round(net, 1),
        "drawing_to_network": round(draw / net, 3),
    }
    print(json.dumps(figures))


def network_milliseconds(found: maskrcnn.Instances) -> float:
    """Return the time that the network took of the whole."""
    return 0.0 if found.trace is None else found.trace.network_seconds * 1000


def objects() -> maskrcnn.Instances:
    """Return ellipses of 100 to 380 pixels, with soft crops as YOLO gives them."""
    rng = np.random.default_rng(1)
    sides = rng.integers(100, 380, (OBJECTS, 2))
    corners = rng.random((OBJECTS, 2)) * (np.array([WIDTH, HEIGHT]) - sides)
    return maskrcnn.Instances(
        size=(HEIGHT, WIDTH),
        boxes=np.concatenate([corners, corners + sides], 1).astype(np.float32),
        scores=np.sort(rng.random(OBJECTS))[::-1].astype(np.float32),
        class_ids=rng.integers(0, 80, OBJECTS).astype(np.int32),
        crops=tuple(ellipse(height // 6, width // 6) for width, height in sides),
        labels=maskrcnn.Labels(COCO_80),
    )


def ellipse(height: int, width: int) -> np.ndarray:
    """Return a soft crop that is 255 inside an ellipse and falls off at its edge."""
    rows, columns = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)
    return (np.clip(4 * (1 - rows**2 - columns**2), 0, 1) * 255).astype(np.uint8)


def milliseconds(work: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
