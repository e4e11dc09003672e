"""Which boxes teach, and what."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.training.targets.matching import choose, in_crowds, match


def boxes(*rows: tuple[float, float, float, float]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


def test_a_box_matches_the_object_it_overlaps_most():
    found = match(boxes((0, 0, 10, 10), (8, 0, 18, 10)), boxes((9, 0, 19, 10), (0, 0, 10, 8)))
    assert found.objects.tolist() == [1, 0]
    np.testing.assert_allclose(found.overlaps, [0.8, 9 / 11], rtol=1e-5)


def test_without_objects_nothing_overlaps():
    assert match(boxes((0, 0, 10, 10)), boxes()).overlaps.tolist() == [0]


def test_what_lies_half_in_a_crowd_teaches_nothing():
    crowd = boxes((0, 0, 100, 100))
    inside = in_crowds(boxes((10, 10, 20, 20), (95, 0, 105, 10), (97, 0, 107, 10)), crowd)
    assert inside.tolist() == [True, True, False]
    assert in_crowds(boxes((0, 0, 1, 1)), boxes()).tolist() == [False]


@given(
    st.integers(0, 40), st.integers(0, 40), st.integers(1, 30), st.floats(0.1, 0.9), st.integers()
)
def test_choices_keep_to_number_and_part(objects, others, count, part, seed):
    a, b = np.arange(objects), np.arange(100, 100 + others)
    chosen, rest = choose(a, b, count, part, np.random.default_rng(abs(seed)))
    assert set(chosen) <= set(a)
    assert set(rest) <= set(b)
    assert len(set(chosen)) == len(chosen) == min(objects, int(count * part))
    assert len(set(rest)) == len(rest) == min(others, count - len(chosen))
