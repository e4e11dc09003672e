"""Anchors as boxes."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.rcnn.anchors import Anchors, anchor_boxes, grid_anchors


def test_anchors_stand_row_by_row_column_by_column_around_their_cells():
    boxes = anchor_boxes(Anchors((4, 8), (2, 6), stride=10, offset=0.5), (2, 3), (20, 30))
    grid = boxes.reshape(2, 3, 2, 4)
    assert boxes.dtype == np.float32
    assert grid[0, 0].tolist() == [[3, 4, 7, 6], [1, 2, 9, 8]]
    assert grid[1, 2, 0].tolist() == [23, 14, 27, 16]


def test_a_map_without_a_stride_spans_the_input():
    boxes = anchor_boxes(Anchors((2,), (2,)), (2, 4), (10, 16))
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    assert centres.reshape(2, 4, 2)[1].tolist() == [[2, 7.5], [6, 7.5], [10, 7.5], [14, 7.5]]


def test_the_anchors_of_a_proposal_network_begin_at_the_corner_and_are_clipped():
    boxes = anchor_boxes(grid_anchors((1, 2), (1, 4), 8.0, 16.0), (3, 3), (40, 40))
    grid = boxes.reshape(3, 3, 4, 4)
    assert grid[0, 0].tolist() == [[0, 0, 4, 4], [0, 0, 8, 8], [0, 0, 8, 2], [0, 0, 16, 4]]
    assert grid[1, 1, 3].tolist() == [0, 12, 32, 20]
    assert boxes.min() == 0
    assert boxes.max() == 40


def test_anchors_are_made_once_and_nobody_changes_them():
    make = grid_anchors((1,), (1,), 8.0, 16.0), (3, 3), (40, 40)
    boxes = anchor_boxes(*make)
    assert anchor_boxes(*make) is boxes
    with pytest.raises(ValueError, match="read-only"):
        boxes[0] = 0
