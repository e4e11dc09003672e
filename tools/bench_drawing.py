"""Time drawing against the default network, alternating, in a photo and in a frame of a video.

    python tools/bench_drawing.py [--rounds 30] [--precision f32]

The photo has 1920×1080 pixels and 20 objects, whose boxes take 2 to 3 % of the picture each, as in
COCO's photos of about 20 objects. The frame has 768×576 pixels and 10 people in a street. No pixels
are kept from one round to the next. Prints a line of JSON for each: medians in milliseconds, and
the ratio of the two.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

import maskrcnn
from maskrcnn.coco_classes import COCO_80
from maskrcnn.drawing.painter import paint


@dataclass(frozen=True)
class Scene:
    """What is in a picture; sides of objects and of a mask's cells in pixels."""

    name: str
    size: tuple[int, int]
    objects: int
    widths: tuple[int, int]
    heights: tuple[int, int]
    cell: float


SCENES = (
    Scene("photo", (1080, 1920), 20, (100, 380), (100, 380), 6),
    Scene("street", (576, 768), 10, (30, 50), (90, 130), 2.4),
)


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--precision", default="auto")
    options = parser.parse_args()
    predictor = maskrcnn.load(engine=maskrcnn.EngineOptions(precision=options.precision))
    for scene in SCENES:
        print(json.dumps(figures(scene, predictor, options.rounds)))


def figures(scene: Scene, predictor: maskrcnn.Predictor, rounds: int) -> dict[str, object]:
    """Draw and predict in turns."""
    image = np.random.default_rng(0).integers(0, 256, (*scene.size, 3), dtype=np.uint8)
    found = objects(scene)
    drawing, network = [], []
    for _ in range(rounds):
        drawing.append(milliseconds(lambda: paint(image, replace(found))))
        network.append(network_milliseconds(predictor(image)))
    box_areas = np.prod(found.boxes[:, 2:] - found.boxes[:, :2], axis=1)
    draw, net = statistics.median(drawing), statistics.median(network)
    return {
        "scene": scene.name,
        "engine": predictor.engine,
        "opencv": cv2.__version__,
        "objects": scene.objects,
        "mean_box_share": round(float(box_areas.mean()) / scene.size[0] / scene.size[1], 4),
        "drawing_ms": round(draw, 2),
        "drawing_ms_an_object": round(draw / scene.objects, 3),
        "network_ms": round(net, 1),
        "drawing_to_network": round(draw / net, 3),
    }


def network_milliseconds(found: maskrcnn.Instances) -> float:
    """Return the time that the network took of the whole."""
    return 0.0 if found.trace is None else found.trace.network_seconds * 1000


def objects(scene: Scene) -> maskrcnn.Instances:
    """Return ellipses, with soft crops as YOLO gives them: two cells for each of its prototypes."""
    rng = np.random.default_rng(1)
    low, high = zip(scene.widths, scene.heights, strict=True)
    sides = rng.integers(low, high, (scene.objects, 2))
    height, width = scene.size
    corners = rng.random((scene.objects, 2)) * (np.array([width, height]) - sides)
    return maskrcnn.Instances(
        size=scene.size,
        boxes=np.concatenate([corners, corners + sides], 1).astype(np.float32),
        scores=np.sort(rng.random(scene.objects))[::-1].astype(np.float32),
        class_ids=rng.integers(0, 80, scene.objects).astype(np.int32),
        crops=tuple(ellipse(*np.ceil(side / scene.cell).astype(int)[::-1]) for side in sides),
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
