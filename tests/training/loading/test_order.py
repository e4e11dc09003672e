"""The order of pictures: each as often as it should come, and the same for everybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.training.loading.order import Order, how_often
from tests.support.toy_data import ToyData


def order(pictures: int, batch: int, seed: int = 0) -> Order:
    return Order(np.ones(pictures, np.float32), batch, seed)


@given(st.integers(1, 40), st.integers(1, 12), st.integers(0, 5))
def test_each_picture_comes_once_a_round_whatever_the_size_of_a_batch(pictures, batch, seed):
    some = order(pictures, batch, seed)
    seen = [place for step in range(3 * pictures) for place in some.of(step)]
    for start in range(0, len(seen), pictures):
        counts = Counter(seen[start : start + pictures])
        assert set(counts.values()) == {1}


def test_rounds_and_seeds_differ():
    first = order(50, 50)
    assert first.of(0) != first.of(1)
    assert first.of(0) != order(50, 50, seed=1).of(0)
    assert first.of(7) == order(50, 50).of(7)


@given(st.lists(st.floats(1, 5), min_size=1, max_size=30), st.integers(0, 5))
def test_a_picture_comes_as_often_as_is_wanted_or_once_more_or_less(often, seed):
    some = Order(np.array(often, np.float32), 1, seed)
    counts = Counter(some.of(step)[0] for step in range(some.length))
    exact = np.array(often) * (some.length / sum(often))
    for place, wanted in enumerate(exact.tolist()):
        assert np.floor(wanted - 1e-3) <= counts[place] <= np.ceil(wanted + 1e-3)


class Rare(ToyData):
    """Squares are in the last picture alone."""

    def example(self, place: int):
        shown = super().example(place)
        class_id = int(place == self.count - 1)
        classes = np.full(len(shown.found), class_id, np.int32)
        return replace(shown, found=replace(shown.found, class_ids=classes))


def test_rare_classes_come_more_often():
    """A class in a fifth of the pictures, where all should be: the square root of 5."""
    often = how_often(Rare(count=5), 1.0)
    assert often.tolist() == pytest.approx([(5 / 4) ** 0.5] * 4 + [5**0.5])
    assert how_often(Rare(count=5), 0.0).tolist() == [1] * 5
    assert how_often(Rare(count=5), 0.1).tolist() == [1] * 5


def test_pictures_by_chance_are_as_frequent_as_in_rounds():
    some = Order(np.array([1, 3, 1], np.float32), 1, 0)
    rng = np.random.default_rng(0)
    counts = Counter(some.any(rng) for _ in range(2000))
    assert set(counts) == {0, 1, 2}
    assert 1100 < counts[1] < 1300
