"""Region, mask and cut-out of an instance."""

from __future__ import annotations

import numpy as np

from maskrcnn.writers.parts import Parts
from tests.support.samples import two_people_and_a_dog


def test_parts_are_those_of_the_box():
    found = two_people_and_a_dog()
    image = np.random.default_rng(0).integers(1, 256, (*found.size, 3), dtype=np.uint8)
    parts = Parts.of(image, found[1])
    assert np.array_equal(parts.roi, image[20:30, 40:60])
    assert parts.mask.shape == (10, 20)
    assert np.array_equal(parts.cutout > 0, np.repeat(parts.mask[..., None] > 0, 3, 2))
