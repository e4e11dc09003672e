"""The tutorial's look."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings

from maskrcnn.drawing.colors import instance_colors
from maskrcnn.drawing.painter import paint
from maskrcnn.errors import UsageError
from maskrcnn.instances import Instances, concatenate
from maskrcnn.labels import Labels
from tests.support.strategies import instances


def one_disc(color: tuple[int, int, int]) -> Instances:
    rows, columns = np.mgrid[:15, :15]
    disc = ((rows - 7) ** 2 + (columns - 7) ** 2 < 30).astype(np.uint8) * 255
    return Instances(
        size=(200, 300),
        boxes=np.array([[60, 50, 210, 170]], np.float32),
        scores=np.array([0.98766], np.float32),
        class_ids=np.zeros(1, np.int32),
        crops=(disc,),
        labels=Labels(("kite",), (color,)),
    )


def test_masks_and_boxes_are_what_the_tutorial_draws():
    """The 2018 script's drawing, step by step, on a picture of noise."""
    image = np.random.default_rng(3).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    found = one_disc((10, 200, 90))
    color = np.array([10, 200, 90])
    peer = image.copy()
    x0, y0, x1, y1 = found.boxes[0].astype(int).tolist()
    roi = peer[y0:y1, x0:x1]
    mask = found.masks[0][y0:y1, x0:x1]
    roi[mask] = (0.4 * color + 0.6 * roi[mask]).astype("uint8")
    cv2.rectangle(peer, (x0, y0), (x1, y1), color.tolist(), 2)
    below_the_label = slice(y0 + 1, None)
    drawn = paint(image, found)
    assert np.abs(drawn.astype(int) - peer)[below_the_label].max() <= 1


@pytest.mark.parametrize(("color", "ink"), [((10, 200, 90), 0), ((120, 0, 30), 255)])
def test_the_label_stands_above_the_box_and_can_be_read(color, ink):
    image = np.full((200, 300, 3), 128, np.uint8)
    above = paint(image, one_disc(color))[:48]
    rows, columns = np.nonzero((above != 128).any(2))
    assert columns.min() in range(58, 61)
    assert rows.max() == 47
    assert rows.min() > 20
    plate = above[rows.min() : rows.max(), columns.min() : columns.max()]
    assert (plate == color).all(2).mean() > 0.3
    assert np.abs(plate.astype(int) - ink).max(2).min() < 30, "there is ink on the plate"


def test_the_picture_given_stays_as_it_was():
    image = np.zeros((200, 300, 3), np.uint8)
    paint(image, one_disc((255, 255, 255)))
    assert not image.any()


def test_a_label_without_room_above_is_written_inside():
    image = np.zeros((200, 300, 3), np.uint8)
    found = replace(one_disc((255, 255, 255)), boxes=np.array([[250, 0, 300, 200]], np.float32))
    drawn = paint(image, found)
    assert drawn[8:25, 200:250].any(), "the text is moved left and down until it fits"


@given(instances())
@settings(max_examples=40)
def test_whatever_was_found_can_be_drawn(found):
    image = np.zeros((*found.size, 3), np.uint8)
    assert paint(image, found).shape == image.shape


def test_another_size_is_refused():
    with pytest.raises(UsageError, match=r"\(200, 300, 3\)"):
        paint(np.zeros((100, 300, 3), np.uint8), one_disc((0, 0, 0)))


def test_boxes_alone_are_not_tinted():
    image = np.full((200, 300, 3), 100, np.uint8)
    drawn = paint(image, replace(one_disc((0, 0, 255)), crops=None))
    assert np.array_equal(drawn[80:150, 80:190], image[80:150, 80:190])
    assert not np.array_equal(drawn, image)


def tracked(track_ids: list[int], class_ids: list[int]) -> Instances:
    labels = Labels(("person", "dog", "kite"))
    found = replace(one_disc((0, 0, 0)), labels=labels, track_ids=np.zeros(1, np.int32))
    return replace(
        concatenate([found] * len(track_ids)),
        track_ids=np.array(track_ids, np.int32),
        class_ids=np.array(class_ids, np.int32),
    )


def test_objects_of_a_class_share_its_colour():
    labels = tracked([1], [0]).labels
    colors = instance_colors(tracked([5, 9, 2], [2, 0, 2]), "class")
    assert np.array_equal(colors, labels.palette(3)[[2, 0, 2]])


def test_a_track_keeps_its_colour_whoever_else_is_there():
    alone = instance_colors(tracked([7], [0]), "track")
    among = instance_colors(tracked([3, 7, 12, 1_000_000], [0, 1, 0, 0]), "track")
    assert np.array_equal(alone[0], among[1])
    assert len(np.unique(among, axis=0)) == 4
    assert (
        len(np.unique(instance_colors(tracked([*range(1, 145)], [0] * 144), "track"), axis=0)) > 140
    )


def test_what_nobody_tracks_has_the_colour_of_its_class():
    found = replace(tracked([1, 2], [1, 1]), track_ids=None)
    assert np.array_equal(instance_colors(found, "track"), instance_colors(found, "class"))


@pytest.mark.parametrize("by", ["instance", "class", "track"])
def test_a_model_without_labels_has_colours_too(by):
    found = replace(tracked([1, 2], [5, 7]), labels=Labels(()))
    assert instance_colors(found, by).shape == (2, 3)


def test_the_label_says_who_it_is():
    image = np.zeros((200, 300, 3), np.uint8)
    found = tracked([7], [0])
    plain = paint(image, replace(found, track_ids=None), color_by="track")
    width, longer = (np.flatnonzero(each[40].any(1)).max() for each in (plain, paint(image, found)))
    assert longer > width + 15
