"""A picture with blue first through the turned graph is one with red first through the original."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.errors import ModelError
from maskrcnn.models.tensorflow_graph import read_graph
from maskrcnn.models.tensorflow_graph.graph import Graph, Node
from maskrcnn.models.tensorflow_graph.heads import TwoStageHeads, find_heads
from maskrcnn.models.tensorflow_graph.simplification import simplified
from maskrcnn.models.tensorflow_graph.stages.color_order import reading_bgr
from tests.support.tensorflow_graphs import EXTRACTORS, Setup, mask_rcnn
from tests.support.tensorflow_operations import results
from tests.support.translated import PICTURE, constant, graph_of, window

RANDOM = np.random.default_rng(3)
RGB = RANDOM.uniform(0, 255, (1, 8, 9, 3)).astype(np.float32)
SAME = window((3, 3), (2, 2), "SAME")


def weights(*shape):
    return constant("weights", RANDOM.standard_normal(shape))


PLAIN = [weights(3, 3, 3, 5), Node("out", "Conv2D", (PICTURE, "weights"), SAME)]
SCALED = [
    constant("factor", 2 / 255),
    constant("one", 1.0),
    Node("scaled", "Mul", (PICTURE, "factor")),
    Node("centred", "Sub", ("scaled", "one")),
    weights(3, 3, 3, 5),
    Node("out", "Conv2D", ("centred", "weights"), SAME),
]
CENTRED = [
    constant("means", [[[[123.7, 116.8, 103.9]]]]),
    constant("margins", [[0, 0], [1, 2], [1, 2], [0, 0]]),
    Node("centred", "Sub", (PICTURE, "means")),
    Node("wide", "Pad", ("centred", "margins")),
    weights(3, 3, 3, 5),
    Node("out", "Conv2D", ("wide", "weights"), SAME),
]
DEPTHWISE = [
    weights(3, 3, 3, 4),
    constant("points", RANDOM.standard_normal((1, 1, 12, 5))),
    Node("alone", "DepthwiseConv2dNative", (PICTURE, "weights"), SAME),
    Node("out", "Conv2D", ("alone", "points"), window((1, 1), (1, 1), "VALID")),
]
TWO_READERS = [
    weights(3, 3, 3, 5),
    constant("more", RANDOM.standard_normal((3, 3, 3, 5))),
    Node("one", "Conv2D", (PICTURE, "weights"), SAME),
    Node("other", "Conv2D", (PICTURE, "more"), SAME),
    Node("out", "Add", ("one", "other")),
]


def result(graph, end, picture):
    return results(graph, {PICTURE: picture}, [end])[end]


@pytest.mark.parametrize(
    "nodes",
    [PLAIN, SCALED, CENTRED, DEPTHWISE, TWO_READERS],
    ids=["plain", "scaled", "a mean a channel", "depthwise", "two readers"],
)
def test_the_results_are_the_same(nodes):
    graph = graph_of(nodes)
    turned = reading_bgr(graph, PICTURE)
    expected = result(graph, "out", RGB)
    np.testing.assert_allclose(result(turned, "out", RGB[..., ::-1]), expected, rtol=1e-3)
    assert not np.allclose(result(graph, "out", RGB[..., ::-1]), expected, rtol=0.1)


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_every_feature_extractor_can_be_turned(tmp_path, extractor):
    whole = simplified(read_graph(mask_rcnn(tmp_path / "graph.pb", Setup(extractor=extractor))))
    heads = find_heads(whole)
    assert isinstance(heads, TwoStageHeads)
    end, picture = heads.features, np.resize(RGB, (1, 33, 49, 3))
    graph = Graph(whole.source, {node.name: node for node in whole.upstream([end])})
    expected = results(graph, {heads.picture: picture}, [end])[end]
    turned = reading_bgr(graph, heads.picture)
    found = results(turned, {heads.picture: picture[..., ::-1]}, [end])[end]
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4 * expected.std())


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([Node("edges", "Relu", (PICTURE,))], "'edges', a Relu, reads .* use --engine opencv"),
        ([weights(3, 3, 1, 5), *PLAIN[1:]], "'out' does not read three colours"),
        (
            [*DEPTHWISE[:3], Node("out", "Relu", ("alone",))],
            "'out', a Relu, reads colours one by one: use --engine opencv",
        ),
        ([Node("out", "Conv2D", (PICTURE, PICTURE), SAME)], "'out' does not read three colours"),
        ([Node("out", "DepthwiseConv2dNative", (PICTURE, PICTURE), SAME)], "'out' has no weights"),
    ],
)
def test_what_cannot_be_turned_is_named(nodes, message):
    with pytest.raises(ModelError, match=rf"graph\.pb: {message}"):
        reading_bgr(graph_of(nodes), PICTURE)
