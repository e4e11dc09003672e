"""The four kinds of understanding a picture, each drawn: what, where, which pixels, and whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from maskrcnn.drawing.colors import WHITE, instance_colors
from maskrcnn.drawing.pen import Pen
from maskrcnn.drawing.plates import FONT
from maskrcnn.drawing.styles import make_style
from maskrcnn.drawing.styles.style import Brush
from maskrcnn.instances import Instances
from maskrcnn.labels import color_wheel
from maskrcnn.masks import Uint8
from maskrcnn.webpage import fitted

CLASSES_SHOWN = 3
DARK = 0.25
"""What is left of the picture's light where a pixel is of no class."""


def at_most(found: Instances, image: Uint8, longest: int) -> Instances:
    """Return instances in a smaller picture, so that lines and letters drawn in it stay legible."""
    small = fitted(image, longest)
    height, width = small.shape[:2]
    scale = np.array([width / image.shape[1], height / image.shape[0]] * 2, np.float32)
    return replace(found, size=(height, width), boxes=found.boxes * scale, image=small)


def best_classes(found: Instances) -> list[tuple[str, float]]:
    """Return the classes of some instances, each with its best score, best first."""
    best: dict[str, float] = {}
    for name, score in zip(found.names, found.scores, strict=True):
        best.setdefault(name, float(score))
    return list(best.items())


def class_colors(found: Instances) -> dict[int, Uint8]:
    """Return a colour `uint8 (3,)` BGR for each class that was found, no two the same."""
    class_ids = dict.fromkeys(found.class_ids.tolist())
    return dict(zip(class_ids, color_wheel(len(class_ids)), strict=True))


def classification(image: Uint8, classes: Sequence[tuple[str, float]]) -> Uint8:
    """Write the best classes and their scores over the foot of a picture, with bars.

    Parameters
    ----------
    image : uint8 (H, W, 3)
        BGR.
    classes : sequence of (name, score)
        Best first, scores from 0 to 1.
    """
    canvas = image.copy()
    height, width = canvas.shape[:2]
    line = max(round(Pen.of(image).text_scale * 44), 1)
    rows = classes[:CLASSES_SHOWN]
    top = max(height - line * len(rows) - line // 2, 0)
    canvas[top:] = (canvas[top:] * DARK).astype(np.uint8)
    for row, (name, score) in enumerate(rows):
        y = top + line // 4 + row * line
        bar = (line // 2, y + line // 8), (line // 2 + round((width - line) * score), y + line - 2)
        cv2.rectangle(canvas, *bar, (110, 118, 15), cv2.FILLED)
        at, scale = (line, y + line * 3 // 4), Pen.of(image).text_scale
        cv2.putText(canvas, f"{name}: {score:.4f}", at, FONT, scale, WHITE, 1, cv2.LINE_AA)
    return canvas


def detection(found: Instances, image: Uint8) -> Uint8:
    """Draw a box and a label for each object, without masks."""
    canvas = image.copy()
    brush = Brush(instance_colors(found), Pen.of(canvas))
    for style in ("box", "label"):
        make_style(style).draw(canvas, found, brush)
    return canvas


def semantic(found: Instances, image: Uint8) -> Uint8:
    """Paint each pixel in the colour of its class, and leave the others dark.

    Where objects overlap, the pixel is of the class of the best score.
    """
    canvas = (image * DARK).astype(np.uint8)
    colors = class_colors(found)
    for one in list(found)[::-1]:
        window, pixels = one.pixels
        light = image[window.slices][pixels].mean(1, keepdims=True) / 255
        canvas[window.slices][pixels] = colors[one.class_id] * (0.6 + 0.4 * light)
    return canvas


def instance(found: Instances, image: Uint8) -> Uint8:
    """Paint and label each object in a colour of its own."""
    return found.draw(image).image
