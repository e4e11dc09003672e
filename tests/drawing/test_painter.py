"""A look, put on one picture after the other."""

from __future__ import annotations

import numpy as np

from maskrcnn.drawing.look import Look
from maskrcnn.drawing.painter import Painter, paint
from tests.drawing.test_styles import SIZE, moved, ring


def test_photos_know_nothing_of_each_other():
    image = np.full((*SIZE, 3), 100, np.uint8)
    first, second = ring(), moved(ring(), -60)
    with Painter(Look.of("heat"), first.labels) as painter:
        photos = [painter.paint_photo(image, found) for found in (first, second)]
    for found, photo in zip((first, second), photos, strict=True):
        assert np.array_equal(photo, paint(image, found, Look.of("heat")))
    assert not np.array_equal(photos[0], photos[1])
    assert (image == 100).all()
