"""The published loop: what the 2018 tutorial does with each picture, step by step.

Source: Adrian Rosebrock, "Mask R-CNN with OpenCV", PyImageSearch, 2018; the steps are the
tutorial's, the words are ours. Two things are added, without which it does not run today: OpenCV 5
is told to use the engine that reads such graphs, and boxes are clipped to the picture; those of
which nothing is left are passed over.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.engines.network import Array
from maskrcnn.labels import Labels
from maskrcnn.masks import Uint8

OUTPUTS = ("detection_out_final", "detection_masks")


@dataclass(frozen=True, eq=False)
class Drawn:
    """One picture with its objects drawn in, and the seconds that each part took.

    Attributes
    ----------
    picture : uint8 (H, W, 3)
        BGR.
    scores : float32 (N,)
        Of the objects drawn.
    blob, forward, drawing : float
        Seconds: to make the network's input, to run it, and for everything after.
    """

    picture: Uint8
    scores: NDArray[np.float32]
    blob: float
    forward: float
    drawing: float


class PublishedLoop:
    """The tutorial's network in `cv2.dnn`, and its loop over all that comes out.

    Parameters
    ----------
    graph, text_graph : Path
        The frozen graph, and its layers written for OpenCV.
    labels : Labels
        Class names, and the colours that the classes take in turn.
    confidence : float
        The score that an object must exceed.
    threshold : float
        The probability that a pixel of its mask must exceed.
    """

    def __init__(
        self,
        graph: Path,
        text_graph: Path,
        labels: Labels,
        confidence: float = 0.5,
        threshold: float = 0.3,
    ) -> None:
        paths = str(graph), str(text_graph)
        if hasattr(cv2.dnn, "ENGINE_CLASSIC"):
            self._net = cv2.dnn.readNetFromTensorflow(*paths, engine=cv2.dnn.ENGINE_CLASSIC)
        else:
            self._net = cv2.dnn.readNetFromTensorflow(*paths)
        self._labels = labels
        self._colors = labels.palette(len(labels))
        self._confidence = confidence
        self._threshold = threshold

    def __call__(self, image: Uint8) -> Drawn:
        """Draw the objects of a picture `uint8 (H, W, 3)` BGR into a copy of it."""
        start = time.perf_counter()
        self._net.setInput(cv2.dnn.blobFromImage(image, swapRB=True, crop=False))
        fed = time.perf_counter()
        boxes, masks = self._net.forward(list(OUTPUTS))
        answered = time.perf_counter()
        picture = image.copy()
        scores = self._draw(picture, boxes, masks)
        end = time.perf_counter()
        return Drawn(picture, scores, fed - start, answered - fed, end - answered)

    def _draw(self, picture: Uint8, boxes: Array, masks: Array) -> NDArray[np.float32]:
        height, width = picture.shape[:2]
        scores = []
        for i in range(boxes.shape[2]):
            class_id = int(boxes[0, 0, i, 1])
            score = boxes[0, 0, i, 2]
            if score > self._confidence:
                box = boxes[0, 0, i, 3:7] * np.array([width, height, width, height])
                inside = np.clip(box, 0, [width, height, width, height])
                if (inside[2:] <= inside[:2]).any():
                    continue
                x0, y0, x1, y1 = inside.astype("int").tolist()
                self._draw_one(picture, (x0, y0, x1, y1), masks[i, class_id], class_id, score)
                scores.append(score)
        return np.array(scores, np.float32)

    def _draw_one(
        self,
        picture: Uint8,
        corners: tuple[int, int, int, int],
        mask: Array,
        class_id: int,
        score: float,
    ) -> None:
        x0, y0, x1, y1 = corners
        color = self._colors[class_id]
        if x1 > x0 and y1 > y0:
            size = x1 - x0, y1 - y0
            pixels = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST) > self._threshold
            roi = picture[y0:y1, x0:x1]
            roi[pixels] = (0.4 * color + 0.6 * roi[pixels]).astype("uint8")
        cv2.rectangle(picture, (x0, y0), (x1, y1), color.tolist(), 2)
        text = f"{self._labels.name(class_id)}: {score:.4f}"
        font = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(picture, text, (x0, y0 - 5), font, 0.5, color.tolist(), 2)
