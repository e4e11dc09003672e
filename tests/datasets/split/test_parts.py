"""Dealing to parts: nothing is lost, groups stay whole, and shares are kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.datasets.split.groups import groups_by_words, joined, words_in
from maskrcnn.datasets.split.parts import Shares, deal
from maskrcnn.errors import UsageError

shares = st.tuples(st.floats(0.05, 0.45), st.floats(0.05, 0.45)).map(
    lambda pair: np.array([1 - sum(pair), *pair])
)
numberings = st.integers(0, 12).flatmap(
    lambda count: st.lists(
        st.lists(st.integers(-3, 5), min_size=count, max_size=count), min_size=1, max_size=3
    )
)


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), shares, st.integers(1, 80))
def test_each_group_comes_into_one_part_and_parts_into_their_size(
    seed: int, wanted: np.ndarray, groups: int
) -> None:
    chance = np.random.default_rng(seed)
    sizes = chance.integers(1, 5, groups)
    counts = np.minimum(chance.integers(0, 4, (groups, 3)), sizes[:, None])
    parts = deal(counts, sizes, wanted, seed)
    assert parts.shape == (groups,)
    assert ((parts >= 0) & (parts < 3)).all()
    got = np.bincount(parts, sizes, minlength=3)
    assert (abs(got - wanted * sizes.sum()) <= sizes.max() * 1.5).all()
    assert np.array_equal(parts, deal(counts, sizes, wanted, seed)), "the same seed, the same parts"


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), shares)
def test_every_class_has_its_share_in_every_part(seed: int, wanted: np.ndarray) -> None:
    """One class a picture, at very different rates: exact but for rounding."""
    counts = np.repeat(np.eye(4, dtype=np.int64), [200, 60, 25, 9], axis=0)
    parts = deal(counts, np.ones(len(counts), np.int64), wanted, seed)
    got = np.stack([counts[parts == part].sum(0) for part in range(3)])
    assert (abs(got - wanted[:, None] * counts.sum(0)) <= 2).all()


def test_classes_side_by_side_are_balanced_better_than_by_chance() -> None:
    chance = np.random.default_rng(1)
    counts = (chance.random((300, 12)) < np.geomspace(0.4, 0.02, 12)).astype(np.int64)
    wanted = np.array([0.7, 0.2, 0.1])

    def off(parts: np.ndarray) -> float:
        got = np.stack([counts[parts == part].sum(0) for part in range(3)])
        return float(abs(got / counts.sum(0) - wanted[:, None]).mean())

    dealt = off(deal(counts, np.ones(300, np.int64), wanted, 0))
    by_chance = [off(chance.permutation(np.repeat([0, 1, 2], [210, 60, 30]))) for _ in range(20)]
    assert dealt < min(by_chance) / 2


def test_another_seed_makes_another_split() -> None:
    counts, sizes = np.ones((40, 1), np.int64), np.ones(40, np.int64)
    first, second = (deal(counts, sizes, np.array([0.5, 0.5]), seed) for seed in (0, 1))
    assert not np.array_equal(first, second)


@given(numberings)
def test_joined_numbers_hold_together_what_any_holds(lists: list[list[int]]) -> None:
    arrays = [np.array(each, np.int64) for each in lists]
    together = np.any([each[:, None] == each[None] for each in arrays], axis=0)
    for _ in range(len(together)):
        together = together @ together
    numbers = joined(*arrays)
    assert np.array_equal(numbers[:, None] == numbers[None], together)
    assert sorted(set(numbers.tolist())) == list(range(len(set(numbers.tolist()))))


def test_names_are_grouped_by_what_is_found_in_them() -> None:
    names = ["p1_a.jpg", "p2_b.jpg", "p1_c.jpg", "other.jpg", "more.jpg"]
    assert words_in(names, r"^p(\d)_") == ["1", "2", "1", None, None]
    assert words_in(names, "^p._")[:3] == ["p1_", "p2_", "p1_"]
    assert groups_by_words(words_in(names, r"^p\d")).tolist() == [0, 1, 0, 2, 3]
    with pytest.raises(UsageError, match="is no regular expression"):
        words_in(names, "(")


@pytest.mark.parametrize(
    "given_shares", [{"val": 1.0}, {"val": -0.1}, {"val": 0.0}, {"val": 0.6, "test": 0.4}]
)
def test_shares_that_make_no_sense_are_refused(given_shares: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="--val"):
        Shares(**given_shares)
