"""What leaves a network: boxes inside the picture, never empty, best first."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from maskrcnn.networks.segmenter import Findings
from tests.support.strategies import sizes

anything = st.floats(-1e6, 1e6, width=32) | st.sampled_from([np.nan, np.inf, -np.inf])
boxes = st.integers(0, 12).flatmap(
    lambda count: arrays.arrays(np.float32, (count, 4), elements=anything)
)


@given(boxes, sizes)
def test_boxes_off_every_edge_are_clipped_and_empty_ones_dropped(given_boxes, size):
    count = len(given_boxes)
    scores = np.linspace(0, 1, count).astype(np.float32)
    findings = Findings(given_boxes, scores, np.arange(count, dtype=np.int32))
    inside, places = findings.inside(size)
    assert len(inside) == len(places)
    assert np.array_equal(inside.class_ids, places)
    assert (np.diff(inside.scores) <= 0).all()
    assert np.isfinite(inside.boxes).all()
    assert (inside.boxes[:, :2] >= 0).all()
    assert (inside.boxes[:, 2:] <= np.array(size[::-1])).all()
    assert (inside.boxes[:, 2:] > inside.boxes[:, :2]).all()


@given(sizes)
def test_a_box_of_the_whole_picture_stays(size):
    height, width = size
    box = np.array([[0, 0, width, height], [width, 0, width + 5, 3]], np.float32)
    inside, places = Findings(box, np.ones(2, np.float32), np.zeros(2, np.int32)).inside(size)
    assert places.tolist() == [0]
    assert inside.boxes.tolist() == [[0, 0, width, height]]
