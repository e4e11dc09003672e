"""Selective Search, where this build of OpenCV has it, and what is said where it has not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from maskrcnn.errors import EngineError
from maskrcnn.explain import selective_search as module
from maskrcnn.explain.selective_search import available, selective_search

needs_it = pytest.mark.skipif(not available(), reason="needs OpenCV's contributed modules")


def test_a_build_without_it_is_told_how_to_get_it(monkeypatch):
    monkeypatch.delattr(cv2, "ximgproc", raising=False)
    assert not available()
    with pytest.raises(EngineError, match=r'pip install "maskrcnn\[selective-search\]"'):
        selective_search(np.zeros((8, 8, 3), np.uint8))


@needs_it
def test_boxes_lie_in_the_picture_and_find_what_stands_out():
    picture = np.full((300, 400, 3), (60, 120, 60), np.uint8)
    picture[100:200, 150:280] = (30, 30, 220)
    boxes = selective_search(picture)
    assert boxes.dtype == np.float32
    assert np.all(boxes >= 0)
    assert np.all(boxes[:, 2:] <= (400, 300))
    assert np.all(boxes[:, :2] < boxes[:, 2:])
    assert np.abs(boxes - (150, 100, 280, 200)).max(1).min() < 8


@needs_it
def test_large_pictures_are_searched_at_a_bounded_size(cat, monkeypatch):
    small = selective_search(cat.image)
    monkeypatch.setattr(module, "SIDE", 120)
    coarse = selective_search(cat.image)
    height, width = cat.image.shape[:2]
    assert len(coarse) < len(small)
    assert coarse[:, 2].max() == pytest.approx(width)
    assert coarse[:, 3].max() == pytest.approx(height)


@needs_it
def test_no_more_than_asked_for(cat):
    assert len(selective_search(cat.image, 20)) == 20
