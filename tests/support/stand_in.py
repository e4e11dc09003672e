"""A stand-in for the tutorial's network: a folder of the same form, as large, with seeded weights.

On photos about a dozen boxes are called objects; which, and of what class, means nothing.
"""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from maskrcnn.coco_classes import COCO_90
from maskrcnn.labels import Labels
from maskrcnn.models.directory import GRAPH, complete_directory
from tests.support import published_widths
from tests.support.tensorflow_builder import GraphBuilder
from tests.support.tensorflow_calibration import calibrate
from tests.support.tensorflow_graphs import Setup, build_mask_rcnn
from tests.support.tensorflow_nets import Image

PHOTOS = Path(__file__).parents[2] / "examples" / "photos"
_SIZE = 480, 360
_ZOOMS = 1.0, 1.6, 2.5


def write(
    folder: Path, seed: int = 1, channels: Callable[[str], int] = published_widths.inception_v2
) -> Path:
    """Write graph, text graph, class names and colours, and return the folder.

    `channels` tells how wide a layer shall be, by the scope of its weights.
    """
    folder.mkdir(parents=True, exist_ok=True)
    graph = GraphBuilder(seed, channels)
    build_mask_rcnn(graph, Setup(classes=len(COCO_90)))
    calibrate(graph.save(folder / GRAPH), _pictures())
    return complete_directory(folder, Labels(COCO_90))


def _pictures() -> list[Image]:
    """Return the example photos, and the middle of each in close-up, which is smoother."""
    found = []
    for path in sorted(PHOTOS.glob("*.jpg")):
        photo = cv2.imread(str(path))
        assert photo is not None, path
        height, width = photo.shape[:2]
        for zoom in _ZOOMS:
            part = round(width / zoom), round(height / zoom)
            middle = cv2.getRectSubPix(photo, part, (width / 2, height / 2))
            found.append(np.asarray(cv2.resize(middle, _SIZE), np.uint8))
    return found
