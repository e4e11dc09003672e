from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskrcnn.flow.carry import carry
from maskrcnn.flow.motion import Flow
from maskrcnn.footage import Moment
from maskrcnn.instances import Instances, Trace
from maskrcnn.masks import mask_iou
from maskrcnn.sources.frame import Frame
from tests.support.moving_scenes import HEIGHT, WIDTH, Scene, Thing
from tests.support.shared import EXAMPLES, seen
from tests.support.strategies import LABELS, instances


def carried(key: Instances, *others: Instances) -> Instances:
    """The instances of a key frame in the last of other frames, by way of those before it."""
    flow = Flow(pixels(key))
    for other in others:
        motion = flow.to(pixels(other))
    return carry(key, motion, Frame(pixels(others[-1]), "carried"))


def pixels(frame: Instances) -> np.ndarray:
    assert frame.image is not None
    return frame.image


def crop(found: Instances) -> np.ndarray:
    assert found.crops is not None
    return found.crops[0]


def overlap(got: Instances, truth: Instances) -> np.ndarray:
    assert len(got) == len(truth)
    return np.diag(mask_iou(list(got.masks), list(truth.masks)))


def seeing(image: np.ndarray, key: Instances) -> Instances:
    """The same instances in another picture."""
    return replace(key, image=image)


STEPS = {
    "walks": [Thing(x=120 + 12 * i, y=90 + 3 * i) for i in range(4)],
    "comes nearer": [Thing(x=160, y=120, scale=1 + 0.08 * i) for i in range(4)],
    "goes away": [Thing(x=160, y=120, scale=1 - 0.06 * i) for i in range(4)],
    "turns": [Thing(x=160, y=120, angle=4 * i) for i in range(4)],
    "stays": [Thing(x=160, y=120)] * 2,
}


@pytest.mark.parametrize("path", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("shape", ["disc", "rectangle"])
def test_masks_and_boxes_follow_an_object(path, shape):
    key, *frames = (Scene([thing.as_a(shape)]).instances() for thing in path)
    got = carried(key, *frames)
    assert overlap(got, frames[-1]) > 0.9
    assert np.abs(got.boxes - frames[-1].boxes).max() < 5


def test_masks_follow_a_camera_that_pans_and_zooms():
    things = [Thing(x=100, y=80), Thing(x=220, y=150, shape="rectangle", texture=7)]
    key, *views = (
        Scene(things, pan=(9 * i, -5 * i), zoom=1 + 0.04 * i).instances() for i in range(4)
    )
    assert overlap(carried(key, *views), views[-1]).min() > 0.9


def test_an_object_on_its_way_out_is_clipped_and_then_gone():
    key, *path = (Scene([Thing(x=x, y=100)]).instances() for x in range(40, -41, -8))
    half_out = path[4]
    half = carried(key, *path[:5])
    assert overlap(half, half_out) > 0.8
    assert half.boxes[0, 0] == 0
    assert half.boxes[0, 2] == pytest.approx(half_out.boxes[0, 2], abs=5)
    assert len(carried(key, *path)) == 0


def test_two_objects_that_cross_keep_their_own_masks():
    def at(step: int) -> Instances:
        front = Thing(x=100 + 6 * step, y=110, texture=3)
        return Scene([Thing(x=190 - 6 * step, y=100, texture=9), front]).instances()

    got = carried(at(0), at(1), at(2), at(3))
    assert overlap(got, at(3)).min() > 0.75


def test_objects_do_not_live_on_after_a_cut():
    astronaut, coffee = (seen(EXAMPLES / name) for name in ("astronaut.jpg", "coffee.jpg"))
    key = one_object(astronaut, [80, 5, 400, 510])
    assert len(carried(key, key)) == 1
    assert len(carried(key, seeing(coffee, key))) == 0


def test_objects_outlive_a_change_of_light():
    key = Scene([Thing(x=100, y=80)]).instances()
    brighter = np.clip(pixels(key).astype(int) + 20, 0, 255).astype(np.uint8)
    assert overlap(carried(key, seeing(brighter, key)), key) > 0.9


def test_a_still_picture_gives_the_same_soft_crops_again():
    key = Scene([Thing(x=100, y=80)]).instances()
    soft = np.asarray(cv2.GaussianBlur(crop(key), (0, 0), 4), np.uint8)
    key = replace(key, crops=(soft,))
    got = carried(key, key)
    np.testing.assert_allclose(got.boxes, key.boxes, atol=0.01)
    np.testing.assert_allclose(crop(got).astype(int), soft, atol=2)


def test_boxes_without_masks_follow_too():
    first, last = (Scene([Thing(x=x, y=100)]).instances() for x in (100, 112))
    got = carried(replace(first, crops=None), last)
    assert got.crops is None
    assert np.abs(got.boxes - last.boxes).max() < 4


def test_what_does_not_move_with_the_pixels():
    key = replace(
        Scene([Thing(x=100, y=80), Thing(x=220, y=150, texture=7)]).instances(),
        scores=np.array([0.9, 0.6], np.float32),
        class_ids=np.array([2, 1], np.int32),
        name="key",
        trace=Trace("net", "engine", 0.1, 0.2),
        track_ids=np.array([4, 7], np.int32),
    )
    moment = Moment(3, 120, 40, Fraction(1, 1000))
    frame = Frame(pixels(key).copy(), "frame 3", index=3, moment=moment)
    got = carry(key, Flow(pixels(key)).to(frame.image), frame)
    assert got.scores.tolist() == key.scores.tolist()
    assert got.names == ["kite", "dog"]
    assert [one.track_id for one in got] == [4, 7]
    assert (got.name, got.moment) == ("frame 3", moment)
    assert got.image is frame.image
    assert got.trace is not None
    assert (got.trace.model, got.trace.engine) == ("net", "optical flow")
    assert got.trace.network_seconds == 0 < got.trace.total_seconds


def test_an_object_of_one_pixel_in_a_large_picture_follows():
    image = np.asarray(cv2.resize(Scene([]).image(), (1920, 1440)), np.uint8)
    key = one_object(image, [900, 700, 901, 701])
    got = carried(key, seeing(np.roll(image, 16, 1), key))
    assert got.boxes[0].tolist() == pytest.approx([916, 700, 917, 701], abs=1.5)


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (1, 1000), (1000, 2), (12, 480), (31, 33)])
def test_pictures_of_any_size_carry_what_lies_still(size):
    image = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    key = one_object(image, [0, 0, size[1], size[0]])
    got = carried(key, key)
    assert got.masks.all()
    assert got.boxes[0].tolist() == pytest.approx(key.boxes[0].tolist(), abs=1)


def test_a_frame_of_another_size_carries_in_proportion():
    key = Scene([Thing(x=100, y=80)]).instances()
    double = np.asarray(cv2.resize(pixels(key), (2 * WIDTH, 2 * HEIGHT)), np.uint8)
    got = carried(key, seeing(double, key))
    assert got.size == (2 * HEIGHT, 2 * WIDTH)
    np.testing.assert_allclose(got.boxes, 2 * key.boxes, atol=4)


def one_object(image: np.ndarray, box: list[float]) -> Instances:
    return replace(
        Instances.empty(image.shape[:2], LABELS),
        boxes=np.array([box], np.float32),
        scores=np.ones(1, np.float32),
        class_ids=np.zeros(1, np.int32),
        crops=(np.full((3, 3), 255, np.uint8),),
        image=image,
    )


@settings(max_examples=40)
@given(instances() | instances(with_masks=False), st.integers(0, 9), st.data())
def test_boxes_stay_in_the_picture_and_are_never_empty(key, seed, data):
    rng = np.random.default_rng(seed)
    before = rng.integers(0, 256, (*key.size, 3), dtype=np.uint8)
    shift = data.draw(st.tuples(st.integers(-20, 20), st.integers(-20, 20)))
    after = np.roll(before, shift, (0, 1))
    got = carry(key, Flow(before).to(after), Frame(after, "x"))
    height, width = got.size
    assert (got.boxes[:, :2] >= 0).all()
    assert (got.boxes[:, 2:] <= [width, height]).all()
    assert (got.boxes[:, :2] < got.boxes[:, 2:]).all()
    assert (got.crops is None) == (key.crops is None)
    assert all(0 not in crop.shape for crop in got.crops or ())
    assert got.masks.shape == (len(got), *key.size)
