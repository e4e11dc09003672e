"""Objects by themselves: which are kept when there are too many."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from maskrcnn.report.cutouts import Cutouts
from tests.report.conftest import DOG, KITE, PERSON, Thing, decoded, found_in, frame, picture

BOX = (10.0, 10.0, 50.0, 90.0)


def offered(cutouts: Cutouts, things: list[Thing]) -> list[tuple[int, float]]:
    found = found_in("photo", things)
    for one in found:
        if cutouts.wants(one, one.index):
            cutouts.take(one, one.index, picture(0))
    return [(each.class_id, round(each.score, 2)) for each in cutouts.all()]


def test_the_best_of_each_class_stay():
    things = [(PERSON, score, BOX) for score in (0.9, 0.8, 0.7, 0.6, 0.5, 0.95)]
    things += [(DOG, 0.3, BOX), (KITE, 0.2, BOX)]
    kept = offered(Cutouts(4, 64, 10_000), things)
    assert kept == [(PERSON, 0.9), (PERSON, 0.95), (DOG, 0.3), (KITE, 0.2)]


@pytest.mark.parametrize("most", [0, 1, 2, 5])
def test_there_are_never_too_many_and_classes_are_even(most):
    rng = np.random.default_rng(most)
    things = [(int(rng.integers(3)), float(rng.random()), BOX) for _ in range(60)]
    counts = Counter(class_id for class_id, _ in offered(Cutouts(most, 32, 5000), things))
    assert counts.total() == most
    assert not counts or max(counts.values()) - min(counts.values()) <= 1 or len(counts) < 3


def test_of_a_track_the_best_view_stays():
    cutouts = Cutouts(10, 64, 10_000)
    for index in range(20):
        for one in frame(index):
            number = 10 * index + one.index
            if cutouts.wants(one, number):
                cutouts.take(one, number, picture(index))
    assert [(each.number, each.class_id) for each in cutouts.all()] == [(81, DOG), (190, PERSON)]


def test_it_shows_the_object_on_nothing_and_fits():
    found = found_in("photo", [(PERSON, 0.9, BOX)])
    cutouts = Cutouts(1, 40, 10_000)
    cutouts.take(found[0], 0, picture(3))
    image = decoded(cutouts.all()[0].source)
    assert image.shape == (40, 20, 4)
    assert (image[0, 0, 3], image[20, 10, 3]) == (0, 255)
    centre = picture(3)[50, 30].astype(int)
    assert np.abs(image[20, 10, :3] - centre).max() < 30
