"""ONNX files as OpenCV gets them: begun behind what it lacks, with padding written out."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import helper

from maskrcnn.engines.network import NetworkFile
from maskrcnn.engines.onnxruntime import OnnxRuntimeNetwork
from maskrcnn.engines.opencv import OpenCVNetwork
from maskrcnn.engines.opencv_onnx import OnnxForOpenCV
from maskrcnn.errors import ModelError
from maskrcnn.models.onnx_graph import GraphBuilder, Tensor
from maskrcnn.options import EngineOptions
from tests.support import onnx_crops, tiny_networks

RANDOM = np.random.default_rng(5)
OPTIONS = EngineOptions(precision="f32")


def strided(path, kernels=((3, 3), (7, 7), (2, 2))):
    """Write convolutions and a pool that halve any picture and keep to SAME padding."""
    network = GraphBuilder()
    value, window = "picture", {"strides": (2, 2), "auto_pad": "SAME_UPPER"}
    for number, kernel in enumerate(kernels):
        weights = network.weight(f"weights{number}", RANDOM.standard_normal((3, 3, *kernel)))
        value = network.node(f"conv{number}", "Conv", value, weights, kernel_shape=kernel, **window)
    network.node("out", "MaxPool", value, kernel_shape=(3, 3), **window)
    inputs = {"picture": Tensor(("pictures", 3, "height", "width"))}
    outputs = {"out": Tensor(("pictures", 3, "rows", "columns"))}
    path.write_bytes(network.model(inputs, outputs, {}).SerializeToString())
    return NetworkFile(path)


def from_crops(path):
    """Write what a stage is: RoI crops, something done to them, and one input more."""
    crops = onnx.load(onnx_crops.save(path, 4))
    nodes = [
        *crops.graph.node,
        helper.make_node("Relu", ["samples"], ["positive"]),
        helper.make_node("GlobalAveragePool", ["positive"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("Mul", ["flat", "classes"], ["out"]),
    ]
    float32 = onnx.TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info("features", float32, ["n", 3, "h", "w"]),
        *crops.graph.input[1:],
        helper.make_tensor_value_info("classes", float32, ["rois", 3]),
    ]
    outputs = [helper.make_tensor_value_info("out", float32, ["rois", 3])]
    graph = helper.make_graph(nodes, "stage", inputs, outputs)
    opset = [helper.make_opsetid("", 16)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return NetworkFile(path, cut="samples")


SIZES = [(32, 48), (33, 48), (47, 31), (35, 34), (32, 48), (9, 8)]


def test_padding_lies_where_onnx_puts_it_at_even_and_odd_sizes(tmp_path):
    """OpenCV 5.0 alone would put it elsewhere."""
    file = strided(tmp_path / "strided.onnx")
    ours, peer = OpenCVNetwork(file, OPTIONS), OnnxRuntimeNetwork(file, OPTIONS)
    for size in SIZES:
        feeds = {"picture": RANDOM.standard_normal((2, 3, *size)).astype(np.float32)}
        found, expected = ours.run(feeds)["out"], peer.run(feeds)["out"]
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, atol=1e-3)


def test_a_size_of_padding_is_written_into_the_file(tmp_path):
    file = strided(tmp_path / "strided.onnx", kernels=[(3, 3), (2, 2)])
    read = OnnxForOpenCV(file.path, "")
    assert read.depends_on_size
    model = onnx.load_from_string(read.sized({"picture": (1, 3, 8, 9)}).tobytes())
    pads = []
    for node in model.graph.node:
        attributes = {each.name: helper.get_attribute_value(each) for each in node.attribute}
        assert "auto_pad" not in attributes
        pads.append(list(attributes["pads"]))
    assert pads == [[0, 1, 1, 1], [0, 0, 0, 1], [0, 1, 1, 1]]  # top, left, bottom, right


def test_a_network_without_such_padding_stays_as_it_is(tmp_path):
    assert not OnnxForOpenCV(
        tiny_networks.double_and_square(tmp_path / "t.onnx"), ""
    ).depends_on_size


def test_means_of_a_map_of_unknown_size_wait_for_a_picture(tmp_path):
    halved = helper.make_node("AveragePool", ["x"], ["y"], kernel_shape=[2, 2], strides=[2, 2])
    lengths: list[str | int | None] = [1, 3, "height", "width"]
    x, y = (helper.make_tensor_value_info(each, 1, lengths) for each in "xy")
    model = helper.make_model(helper.make_graph([halved], "halved", [x], [y]))
    path = tmp_path / "halved.onnx"
    onnx.save(model, path)
    assert OnnxForOpenCV(path, "").depends_on_size


def test_it_begins_behind_the_crops(tmp_path):
    file = from_crops(tmp_path / "stage.onnx")
    assert OnnxForOpenCV(file.path, "").inputs == ("features", "rois", "pictures", "classes")
    network = OpenCVNetwork(file, OPTIONS)
    assert set(network.inputs) == {"samples", "classes"}
    crops = RANDOM.standard_normal((5, 3, 4, 4)).astype(np.float32)
    classes = RANDOM.standard_normal((5, 3)).astype(np.float32)
    (out,) = network.run({"samples": crops, "classes": classes}).values()
    expected = np.maximum(crops, 0).mean((2, 3)) * classes
    np.testing.assert_allclose(out, expected, atol=1e-5)


def test_other_engines_begin_at_the_beginning(tmp_path):
    network = OnnxRuntimeNetwork(from_crops(tmp_path / "stage.onnx"), OPTIONS)
    assert network.inputs == ("features", "rois", "pictures", "classes")


def test_weights_that_are_listed_as_inputs_are_none(tmp_path):
    path = tiny_networks.double_and_square(tmp_path / "tiny.onnx")
    model = onnx.load(path)
    weight = onnx.numpy_helper.from_array(np.ones((1, 4), np.float32), "w")
    model.graph.initializer.append(weight)
    model.graph.input.append(helper.make_tensor_value_info("w", onnx.TensorProto.FLOAT, [1, 4]))
    onnx.save(model, path)
    assert OnnxForOpenCV(path, "").inputs == ("x",)


@pytest.mark.parametrize("content", [b"", b"not a network", bytes(range(256))])
@pytest.mark.parametrize("cut", ["", "crops"])
def test_what_is_no_onnx_is_named(tmp_path, content, cut):
    path = tmp_path / "damaged.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"damaged\.onnx: ") as caught:
        OpenCVNetwork(NetworkFile(path, cut=cut), OPTIONS)
    assert "\n" not in str(caught.value)
