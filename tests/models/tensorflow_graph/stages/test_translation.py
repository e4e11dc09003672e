"""Walking from a node back to the picture, adding each node once."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.errors import ModelError
from maskrcnn.models.onnx_graph import GraphBuilder, Tensor
from maskrcnn.models.tensorflow_graph.graph import Node
from maskrcnn.models.tensorflow_graph.stages.layers import LAYERS
from maskrcnn.models.tensorflow_graph.stages.translation import Translation
from tests.support.translated import PICTURE, constant, graph_of

PICTURES = {PICTURE: Tensor((1, 4, 5, 5))}


def nodes_of(network: GraphBuilder, value: str):
    """Return the nodes of a network that ends in a value, that end left out."""
    network.node("end", "Identity", value)
    *nodes, _ = network.model(PICTURES, {"end": Tensor((1, 4, 5, 5))}, {}).graph.node
    return nodes


@pytest.fixture
def network():
    return GraphBuilder()


def diamond():
    """A layer that two others read, which a third joins."""
    return graph_of(
        [
            Node("shared", "Relu", (PICTURE,)),
            Node("left", "Relu6", ("shared",)),
            Node("right", "Relu", ("shared",)),
            Node("joined", "Add", ("left", "right")),
            Node("unwanted", "Cosh", ("joined",)),
        ]
    )


def test_a_layer_that_several_read_is_added_once(network):
    value_of = Translation(diamond(), network, {PICTURE: PICTURE}, LAYERS)
    end = value_of("joined")
    assert value_of("left") == value_of("left:0") == "left"
    kinds = sorted(node.op_type for node in nodes_of(network, end))
    assert kinds == ["Add", "Clip", "Relu", "Relu"]


def test_it_turns_round_where_values_are_known(network):
    value_of = Translation(diamond(), network, {"shared": PICTURE}, LAYERS)
    assert value_of("shared") == PICTURE
    (clip,) = nodes_of(network, value_of("left"))
    assert (clip.op_type, clip.input[0]) == ("Clip", PICTURE)


def test_an_unknown_operation_is_named_with_what_to_do(network):
    value_of = Translation(diamond(), network, {PICTURE: PICTURE}, LAYERS)
    with pytest.raises(ModelError, match=r"graph\.pb: 'unwanted' is a Cosh, .*--engine opencv"):
        value_of("unwanted")


def test_numbers_that_are_computed_are_refused(network):
    graph = graph_of(
        [Node("twice", "Add", (PICTURE, PICTURE)), Node("out", "BiasAdd", (PICTURE, "twice"))]
    )
    value_of = Translation(graph, network, {PICTURE: PICTURE}, LAYERS)
    with pytest.raises(ModelError, match="'twice' is no constant: give a frozen graph"):
        value_of("out")


def test_numbers_that_are_not_finite_are_refused(network):
    graph = graph_of(
        [constant("biases", np.array([1, np.nan])), Node("out", "BiasAdd", (PICTURE, "biases"))]
    )
    value_of = Translation(graph, network, {PICTURE: PICTURE}, LAYERS)
    with pytest.raises(ModelError, match="not finite: the file is damaged"):
        value_of("out")
