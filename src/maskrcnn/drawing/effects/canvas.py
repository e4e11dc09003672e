"""A picture while effects work on it, and the parts of it that one effect changes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from maskrcnn.drawing.effects.average import smeared
from maskrcnn.drawing.effects.where import Where
from maskrcnn.instances import Instances
from maskrcnn.masks import Uint8, Window

UNMIX_PERCENT = 1.0
"""How far colours are taken from at edges, of the square root of the picture's area."""


@dataclass(frozen=True, eq=False)
class Canvas:
    """A picture, changed in place.

    Attributes
    ----------
    pixels : uint8 (H, W, 3)
        BGR.
    opacity : uint8 (H, W) or None
        255 where it is opaque, 0 where it is transparent; None where no effect makes it so.
    """

    pixels: Uint8
    opacity: Uint8 | None = None

    def visible(self) -> Uint8:
        """Return the pixels, black where they are wholly transparent."""
        if self.opacity is None:
            return self.pixels
        shown = cv2.bitwise_and(self.pixels, self.pixels, mask=self.opacity)
        return np.asarray(shown, np.uint8)


@dataclass(frozen=True, eq=False)
class Patch:
    """A rectangle of a picture, and how much of each of its pixels is to change.

    Attributes
    ----------
    canvas : Canvas
    window : Window
    alpha : uint8 (h, w)
        0 to 255: soft at the edges.
    """

    canvas: Canvas
    window: Window
    alpha: Uint8

    @property
    def pixels(self) -> Uint8:
        """The rectangle of the picture, `uint8 (h, w, 3)`: a view."""
        return self.canvas.pixels[self.window.slices]

    @property
    def length(self) -> float:
        """The side in pixels of a square as large as the rectangle."""
        return math.sqrt(math.prod(self.window.shape))

    def hiding(self) -> Patch:
        """Return it with soft edges outside of the object, so that no pixel of it shows through.

        Where a quarter of a pixel or more may be the object's, all of it changes.
        """
        return replace(self, alpha=np.asarray(cv2.convertScaleAbs(self.alpha, alpha=4), np.uint8))

    def paint(self, new: Uint8) -> None:
        """Put other pixels `uint8 (h, w, 3)` in place of these, as far as `alpha` says."""
        share = self.alpha * np.float32(1 / 255)
        self.pixels[:] = cv2.blendLinear(new, self.pixels, share, 1 - share)

    def unmix(self) -> None:
        """Rid what stays of the colours of what goes, at the soft edges.

        There a pixel shows both. The less of it stays, the more it takes the colour of what stays
        near it.
        """
        stays = 255 - self.alpha
        sigma = max(1.0, math.sqrt(math.prod(self.canvas.pixels.shape[:2])) * UNMIX_PERCENT / 100)
        near = smeared(self.pixels, stays, sigma)
        own = stays * np.float32(1 / 255)
        self.pixels[:] = cv2.blendLinear(self.pixels, near, own, 1 - own)

    def remove(self) -> None:
        """Make it transparent, as far as `alpha` says."""
        if self.canvas.opacity is not None:
            opacity = self.canvas.opacity[self.window.slices]
            np.minimum(opacity, 255 - self.alpha, out=opacity)


def patches(canvas: Canvas, found: Instances, where: Where) -> Iterator[Patch]:
    """Yield the parts that are meant: the whole picture for the background, or each object.

    Objects come from last to first, so that the best score lies on top.
    """
    meant = where.objects(found)
    if where.background:
        yield whole(canvas, 255 - coverage(meant))
    else:
        for one in list(meant)[::-1]:
            yield Patch(canvas, *one.alpha)


def whole(canvas: Canvas, alpha: Uint8) -> Patch:
    """Return the whole picture, to change as far as `alpha` `uint8 (H, W)` says."""
    height, width = alpha.shape
    return Patch(canvas, Window(0, 0, width, height), alpha)


def coverage(objects: Instances) -> Uint8:
    """Return how much of each pixel of a picture is any object's, `uint8 (H, W)`, 0 to 255."""
    alpha = np.zeros(objects.size, np.uint8)
    for one in objects:
        window, own = one.alpha
        roi = alpha[window.slices]
        np.maximum(roi, own, out=roi)
    return alpha
