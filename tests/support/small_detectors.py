"""Small detectors of two stages whose results are worth comparing.

Their weights are random, but calibrated, so that scores are spread and masks neither empty nor
full. Folders have the tutorial's form and are written once a session.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

import cv2
import numpy as np
import pytest

from maskrcnn.labels import Labels
from maskrcnn.models.directory import GRAPH, complete_directory
from maskrcnn.options import NetworkOptions
from tests.support.shared import EXAMPLES, seen
from tests.support.tensorflow_calibration import calibrate
from tests.support.tensorflow_graphs import ExtractorName, Setup, faster_rcnn, mask_rcnn
from tests.support.tensorflow_nets import Image

Kind: TypeAlias = Literal["mask_rcnn", "faster_rcnn"]

BAKED = 0.3
"""The score that the graphs themselves ask of a detection."""

NATIVE = NetworkOptions(input_size="native")

_DETECTED = 0.2
"""The share of proposals that are objects; a hundred of them give some ten objects a picture."""

_SMALL = 180, 240


def folder(
    factory: pytest.TempPathFactory,
    kind: Kind = "mask_rcnn",
    extractor: ExtractorName = "inception",
) -> Path:
    """Return the folder of a detector, which any test may read and none may change."""
    path = factory.getbasetemp() / "detectors" / f"{kind}-{extractor}"
    if not path.exists():
        path.mkdir(parents=True)
        write = {"mask_rcnn": mask_rcnn, "faster_rcnn": faster_rcnn}[kind]
        setup = Setup(extractor=extractor)
        pictures = [photo(name, _SMALL) for name in ("astronaut", "cat", "coffee")]
        calibrate(write(path / GRAPH, setup), pictures, _DETECTED)
        complete_directory(path, Labels(tuple(f"thing {n}" for n in range(setup.classes))))
    return path


def photo(name: str, size: tuple[int, int]) -> Image:
    """Return an example photo in a height and width."""
    resized = cv2.resize(seen(EXAMPLES / f"{name}.jpg"), size[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(resized, np.uint8)
