"""Letterboxing, there and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.networks.letterbox import GREY, Letterbox
from tests.support.strategies import boxes_inside

sizes = st.tuples(st.integers(4, 400), st.integers(4, 400))


@given(sizes, sizes, st.data())
def test_boxes_return_to_where_they_were(picture, size, data):
    fit = Letterbox.of(picture, size)
    box = data.draw(boxes_inside(picture))[None]
    assert np.allclose(fit.to_picture(fit.to_input(box)), box, atol=0.01)


@given(sizes, sizes)
def test_the_picture_fills_the_input_one_way_and_lies_in_the_middle(picture, size):
    fit = Letterbox.of(picture, size)
    assert fit.content[0] == size[0] or fit.content[1] == size[1]
    filled = fit.fill(np.zeros((*picture, 3), np.uint8))
    assert filled.shape == (*size, 3)
    rows, columns = np.nonzero(filled[..., 0] != GREY)
    top, left = fit.offset
    assert (rows.min(), columns.min()) == (top, left)
    assert (rows.max() + 1, columns.max() + 1) == (top + fit.content[0], left + fit.content[1])
    assert abs(size[0] - (rows.max() + 1) - top) <= 1
