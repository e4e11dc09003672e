"""Outlines as paths: they enclose what the mask does, and stay short."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from maskrcnn.instances import Instances
from maskrcnn.masks import crop_of_mask
from maskrcnn.polygons import Polygon, mask_of_polygons
from maskrcnn.report.outlines import outline, outlines
from tests.report.conftest import STREET, found_in
from tests.support.strategies import LABELS, instances


def drawn(path: str, size: tuple[int, int]) -> np.ndarray:
    """Fill a path of steps by the even-odd rule."""
    rings = []
    for start, steps in re.findall(r"M([\d -]+)l([\d -]+)z", path):
        numbers = np.array([*map(int, start.split()), *map(int, steps.split())]).reshape(-1, 2)
        rings.append(numbers.cumsum(0).astype(np.float64))
    return mask_of_polygons([Polygon(rings[0], tuple(rings[1:]))], size)


def one_of(mask: np.ndarray) -> Instances:
    box, crop = crop_of_mask(mask)
    return Instances(
        mask.shape,
        box[None],
        np.ones(1, np.float32),
        np.zeros(1, np.int32),
        (crop,),
        LABELS,
    )


def iou(first: np.ndarray, second: np.ndarray) -> float:
    return float((first & second).sum() / (first | second).sum())


def test_a_path_encloses_the_mask_with_its_hole():
    mask = np.hypot(*(np.mgrid[:200, :200] - 100)) < 80
    mask &= np.hypot(*(np.mgrid[:200, :200] - 100)) > 40
    path = outline(one_of(mask)[0], 1.0, 0.6)
    assert path.count("M") == 2
    assert iou(drawn(path, mask.shape), mask) > 0.97


def test_it_is_drawn_for_the_size_of_the_picture_shown():
    mask = np.zeros((400, 400), np.bool_)
    mask[100:300, 80:200] = True
    path = outline(one_of(mask)[0], 0.25, 0.6)
    assert np.array_equal(drawn(path, (100, 100)), mask[::4, ::4])


def test_many_letters_make_it_coarser_and_at_last_a_box():
    found = found_in("street", STREET)
    fine = outlines(found, 1.0, 10_000)
    coarse = outlines(found, 1.0, sum(map(len, fine)) - 1)
    assert sum(map(len, coarse)) < sum(map(len, fine))
    assert outlines(found, 1.0, 10)[0] == "M10 10H50V90H10z"


def test_boxes_stand_where_there_are_no_masks():
    boxes = replace(found_in("street", STREET), crops=None)
    assert outlines(boxes, 1.0, 10_000)[1] == "M60 70H100V110H60z"


@settings(max_examples=60)
@given(instances())
@pytest.mark.parametrize("scale", [1.0, 0.1])
def test_every_object_has_an_outline(scale, found):
    paths = outlines(found, scale, 10_000)
    assert len(paths) == len(found)
    assert all(re.fullmatch(r"(M[\dHVl -]+z)+", path) for path in paths)
