"""Heads in the order of the stages: what was done to weights is what was to be done to results."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.models.tensorflow_graph import read_graph
from maskrcnn.models.tensorflow_graph.heads import TwoStageHeads, find_heads
from maskrcnn.models.tensorflow_graph.simplification import simplified
from maskrcnn.models.tensorflow_graph.stages.linear_heads import with_own_heads
from tests.support.tensorflow_graphs import faster_rcnn, mask_rcnn
from tests.support.tensorflow_operations import results

YX_FIRST, XY_FIRST = [0, 1, 2, 3], [1, 0, 3, 2]


@pytest.fixture(params=[mask_rcnn, faster_rcnn])
def graph(request, tmp_path):
    return simplified(read_graph(request.param(tmp_path / "graph.pb")))


def computed(graph, start, ends):
    """Return what layers give for a start of random numbers, the same ones each time."""
    node, channels = start
    values = np.random.default_rng(1).standard_normal((2, 7, 7, channels)).astype(np.float32)
    return results(graph, {node: values}, ends)


@pytest.fixture
def heads(graph):
    found = find_heads(graph)
    assert isinstance(found, TwoStageHeads)
    return found


def width_of(graph, conv):
    """Return how many channels the input of a convolution has."""
    return graph.constant(graph[conv].data[1]).shape[2]


def test_objectness_is_the_foregrounds_logit_less_the_backgrounds(graph, heads):
    head = heads.proposals.scores
    source = graph[graph[head].data[0]].data[0]
    start = source, width_of(graph, graph[head].data[0])
    both = computed(graph, start, [head])[head].reshape(2, 7, 7, -1, 2)
    objectness = computed(with_own_heads(graph, heads), start, [head])[head]
    assert both.std() > 0.1
    np.testing.assert_allclose(objectness, both[..., 1] - both[..., 0], atol=1e-4)


def test_boxes_of_anchors_come_in_the_papers_order(graph, heads):
    head = heads.proposals.boxes
    source = graph[graph[head].data[0]].data[0]
    start = source, width_of(graph, graph[head].data[0])
    theirs = computed(graph, start, [head])[head].reshape(2, 7, 7, -1, 4)
    ours = computed(with_own_heads(graph, heads), start, [head])[head].reshape(theirs.shape)
    np.testing.assert_array_equal(ours[..., YX_FIRST], theirs[..., XY_FIRST])


def test_boxes_of_classes_come_in_the_papers_order_and_logits_stay(graph, heads):
    boxes, scores = heads.detections.boxes, heads.detections.scores
    product = graph[graph[boxes].data[0]]
    values = np.random.default_rng(2).standard_normal((5, graph.constant(product.data[1]).shape[0]))
    given = {product.data[0]: values.astype(np.float32)}
    theirs = results(graph, given, [boxes, scores])
    ours = results(with_own_heads(graph, heads), given, [boxes, scores])
    shape = 5, -1, 4
    np.testing.assert_array_equal(
        ours[boxes].reshape(shape)[..., YX_FIRST], theirs[boxes].reshape(shape)[..., XY_FIRST]
    )
    np.testing.assert_array_equal(ours[scores], theirs[scores])
