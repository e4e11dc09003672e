"""Numbers of every object; of too many, the best."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskrcnn.report.numbers import Numbers
from tests.report.conftest import BEACH, STREET, found_in, frame


def test_a_row_tells_all_of_an_object():
    numbers = Numbers(100)
    assert numbers.add(found_in("street", STREET), 0) == 0
    assert numbers.add(found_in("beach", BEACH), 1) == 3
    rows = numbers.best()
    assert rows["picture"].tolist() == [0, 0, 0, 1]
    assert rows["score"].tolist() == pytest.approx([0.95, 0.6, 0.3, 0.85])
    box = [rows[name][1] for name in ("x", "y", "width", "height")]
    assert box == [60, 70, 40, 40]
    assert rows["area"][1] == found_in("street", STREET)[1].area
    assert rows["track"].tolist() == [0, 0, 0, 0]


def test_tracks_are_kept():
    numbers = Numbers(100)
    numbers.add(frame(9), 0)
    assert numbers.best()["track"].tolist() == [1, 2]


@given(st.lists(st.lists(st.integers(0, 1000), max_size=9), max_size=30), st.integers(1, 20))
def test_the_best_stay_in_their_order(pictures, most):
    numbers = Numbers(most)
    scores = []
    for place, picture in enumerate(pictures):
        things = [(0, score / 1000, (0.0, 0.0, 4.0, 4.0)) for score in picture]
        numbers.add(found_in("photo", things), place)
        scores += [score / 1000 for score in picture]
    rows = numbers.best()
    assert numbers.seen == len(scores)
    assert sorted(rows["score"].tolist()) == pytest.approx(sorted(scores)[-most:])
    assert (np.diff(rows["number"]) > 0).all()
    left_out = sorted(scores)[:-most]
    assert numbers.floor == pytest.approx(left_out[-1] if left_out else 0)
    assert rows["score"].tolist() == pytest.approx([scores[n] for n in rows["number"]])
