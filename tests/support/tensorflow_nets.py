"""Runs frozen graphs in `cv2.dnn` behind the text graphs that we write for them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.models.tensorflow_graph import identify, read_graph, write_text_graph

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

ENGINE: dict[str, Any] = (
    {"engine": cv2.dnn.ENGINE_CLASSIC} if hasattr(cv2.dnn, "ENGINE_CLASSIC") else {}
)
"""OpenCV 5 has other engines too, which return wrong tensors for these graphs."""


def synthetic_picture(seed: int = 3) -> Image:
    """Return soft blobs of colour, 160x120."""
    coarse = np.random.RandomState(seed).randint(0, 256, (9, 12, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (160, 120), interpolation=cv2.INTER_CUBIC), np.uint8)


def run_behind_own_text(graph: Path, image: Image, *extra: str) -> dict[str, Floats]:
    """Identify a graph, write its text graph beside it, and run both on a picture.

    `extra` are layers whose results are wanted besides the detector's own.
    """
    read = read_graph(graph)
    architecture = identify(read)
    text = graph.with_suffix(".pbtxt")
    text.write_text(write_text_graph(read, architecture))
    height, width = architecture.input_size or image.shape[:2]
    return run(graph, text, image, (width, height), [*architecture.outputs, *extra])


def run(
    graph: Path, text: Path, image: Image, size: tuple[int, int], outputs: Sequence[str]
) -> dict[str, Floats]:
    net = cv2.dnn.readNetFromTensorflow(str(graph), str(text), **ENGINE)
    net.setInput(cv2.dnn.blobFromImage(image, size=size, swapRB=True, crop=False))
    results = net.forward(list(outputs))
    return {name: np.array(result) for name, result in zip(outputs, results, strict=True)}
