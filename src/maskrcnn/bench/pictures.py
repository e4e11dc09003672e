"""What the benchmark looks at."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from maskrcnn.masks import Size, Uint8
from maskrcnn.sources.frame import Frame
from maskrcnn.sources.image import read_picture

EXAMPLE = Path(__file__).parents[3] / "examples" / "photos" / "coffee.jpg"


def default_picture() -> Frame:
    """Return the example photo where this runs from a checkout, otherwise soft blobs of colour."""
    if EXAMPLE.exists():
        return read_picture(EXAMPLE, name=EXAMPLE.name)
    coarse = np.random.default_rng(3).integers(0, 256, (9, 12, 3), np.uint8)
    return Frame(resized(coarse, (576, 768)), "synthetic picture")


def resized(image: Uint8, size: Size) -> Uint8:
    """Return a picture `uint8 (H, W, 3)` stretched or shrunk to a height and width."""
    height, width = size
    shrinks = height < image.shape[0] and width < image.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=how), np.uint8)
