"""Who is who: what a user sees of objects that cross, hide, flicker and rush."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances
from maskrcnn.tracking import LOW_SCORE, Tracker, TrackOptions
from tests.support.moving_objects import FLOORS, SIZE, frame, ids, track, who
from tests.support.strategies import LABELS

PERSON, DOG, KITE = 0, 1, 2
RATE = 10


def test_every_object_over_its_threshold_has_an_id_from_the_start():
    (found,) = track([frame([((100, 100, 40, 90), 0.6, PERSON), ((300, 100, 60, 40), 0.9, DOG)])])
    assert ids(found) == [1, 2]
    assert found.names == ["dog", "person"]
    assert found.track_ids is not None
    assert found.track_ids.dtype == np.int32


def test_doubtful_and_unwanted_objects_begin_no_track():
    things = [
        ((100, 100, 40, 90), 0.4, PERSON),
        ((200, 100, 40, 90), 0.05, PERSON),
        ((300, 100, 40, 90), 0.9, KITE),
    ]
    assert [len(found) for found in track([frame(things)] * 3)] == [0, 0, 0]


def test_people_who_cross_keep_their_ids():
    walks = [
        frame(
            [
                ((100 + 8 * t, 200, 40, 120), 0.9, PERSON),
                ((500 - 8 * t, 215, 44, 130), 0.8, PERSON),
            ],
            t / RATE,
        )
        for t in range(50)
    ]
    found = track(walks)
    assert who(found[0]) == {1: 100, 2: 500}
    assert who(found[-1]) == {1: 492, 2: 108}
    assert {each for one in found for each in ids(one)} == {1, 2}


def test_one_who_is_hidden_for_half_a_second_comes_back_as_the_same():
    def walker(t: int) -> Instances:
        score = {13: 0.4, 14: 0.2, 20: 0.3}.get(t, 0.9)
        things = [] if 15 <= t < 20 else [((100 + 6 * t, 200, 40, 120), score, PERSON)]
        return frame(things, t / RATE)

    found = track(walker(t) for t in range(40))
    assert [len(one) for one in found[10:22]] == [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1]
    assert {each for one in found for each in ids(one)} == {1}


def test_one_who_is_gone_for_longer_is_someone_new():
    def stander(seconds: float) -> Instances:
        return frame([((100, 200, 40, 120), 0.9, PERSON)], seconds)

    nobody = [frame([], 0.1 + t / RATE) for t in range(20)]
    assert ids(track([stander(0), *nobody, stander(2.2)])[-1]) == [2]
    assert ids(track([stander(0), *nobody, stander(2.2)], buffer=3.0)[-1]) == [1]


def halves(t: int) -> Instances:
    """Two people in one box, each in a half of it; it jitters so that each box is where the
    other's was.
    """
    left = np.zeros((16, 16), np.uint8)
    left[:, :8] = 255
    jitter = 4 * (-1) ** t
    things = [((200 + each, 200, 80, 120), 0.9, PERSON) for each in (jitter, -jitter)]
    return frame(things, t / RATE, [left, 255 - left])


def left_ids(found: list[Instances]) -> set[int]:
    """Ids of the person whose mask is the left half, over all frames."""
    seen = set()
    for one in found:
        assert one.crops is not None
        seen |= {each for each, crop in zip(ids(one), one.crops, strict=True) if crop[0, 0]}
    return seen


def test_masks_tell_people_apart_whose_boxes_do_not():
    film = [halves(t) for t in range(20)]
    assert len(left_ids(track(film))) == 1
    assert len(left_ids(track(film, mask_weight=0.0))) == 2


def test_scores_that_flicker_about_the_threshold_leave_no_gap():
    scores = [0.9, 0.45, 0.55, 0.3, 0.12, 0.6, 0.49, 0.51]
    found = track(
        frame([((100 + 3 * t, 200, 40, 120), score, PERSON)], t / RATE)
        for t, score in enumerate(scores)
    )
    assert [ids(one) for one in found] == [[1]] * len(scores)


@pytest.mark.parametrize("speed", [10, 20, 30])
def test_one_who_rushes_is_followed_by_the_speed_it_had(speed):
    """In the end it moves by up to one and a half widths a frame: its boxes overlap no longer."""
    speeds = np.minimum(np.arange(26) * 1.5, speed)
    places = 20 + np.cumsum(speeds)
    found = track(frame([((x, 200, 20, 60), 0.9, PERSON)], t / 30) for t, x in enumerate(places))
    assert {each for one in found for each in ids(one)} == {1}


def test_frames_may_come_at_any_rate():
    """Two walk towards and through each other; frames come after 40 to 500 ms."""
    gaps = [0.04, 0.5, 0.1, 0.04, 0.04, 0.4, 0.3, 0.2, 0.04, 0.04, 0.5, 0.04]
    times = np.cumsum([0.04] * 15 + gaps * 2)
    found = track(
        frame(
            [
                ((80 + 70 * t, 200, 40, 120), 0.9, PERSON),
                ((560 - 70 * t, 205, 42, 125), 0.8, PERSON),
            ],
            t,
        )
        for t in times
    )
    assert {each for one in found for each in ids(one)} == {1, 2}
    assert who(found[-1])[1] > who(found[-1])[2]


def test_frames_without_times_follow_one_another():
    found = track(frame([((100 + 6 * t, 200, 40, 120), 0.9, PERSON)]) for t in range(20))
    assert {each for one in found for each in ids(one)} == {1}


def test_time_that_stands_still_or_runs_back_does_no_harm():
    times = [0.0, 0.0, 5.0, 5.1, 1.0, 0.5, 0.5]
    found = track(frame([((100, 200, 40, 120), 0.9, PERSON)], t) for t in times)
    assert [ids(one) for one in found] == [[1]] * len(times)


def test_one_whose_class_flickers_keeps_its_id():
    classes = [DOG, DOG, DOG, PERSON, DOG, PERSON, PERSON, DOG]
    found = track(
        frame([((100 + 3 * t, 200, 60, 50), 0.9, class_id)], t / RATE)
        for t, class_id in enumerate(classes)
    )
    assert [ids(one) for one in found] == [[1]] * len(classes)
    assert [one.class_ids[0] for one in found] == classes


def test_one_of_another_class_close_by_is_someone_else():
    owner, dog = ((100, 200, 40, 120), 0.9, PERSON), ((120, 230, 60, 60), 0.9, DOG)
    assert ids(track([frame([owner], 0), frame([dog], 0.1)])[-1]) == [2]
    free = track([frame([owner], 0), frame([dog], 0.1)], by_class=False)
    assert ids(free[-1]) == [1]


def test_after_a_cut_everyone_is_new():
    before = frame([((100, 200, 40, 120), 0.9, PERSON), ((300, 200, 40, 120), 0.8, PERSON)], 0)
    after = frame([((200, 200, 40, 120), 0.9, PERSON), ((500, 200, 40, 120), 0.8, PERSON)], 0.1)
    assert [ids(one) for one in track([before, after])] == [[1, 2], [3, 4]]


def test_frames_may_change_their_size():
    small = frame([((100, 200, 40, 120), 0.9, PERSON)], 0)
    large = frame([((200, 400, 80, 240), 0.9, PERSON)], 0.1, size=(2 * SIZE[0], 2 * SIZE[1]))
    assert ids(track([small, large])[-1]) == [1]


def test_boxes_alone_are_tracked_too():
    walks = [
        replace(frame([((100 + 8 * t, 200, 40, 120), 0.9, PERSON)], t / RATE), crops=None)
        for t in range(10)
    ]
    found = track(walks)
    assert {each for one in found for each in ids(one)} == {1}
    assert found[0].crops is None


def test_a_threshold_below_the_low_score_is_kept():
    tracker = Tracker(np.full(3, LOW_SCORE / 2, np.float32))
    assert ids(tracker.update(frame([((100, 200, 40, 120), 0.06, PERSON)]))) == [1]


def test_lost_tracks_are_forgotten():
    """A strobe of strangers for a minute: memory holds a second of them."""
    tracker = Tracker(FLOORS)
    for t in range(600):
        x = 40 + 80 * (t % 7)
        tracker.update(frame([((x, 100 + 60 * (t % 5), 20, 30), 0.9, PERSON)], t / RATE))
    assert len(tracker._tracks) < 40


def test_a_tracker_serves_one_model():
    with pytest.raises(UsageError, match=r"thresholds for 2 classes, but instances of 3"):
        Tracker(np.full(2, 0.5, np.float32)).update(Instances.empty(SIZE, LABELS))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("buffer", -1.0),
        ("buffer", np.nan),
        ("mask_weight", 2.0),
        ("least", 0.0),
        ("least_doubtful", 1.5),
        ("least_other_class", np.nan),
    ],
)
def test_options_that_make_no_sense_are_refused(name, value):
    with pytest.raises(UsageError, match=name):
        TrackOptions(**{name: value})
