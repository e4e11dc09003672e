"""What holds for a tracker whatever it is shown."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.instances import Instances
from maskrcnn.interchange import from_record, to_record
from maskrcnn.tracking import LOW_SCORE, Tracker
from tests.support.moving_objects import FLOORS, frame, ids, moment, track
from tests.support.samples import same
from tests.support.strategies import instances

times = st.one_of(st.none(), st.floats(-10, 1e9))
films = st.lists(
    st.builds(
        lambda found, seconds: replace(found, moment=None if seconds is None else moment(seconds)),
        st.one_of(instances(), instances(with_masks=False)),
        times,
    ),
    max_size=6,
)
"""Frames of any size, some of 1×1, some empty, some without masks, at any time."""


def crowd(count: int, frames: int, seed: int = 0) -> list[Instances]:
    """People who walk across each other, some doubtful, some missed, in noisy boxes."""
    rng = np.random.default_rng(seed)
    places, speeds = rng.uniform([60, 100], [580, 380], (count, 2)), rng.normal(0, 40, (count, 2))
    sizes = rng.uniform([20, 60], [50, 130], (count, 2))
    film = []
    for t in range(frames):
        places = np.clip(places + speeds / 10, [30, 70], [610, 410])
        boxes = np.hstack([places, sizes]) * rng.normal(1, 0.01, (count, 4))
        scores = rng.uniform(0.2, 1, count)
        shown = np.flatnonzero(rng.random(count) > 0.05)
        film.append(frame([(tuple(boxes[i]), float(scores[i]), 0) for i in shown], t / 10))
    return film


@given(films)
def test_ids_are_unique_and_never_return(film):
    highest = 0
    for shown in track(film):
        now = ids(shown)
        assert len(set(now)) == len(now)
        new = [each for each in now if each > highest]
        assert new == list(range(highest + 1, highest + 1 + len(new)))
        highest += len(new)


@given(films)
def test_nothing_over_its_threshold_goes_missing(film):
    for found, shown in zip(film, track(film), strict=True):
        assert over_their_thresholds(shown) == over_their_thresholds(found)
        assert (shown.scores > LOW_SCORE).all()
        assert np.isfinite(FLOORS[shown.class_ids]).all()
        assert (np.diff(shown.scores) <= 0).all()


def over_their_thresholds(found: Instances) -> list[tuple[Any, ...]]:
    sure = found[found.scores > FLOORS[found.class_ids]]
    return sorted((one.score, one.class_id, *one.box.tolist()) for one in sure)


@given(films, st.randoms(use_true_random=False))
def test_the_order_of_what_was_found_does_not_matter(film, random):
    shuffled = [found[random.sample(range(len(found)), len(found))] for found in film]
    for first, second in zip(track(film), track(shuffled), strict=True):
        assert same(first, second)
        assert ids(first) == ids(second)


def stored(found: Instances) -> Instances:
    return from_record(json.loads(json.dumps(to_record(found))), found.labels)


def test_stored_results_give_the_same_ids():
    film = crowd(15, 60)
    shown = track(film)
    assert [ids(one) for one in track(map(stored, film))] == [ids(one) for one in shown]


@pytest.mark.parametrize("seed", range(3))
def test_what_was_shown_is_enough_to_tell_who_is_who_again(seed):
    shown = track(crowd(15, 60, seed))
    assert any((one.scores < 0.5).any() for one in shown)
    assert [ids(one) for one in track(map(stored, shown))] == [ids(one) for one in shown]


@pytest.mark.parametrize("spread", [0.0, 200.0])
def test_three_hundred_objects_are_no_trouble(spread):
    rng = np.random.default_rng(1)
    places = rng.normal([320, 240], [spread, spread], (300, 2)).clip([20, 40], [600, 400])
    film = [
        frame([((x, y, 30, 60), 0.9, 0) for x, y in places + rng.normal(0, 0.5, places.shape)])
        for _ in range(2)
    ]
    first, second = track(film)
    assert sorted(ids(first)) == sorted(ids(second)) == list(range(1, 301))


@settings(max_examples=20)
@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
def test_all_may_vanish_and_come_back(before, nobody, after):
    thing = ((100.0, 100.0, 40.0, 90.0), 0.9, 0)
    film = [frame([thing])] * before + [frame([])] * nobody + [frame([thing])] * after
    assert [len(one) for one in track(film)] == [len(one) for one in film]


def test_it_is_fast():
    """Twenty people in full HD: boxes in less than 2 ms a frame; allowed here is ten times that."""
    film = [
        replace(one, size=(1080, 1920), boxes=one.boxes * np.float32(2.2)) for one in crowd(20, 40)
    ]
    tracker = Tracker(FLOORS)
    seconds = []
    for found in film:
        start = time.perf_counter()
        tracker.update(found)
        seconds.append(time.perf_counter() - start)
    assert np.median(seconds) < 0.02
