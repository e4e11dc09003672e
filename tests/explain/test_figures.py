"""Heat maps."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from maskrcnn.explain.figures import grey, heat, liveliest

numbers = st.floats(width=32, allow_nan=True, allow_infinity=True)


@given(arrays.arrays(np.float32, (3, 4), elements=numbers))
def test_any_numbers_have_a_heat_map(values):
    assert heat(values).shape == (3, 4, 3)


def test_the_least_is_dark_and_the_greatest_bright():
    values = np.array([[1, 2, 3.5]], np.float32)
    assert grey(values).tolist() == [[0, 102, 255]]
    light = heat(values).sum(2)[0]
    assert light[0] < light[1] < light[2]


def test_one_value_everywhere_is_dark_everywhere():
    assert not grey(np.full((2, 2), 7, np.float32)).any()


def test_the_liveliest_channels_come_first():
    features = np.zeros((4, 2, 2), np.float32)
    features[2, 0, 0], features[1, 0, 0], features[3] = 9, 3, 100
    assert liveliest(features, 2) == [2, 1]
