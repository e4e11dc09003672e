"""Proposals by Selective Search, which R-CNN and Fast R-CNN looked at.

Uijlings et al., "Selective Search for Object Recognition", 2013: a picture is cut into small
regions of even colour, and the most alike of neighbouring ones are joined again and again, in
several colour spaces; each region that comes about on the way proposes its box. No network is
needed, and none helps. From `cv2.ximgproc` of OpenCV's contributed modules, in its fast mode.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from maskrcnn.errors import EngineError
from maskrcnn.masks import Float, Uint8

SIDE = 500
"""Pixels of the longer side while searching: R-CNN searched in pictures 500 pixels wide."""
MOST = 2000
"""How many proposals R-CNN and Fast R-CNN looked at, about."""


def available() -> bool:
    """Tell whether this build of OpenCV brings Selective Search."""
    return _module() is not None


def _module() -> Any:
    return getattr(getattr(cv2, "ximgproc", None), "segmentation", None)


def selective_search(image: Uint8, most: int = MOST) -> Float:
    """Propose boxes that may hold an object.

    The ranking is partly drawn by lot, as its authors have it: it differs from call to call.

    Parameters
    ----------
    image : uint8 (H, W, 3)
        BGR.
    most : int
        How many to return.

    Returns
    -------
    float32 (P, 4)
        `xyxy` in pixels of the picture, inside it, best first.

    Raises
    ------
    EngineError
        If this build of OpenCV lacks it.
    """
    if not available():
        raise EngineError(
            "this build of OpenCV has no Selective Search: "
            'run `pip install "maskrcnn[selective-search]"`'
        )
    height, width = image.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    small = max(round(width * scale), 1), max(round(height * scale), 1)
    search = _module().createSelectiveSearchSegmentation()
    search.setBaseImage(cv2.resize(image, small, interpolation=cv2.INTER_AREA))
    search.switchToSelectiveSearchFast()
    corners = np.asarray(search.process(), np.float32).reshape(-1, 4)[:most]
    boxes: Float = np.concatenate([corners[:, :2], corners[:, :2] + corners[:, 2:]], 1)
    return boxes * np.array([width / small[0], height / small[1]] * 2, np.float32)
