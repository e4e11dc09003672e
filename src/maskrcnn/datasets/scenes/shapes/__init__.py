"""Cubes, cylinders and balls in the way of each other: the tutorial's first figure."""

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
