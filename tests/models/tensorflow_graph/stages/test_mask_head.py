"""The folded mask head gives what enlarging and convolving give, for the class that is wanted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maskrcnn.engines import ENGINES, NetworkFile, compile_network
from maskrcnn.models.onnx_graph import GraphBuilder, Tensor
from maskrcnn.models.tensorflow_graph.graph import Node
from maskrcnn.models.tensorflow_graph.stages.mask_head import add_mask_head, find_mask_head
from maskrcnn.options import EngineOptions
from tests.support.tensorflow_operations import results
from tests.support.translated import constant, graph_of, window

CHANNELS, HIDDEN, CLASSES = 6, 5, 4
END = "masks"


def head_nodes(side, hidden, *, aligned=True, rectifier="Relu"):
    """Return a mask head as the Object Detection API has it, with random weights."""
    random = np.random.default_rng(side + hidden)
    nodes = [
        constant("side", [side, side]),
        constant("order", [0, 3, 1, 2]),
        Node("large", "ResizeBilinear", ("features", "side"), {"align_corners": aligned}),
    ]
    source, width = "large", CHANNELS
    for number in range(hidden + 1):
        outputs = CLASSES if number == hidden else HIDDEN
        weights = random.standard_normal((3, 3, width, outputs)) / np.sqrt(9 * width)
        nodes += [
            constant(f"weights{number}", weights),
            constant(f"biases{number}", random.standard_normal(outputs)),
            Node(
                f"conv{number}",
                "Conv2D",
                (source, f"weights{number}"),
                window((3, 3), (1, 1), "SAME"),
            ),
            Node(f"bias{number}", "BiasAdd", (f"conv{number}", f"biases{number}")),
            Node(f"relu{number}", rectifier, (f"bias{number}",)),
        ]
        source, width = f"relu{number}", outputs
    return [*nodes[:-1], Node(END, "Transpose", (f"bias{hidden}", "order"))]


def folded(path, graph, engine, cells):
    """Return the folded head as a function from features and classes to logits."""
    head = find_mask_head(graph, END)
    assert head is not None
    network = GraphBuilder()
    logits = add_mask_head(network, head, "features", cells)
    network.node("out", "Identity", logits)
    inputs = {
        "features": Tensor(("rois", CHANNELS, cells, cells)),
        "classes": Tensor(("rois", CLASSES)),
    }
    outputs = {"out": Tensor(("rois", 1, head.side, head.side))}
    path.write_bytes(network.model(inputs, outputs, {}).SerializeToString())
    file = NetworkFile(path, outputs=("out",))
    compiled = compile_network(file, EngineOptions(engine, precision="f32"))
    return lambda features, classes: compiled.run({"features": features, "classes": classes})["out"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("cells", [4, 7])
@pytest.mark.parametrize("side", [15, 33])
@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_it_gives_the_masks_of_every_class(tmp_path, engine, cells, side, hidden):
    graph = graph_of(head_nodes(side, hidden))
    head = folded(tmp_path / "head.onnx", graph, engine, cells)
    random = np.random.default_rng(7)
    features = random.standard_normal((CLASSES + 2, cells, cells, CHANNELS)).astype(np.float32)
    class_ids = np.array([*range(CLASSES), 0, CLASSES - 1])
    every = results(graph, {"features": features}, [END])[END]
    expected = every[np.arange(len(class_ids)), class_ids]
    one_hot = np.eye(CLASSES, dtype=np.float32)[class_ids]
    found = head(features.transpose(0, 3, 1, 2), one_hot)
    assert expected.std() > 0.1
    assert found.shape == (CLASSES + 2, 1, side, side)
    np.testing.assert_allclose(found[:, 0], expected, atol=1e-4)


def changed(name, **changes):
    nodes = head_nodes(15, 2)
    return [replace(node, **changes) if node.name == name else node for node in nodes]


OTHERS = {
    "another rectifier": head_nodes(15, 2, rectifier="Relu6"),
    "corners that do not coincide": head_nodes(15, 2, aligned=False),
    "no hidden layer": head_nodes(15, 0),
    "no rectifier": changed("conv2", inputs=("bias1", "weights2")),
    "no biases": changed("relu1", inputs=("conv1",)),
    "a stride": changed("conv1", attributes=window((3, 3), (2, 2), "SAME")),
    "no padding": changed("conv1", attributes=window((3, 3), (1, 1), "VALID")),
    "a wide mask": [constant("side", [15, 20]), *head_nodes(15, 2)[1:]],
    "a huge mask": [constant("side", [1000, 1000]), *head_nodes(15, 2)[1:]],
    "no enlarging": changed("large", op="Relu"),
    "weights that are computed": changed("weights1", op="Identity", inputs=("weights0",)),
}


@pytest.mark.parametrize("nodes", OTHERS.values(), ids=OTHERS)
def test_a_head_that_is_built_otherwise_is_not_folded(nodes):
    assert find_mask_head(graph_of(head_nodes(15, 2)), END) is not None
    assert find_mask_head(graph_of(nodes), END) is None
