"""Transparency made visible."""

from __future__ import annotations

import numpy as np

from maskrcnn.drawing.checkers import CELL, DARK, LIGHT, opaque


def test_what_is_opaque_stays_and_what_is_not_shows_checkers():
    image = np.zeros((2 * CELL, 2 * CELL, 4), np.uint8)
    image[..., :3] = (10, 20, 30)
    image[:CELL, :, 3] = 255
    image[CELL, :, 3] = 51
    seen = opaque(image)
    assert (seen[:CELL] == (10, 20, 30)).all()
    assert (seen[CELL + 1 :, :CELL] == DARK).all()
    assert (seen[CELL + 1 :, CELL:] == LIGHT).all()
    mixed = np.array([10, 20, 30]) * 0.2 + DARK * 0.8
    assert np.abs(seen[CELL, 0] - mixed).max() <= 0.5


def test_a_picture_without_alpha_is_itself():
    image = np.zeros((3, 4, 3), np.uint8)
    assert opaque(image) is image
