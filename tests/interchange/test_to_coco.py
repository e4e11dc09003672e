"""Instances as COCO's results."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools import mask as coco

from maskrcnn.instances import Instances
from maskrcnn.interchange import rle_of, to_coco
from maskrcnn.masks import MaskOptions, crop_of_mask, encode_rle
from tests.support.samples import two_people_and_a_dog
from tests.support.strategies import LABELS, instances, masks


@settings(max_examples=150)
@given(masks())
def test_run_lengths_are_those_of_the_whole_picture(mask):
    box, crop = crop_of_mask(mask)
    found = Instances(
        mask.shape,
        box[None],
        np.ones(1, np.float32),
        np.zeros(1, np.int32),
        (crop,),
        LABELS,
    )
    assert rle_of(found[0]) == encode_rle(mask)


@settings(max_examples=60)
@given(st.booleans().flatmap(instances))
def test_run_lengths_of_soft_crops_and_of_boxes(found):
    assert [rle_of(one) for one in found] == [encode_rle(one.mask) for one in found]


def ring() -> Instances:
    """A square with a square hole, and nothing at all."""
    crop = np.full((20, 20), 255, np.uint8)
    crop[5:15, 5:15] = 0
    return Instances(
        (40, 50),
        np.array([[10, 10, 30, 30], [2, 2, 4, 4]], np.float32),
        np.array([0.9, 0.8], np.float32),
        np.array([0, 1], np.int32),
        (crop, np.zeros((1, 1), np.uint8)),
        LABELS,
        MaskOptions(),
        track_ids=np.array([4, 5], np.int32),
    )


def test_coco_polygons_keep_holes_and_tracks():
    found = ring()
    square, nothing = to_coco(found, polygons=True)
    (outline,) = square["segmentation"]
    drawn = coco.decode(coco.merge(coco.frPyObjects([outline], *found.size))).astype(bool)
    assert (drawn == found.masks[0]).mean() > 0.99
    assert not drawn[18:22, 18:22].any(), "the hole is open"
    assert not coco.decode(nothing["segmentation"]).any()
    assert (square["track_id"], nothing["track_id"]) == (4, 5)
    assert "track_id" not in to_coco(two_people_and_a_dog())[0]
