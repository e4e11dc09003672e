"""Cubes, cylinders and balls in the way of each other: the tutorial's first figure.

The scene is small and whole: bodies of three kinds stand on a ground, a lamp throws their shadows
on it and on each other, and a camera looks at them from above. A pixel is of the body that the ray
through its centre meets first. That is decided by sums, products, quotients and square roots of
numbers of 32 bits alone, and so is alike on every machine; the picture's colours may differ by a
level where libraries round otherwise.
"""

from __future__ import annotations

from maskrcnn.datasets.scenes.scene import Scene
from maskrcnn.datasets.scenes.shapes.picture import draw
from maskrcnn.datasets.scenes.shapes.placing import LABELS
from maskrcnn.labels import Labels

SHAPES = Scene(
    "shapes",
    "cubes, cylinders and balls that hide each other",
    Labels(LABELS),
    ((256, 256), (240, 320), (256, 288)),
    draw,
)
