"""Fingerprints: the same picture in another size or file has nearly the same, others do not."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from maskrcnn.datasets import likeness
from maskrcnn.datasets.likeness import ALIKE, SAME, alike, fingerprint, nearest, nearest_before
from tests.support.annotated import scene
from tests.support.shared import EXAMPLES, seen, shared

PHOTOS = sorted(EXAMPLES.glob("*.jpg"))
prints = st.integers(0, 12).flatmap(
    lambda count: arrays.arrays(np.bool_, (count, 8)).map(lambda bits: np.repeat(bits, 8, 1))
)
"""Few kinds, eight bits or more apart or the same."""


def bits_between(first: np.ndarray, second: np.ndarray) -> int:
    return int((fingerprint(first) != fingerprint(second)).sum())


def encoded(image: np.ndarray, quality: int) -> np.ndarray:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def scaled(image: np.ndarray, by: float) -> np.ndarray:
    return np.asarray(cv2.resize(image, None, fx=by, fy=by, interpolation=cv2.INTER_AREA))


@pytest.mark.parametrize("photo", PHOTOS, ids=lambda path: path.stem)
def test_a_photo_is_known_again_in_other_sizes_and_files(photo: Path) -> None:
    image = seen(photo)
    copies = [encoded(image, 30), scaled(image, 0.5), encoded(scaled(image, 0.3), 50)]
    assert all(bits_between(image, copy) <= SAME for copy in copies)
    assert bits_between(image, cv2.resize(image, (224, 224))) <= SAME, "squashed"


def test_different_photos_are_far_apart() -> None:
    pictures = [*map(seen, PHOTOS), *map(scene, range(20))]
    assert all(bits_between(*pair) > ALIKE for pair in combinations(pictures, 2))


def test_brightness_alone_makes_no_other_picture() -> None:
    image = seen(PHOTOS[0])
    brighter = np.clip(image.astype(int) + 12, 0, 255).astype(np.uint8)
    assert bits_between(image, brighter) <= SAME


@given(prints)
def test_the_nearest_before_is_that_of_all_comparisons(given_prints: np.ndarray) -> None:
    places, distances = nearest_before(given_prints)
    for row in range(1, len(given_prints)):
        all_ = (given_prints[:row] != given_prints[row]).sum(1)
        assert (places[row], distances[row]) == (all_.argmin(), all_.min())
    assert (distances[:1] > 64).all()


@given(prints, prints.filter(len), st.integers(1, 5))
def test_the_nearest_is_that_of_all_comparisons(
    first: np.ndarray, second: np.ndarray, at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likeness, "AT_ONCE", at_once)
        places, distances = nearest(first, second)
    all_ = (first[:, None] != second[None]).sum(2)
    assert distances.tolist() == all_.min(1).tolist()
    assert places.tolist() == all_.argmin(1).tolist()


@given(prints, st.integers(1, 40))
def test_groups_are_those_that_a_chain_of_near_ones_leads_to(
    given_prints: np.ndarray, at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likeness, "AT_ONCE", at_once)
        numbers = alike(given_prints)
    near = (given_prints[:, None] != given_prints[None]).sum(2) <= ALIKE
    for _ in given_prints:
        near = near @ near
    assert np.array_equal(numbers[:, None] == numbers[None], near)


@pytest.mark.development
def test_photos_of_people_are_apart_and_their_copies_are_not() -> None:
    files = sorted(shared("labelled", "COCO_Tiny", "val2017").glob("*.jpg"))
    images = list(map(seen, files))
    found = np.array(list(map(fingerprint, images)))
    assert nearest_before(found)[1].min() > ALIKE
    copies = np.array([fingerprint(encoded(scaled(image, 0.5), 40)) for image in images])
    places, distances = nearest(copies, found)
    assert places.tolist() == list(range(len(files)))
    assert distances.max() <= SAME
