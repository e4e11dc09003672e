"""The region, the mask and the cut-out of one instance, as the tutorial's `--visualize` shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskrcnn.instances import Instance
from maskrcnn.masks import Uint8


@dataclass(frozen=True, eq=False)
class Parts:
    """Three pictures of an instance, each of the size of its box in whole pixels.

    Attributes
    ----------
    roi : uint8 (h, w, 3)
        What the box shows.
    mask : uint8 (h, w)
        255 where the object is.
    cutout : uint8 (h, w, 3)
        The object on black.
    """

    roi: Uint8
    mask: Uint8
    cutout: Uint8

    @classmethod
    def of(cls, image: Uint8, one: Instance) -> Parts:
        """Take the parts of an instance out of its picture `uint8 (H, W, 3)`."""
        window, pixels = one.pixels
        roi = image[window.slices]
        mask = pixels.astype(np.uint8) * 255
        return cls(roi, mask, roi * pixels[..., None])

    def items(self) -> tuple[tuple[str, Uint8], ...]:
        """Return the names of the parts with the parts."""
        return ("roi", self.roi), ("mask", self.mask), ("cutout", self.cutout)
