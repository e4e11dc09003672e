from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from maskrcnn.errors import PictureError, UsageError, VideoError
from maskrcnn.flow.every_nth import every_nth
from maskrcnn.instances import Instances
from maskrcnn.masks import mask_iou
from maskrcnn.sources.frame import Frame
from tests.support.moving_scenes import Scene, Thing
from tests.support.shared import EXAMPLES, seen
from tests.support.strategies import LABELS


@cache
def walk(index: int) -> Instances:
    """A disc that walks, and from frame 6 on one that has just come."""
    things = [Thing(x=60 + 5 * index, y=90)]
    if index >= 6:
        things.append(Thing(x=240, y=190, texture=7))
    return Scene(things).instances()


def nothing(index: int) -> Instances:
    """An empty scene, so thin that its motion costs no time."""
    return replace(Instances.empty((1, 40), LABELS), image=np.zeros((1, 40, 3), np.uint8))


class Video:
    """Frames of a scene; it counts those that were read, and may break off."""

    def __init__(
        self, count: int, scene: Callable[[int], Instances], error: Exception | None = None
    ) -> None:
        self.count, self.scene, self.error, self.read = count, scene, error, 0

    def frames(self) -> Iterator[Frame]:
        for index in range(self.count):
            self.read += 1
            image = self.scene(index).image
            assert image is not None
            yield Frame(image, f"frame {index}", index=index)
        if self.error is not None:
            raise self.error


class Network:
    """Finds all of a scene, reads some frames ahead, and remembers what it saw."""

    def __init__(self, scene: Callable[[int], Instances], ahead: int = 0) -> None:
        self.scene, self.ahead = scene, ahead
        self.seen: list[int] = []

    def __call__(self, frames: Iterator[Frame]) -> Iterator[Instances]:
        pending: deque[Frame] = deque()
        for frame in frames:
            self.seen.append(frame.index)
            pending.append(frame)
            if len(pending) > self.ahead:
                yield self._found(pending.popleft())
        yield from map(self._found, pending)

    def _found(self, frame: Frame) -> Instances:
        return replace(self.scene(frame.index), name=frame.name)


ways = pytest.mark.parametrize("look_ahead", [True, False])
readers = pytest.mark.parametrize("ahead", [0, 1, 3])


@ways
@readers
@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 9, 11])
@pytest.mark.parametrize("n", [1, 2, 4, 20])
def test_every_frame_comes_back_once_in_order(count, n, ahead, look_ahead):
    network = Network(nothing, ahead)
    got = list(every_nth(Video(count, nothing).frames(), network, n, look_ahead))
    assert [each.name for each in got] == [f"frame {i}" for i in range(count)]
    assert network.seen == list(range(0, count, n))
    carried = [each.trace is not None for each in got]
    assert carried == [i % n > 0 for i in range(count)]


@ways
def test_masks_in_between_are_where_the_objects_are(look_ahead):
    frames = Video(9, walk).frames()
    for index, got in enumerate(every_nth(frames, Network(walk), 4, look_ahead)):
        assert mask_iou(got.masks[:1], walk(index).masks[:1])[0, 0] > 0.9


def test_looking_ahead_finds_new_objects_sooner():
    late, soon = (
        [len(each) for each in every_nth(Video(9, walk).frames(), Network(walk), 4, look_ahead)]
        for look_ahead in (False, True)
    )
    assert late == [1, 1, 1, 1, 1, 1, 1, 1, 2]
    assert soon == [1, 1, 1, 1, 1, 1, 1, 2, 2]


def test_live_frames_come_out_before_the_next_is_read():
    video = Video(9, nothing)
    live = every_nth(video.frames(), Network(nothing), 4, look_ahead=False)
    assert [video.read for _ in live] == [1, 2, 3, 4, 5, 6, 7, 8, 9]


@ways
@readers
def test_few_frames_are_held(ahead, look_ahead):
    video, n = Video(60, nothing), 3
    for done, _ in enumerate(every_nth(video.frames(), Network(nothing, ahead), n, look_ahead), 1):
        assert video.read - done <= n * (ahead + 1)


@ways
@readers
@pytest.mark.parametrize("error", [PictureError("broken"), VideoError("broken")])
@pytest.mark.parametrize("count", [0, 4, 6, 9])
def test_an_error_comes_after_all_that_was_read(count, error, ahead, look_ahead):
    got = every_nth(Video(count, nothing, error).frames(), Network(nothing, ahead), 4, look_ahead)
    assert [next(got).name for _ in range(count)] == [f"frame {i}" for i in range(count)]
    with pytest.raises(type(error), match="broken"):
        next(got)


@pytest.mark.parametrize("n", [0, -3])
def test_intervals_that_make_no_sense_are_refused_at_once(n):
    with pytest.raises(UsageError, match=f"each {n}th frame"):
        every_nth(iter(()), Network(nothing), n)


def test_the_default_model_carries_what_it_found(predictor):
    photo = seen(EXAMPLES / "astronaut.jpg")
    images = [np.ascontiguousarray(photo[:, 10 * i : 400 + 10 * i]) for i in range(4)]
    frames = (Frame(image, f"frame {i}", index=i) for i, image in enumerate(images))
    for carried, image in zip(every_nth(frames, predictor, 3), images, strict=True):
        found = predictor(image)
        assert carried.names == found.names
        assert np.diag(mask_iou(list(carried.masks), list(found.masks))).min() > 0.85
