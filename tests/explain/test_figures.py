"""Heat maps, and pictures as data URIs."""

from __future__ import annotations

import base64

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from maskrcnn.explain.figures import fitted, grey, heat, liveliest, photo_uri, pixels_uri


def decoded(uri: str) -> np.ndarray:
    file = base64.b64decode(uri.partition(",")[2])
    image = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(image, np.uint8)


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))))
def test_each_pixel_of_a_small_picture_keeps_its_value(image):
    uri = pixels_uri(image)
    assert uri.startswith("data:image/png;base64,")
    np.testing.assert_array_equal(decoded(uri), image)


def test_photos_are_much_smaller_than_their_pixels_and_look_the_same(cat):
    uri = photo_uri(cat.image)
    assert uri.startswith("data:image/webp;base64,")
    assert len(uri) < cat.image.size / 10
    assert np.abs(decoded(uri).astype(int) - cat.image).mean() < 6


@pytest.mark.parametrize(("longest", "size"), [(60, (40, 60)), (30, (20, 30)), (1000, (40, 60))])
def test_pictures_are_made_smaller_and_never_larger(longest, size):
    assert fitted(np.zeros((40, 60, 3), np.uint8), longest).shape[:2] == size


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
