"""Videos of red squares that move, and a predictor that finds them, fast and to the pixel."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.engines.network import NetworkFile
from maskrcnn.errors import EngineError
from maskrcnn.instances import Instances, Trace
from maskrcnn.labels import Labels
from maskrcnn.models import Model, Spec
from maskrcnn.networks.segmenter import Findings, Segmenter
from maskrcnn.options import Selection
from maskrcnn.predictor import PredictOptions, Predictor
from tests.support.videos import Picture, Recipe, make

SIZE = (96, 160)
SIDE = 16
RED = (0, 0, 255)
SPEC = Spec("blobs", "finds what is red", "exported-rcnn", Labels(("blob", "other")))


class BlobSegmenter(Segmenter):
    """Finds connected red pixels, after a pause."""

    def __init__(self, pause: float = 0.0, requests: int = 1) -> None:
        super().__init__(SPEC, "thresholds on CPU", requests)
        self._pause = pause
        self.fails_at: int | None = None
        self.seen = 0

    def __call__(self, image: Picture, floors: NDArray[np.float32]) -> Instances:
        if self.seen == self.fails_at:
            raise EngineError(f"cannot bear picture {self.seen}")
        self.seen += 1
        time.sleep(self._pause)
        red = ((image[..., 2] > 128) & (image[..., 1] < 100)).astype(np.uint8)
        count, places, stats, _ = cv2.connectedComponentsWithStats(red)
        boxes = [(x, y, x + w, y + h) for x, y, w, h, area in stats[1:count] if area > 20]
        crops = tuple(
            np.asarray((places[y0:y1, x0:x1] > 0) * 255, np.uint8) for x0, y0, x1, y1 in boxes
        )
        if floors[0] >= 0.9:
            return Instances.empty(image.shape[:2], SPEC.labels)
        findings = Findings(
            np.array(boxes, np.float32).reshape(-1, 4),
            np.full(len(boxes), 0.9, np.float32),
            np.zeros(len(boxes), np.int32),
        )
        return self._instances(image, findings, crops, Trace("blobs", self.engine))


def blob_predictor(segmenter: BlobSegmenter | None = None) -> Predictor:
    """A predictor with the default options."""
    model = Model(SPEC, NetworkFile(Path("blobs.onnx")))
    return Predictor(model, segmenter or BlobSegmenter(), PredictOptions(Selection()))


def picture(number: int, size: tuple[int, int] = SIZE) -> Picture:
    """A grey picture with one square that moves to the right and one that moves down."""
    canvas = np.full((*size, 3), 90, np.uint8)
    for x, y in squares(number, size):
        cv2.rectangle(canvas, (x, y), (x + SIDE - 1, y + SIDE - 1), RED, cv2.FILLED)
    return canvas


def squares(number: int, size: tuple[int, int] = SIZE) -> list[tuple[int, int]]:
    """Where the squares of a picture are: left and top."""
    height, width = size
    return [
        (number % (width - SIDE), 4),
        (width - 2 * SIDE, 24 + number % (height - SIDE - 24)),
    ]


RECIPE = Recipe(pixels="yuv444p", rate=Fraction(25), b_frames=2, options={"crf": "8"})
"""Fine enough for the squares to be found exactly."""


def blob_clip(path: Path, count: int, recipe: Recipe = RECIPE) -> Path:
    """A clip of as many of these pictures."""
    return make(path, [picture(number) for number in range(count)], recipe)
