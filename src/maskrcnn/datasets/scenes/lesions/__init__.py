"""Pigmented spots on skin with hairs, as a dermatoscope shows them: drawn, and of no medical worth.

They have what makes the boundaries of real ones hard to find: pigment that fades out, uneven
colours, hairs across, skin of all tones. They are made up by somebody who is no physician: a model
that was trained on them knows nothing of disease, and they stand for the case study's data in
tests and in the documentation alone.

A pixel is of a lesion where half of its pigment or more is left, whether a hair lies over it or
not, as people mark them too; that is decided by sums, products, quotients and square roots alone,
and so is alike on every machine.
"""

from __future__ import annotations

from maskrcnn.datasets.scenes.lesions.picture import draw
from maskrcnn.datasets.scenes.scene import Scene
from maskrcnn.labels import Labels

LESIONS = Scene(
    "lesions",
    "pigmented spots on skin with hairs, drawn, and of no medical worth",
    Labels(("lesion",)),
    ((240, 320), (288, 288), (256, 320)),
    draw,
)
