"""Where objects have been so far: the longer, the hotter."""

from __future__ import annotations

import cv2
import numpy as np

from maskrcnn.drawing.styles.style import Brush
from maskrcnn.instances import Instances
from maskrcnn.masks import Float, Uint8

SOFTNESS = 0.01
"""How far heat spreads, as a part of the picture's longer side."""

SMALL = 4
"""Heat is drawn this many times smaller, and stretched."""


class Heat:
    """Counts for each pixel how many objects have been there, in all frames."""

    def __init__(self) -> None:
        self._counts: Float | None = None

    def see(self, found: Instances) -> None:
        """Add a frame; one of another size begins anew."""
        if self._counts is None or self._counts.shape != found.size:
            self._counts = np.zeros(found.size, np.float32)
        for one in found:
            window, pixels = one.pixels
            self._counts[window.slices] += pixels

    def draw(self, canvas: Uint8, found: Instances, brush: Brush) -> None:
        """Blend the heat of all frames seen with a picture: hottest where objects were most."""
        if self._counts is None or not self._counts.any():
            return
        height, width = found.size
        small = max(1, width // SMALL), max(1, height // SMALL)
        heat = cv2.resize(self._counts, small, interpolation=cv2.INTER_AREA)
        heat = cv2.GaussianBlur(heat, (0, 0), max(SOFTNESS * max(small), 0.5))
        heat = np.rint(heat * (255 / heat.max())).astype(np.uint8)
        colors = cv2.applyColorMap(heat, cv2.COLORMAP_TURBO)
        opacity = np.minimum(heat.astype(np.float32) / 64, 1) * brush.opacity
        colors = cv2.resize(colors, (width, height), interpolation=cv2.INTER_LINEAR)
        opacity = cv2.resize(opacity, (width, height), interpolation=cv2.INTER_LINEAR)
        canvas[:] = cv2.blendLinear(colors, canvas, opacity, 1 - opacity)
