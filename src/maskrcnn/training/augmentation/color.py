"""Pictures in another light: brightness, contrast, saturation and hue in one pass.

Each of them is a linear change of blue, green and red, and so are all of them together.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from maskrcnn.training.augmentation.options import AugmentOptions
from maskrcnn.training.sample import Sample

Matrix = NDArray[np.float64]

MIDDLE = 128.0
"""The grey that contrast turns about."""
LUMA = np.array([0.114, 0.587, 0.299])
"""How bright blue, green and red are (ITU-R BT.601)."""
YIQ = np.array([LUMA, [-0.3213, -0.2744, 0.5957], [0.3111, -0.5226, 0.2115]])
"""From blue, green and red to brightness and the plane of colours (NTSC, 1953)."""
BACK = np.linalg.inv(YIQ)


def recolor(sample: Sample, rng: np.random.Generator, options: AugmentOptions) -> Sample:
    """Change the colours of a picture by chance."""
    most = (options.brightness, options.contrast, options.saturation, options.hue)
    if not any(most):
        return sample
    brightness, contrast, saturation, hue = rng.uniform(-1, 1, 4) * most
    change = np.eye(3, 4)
    change[:, :3] = _turned(hue) @ _saturated(1 + saturation) * (1 + brightness) * (1 + contrast)
    change[:, 3] = -MIDDLE * contrast
    return replace(sample, picture=np.asarray(cv2.transform(sample.picture, change), np.uint8))


def _saturated(by: float) -> Matrix:
    """Return what moves colours away from the grey that is as bright, or towards it."""
    matrix: Matrix = by * np.eye(3) + (1 - by) * LUMA
    return matrix


def _turned(hue: float) -> Matrix:
    """Return what turns hues by a part of the circle; brightness stays."""
    cos, sin = np.cos(2 * np.pi * hue), np.sin(2 * np.pi * hue)
    turn = np.array([[1, 0, 0], [0, cos, -sin], [0, sin, cos]])
    matrix: Matrix = BACK @ turn @ YIQ
    return matrix
