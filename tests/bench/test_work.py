"""Multiply-accumulates, counted by hand."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper

from maskrcnn.bench.peak import MULTIPLY_ACCUMULATES, convolutions
from maskrcnn.bench.work import multiply_accumulates
from maskrcnn.errors import ModelError
from tests.support.tiny_networks import save


def saved(folder, node, image, weights):
    outputs = {node.output[0]: (0,) * len(image)}
    nodes = [node, helper.make_node("Relu", [node.output[0]], ["active"])]
    return save(Path(folder) / "net.onnx", nodes, {"image": image}, outputs, weights=weights)


@given(
    groups=st.integers(1, 3),
    image=st.tuples(st.integers(3, 20), st.integers(3, 20)),
    kernel=st.integers(1, 3),
    stride=st.integers(1, 3),
)
@settings(max_examples=30)
def test_a_convolution_is_counted_output_by_output(groups, image, kernel, stride):
    weights = np.zeros((4 * groups, 2, kernel, kernel), np.float32)
    attributes = {"strides": [stride, stride], "group": groups}
    node = helper.make_node("Conv", ["image", "weights"], ["maps"], **attributes)
    rows, columns = (len(range(0, side - kernel + 1, stride)) for side in image)
    with tempfile.TemporaryDirectory() as folder:
        path = saved(folder, node, (1, 2 * groups, *image), weights)
        assert multiply_accumulates(path, {}) == rows * columns * weights.size


@pytest.mark.parametrize(
    ("node", "image", "weights", "count"),
    [
        (helper.make_node("MatMul", ["image", "weights"], ["out"]), (5, 3), (3, 4), 60),
        (helper.make_node("MatMul", ["image", "weights"], ["out"]), (2, 5, 3), (3, 4), 120),
        (helper.make_node("Gemm", ["image", "weights"], ["out"]), (5, 3), (3, 4), 60),
        (helper.make_node("Gemm", ["image", "weights"], ["out"], transA=1), (3, 5), (3, 4), 60),
        (helper.make_node("Gemm", ["image", "weights"], ["out"], transB=1), (5, 3), (4, 3), 60),
        (
            helper.make_node("ConvTranspose", ["image", "weights"], ["out"], strides=[2, 2]),
            (1, 3, 5, 5),
            (3, 4, 2, 2),
            5 * 5 * 3 * 4 * 2 * 2,
        ),
        (helper.make_node("Add", ["image", "weights"], ["out"]), (5, 3), (5, 3), 0),
    ],
)
def test_products_and_transposed_convolutions(tmp_path, node, image, weights, count):
    path = saved(tmp_path, node, image, np.zeros(weights, np.float32))
    assert multiply_accumulates(path, {}) == count


def test_work_grows_with_the_picture_and_the_batch(tmp_path):
    node = helper.make_node("Conv", ["image", "weights"], ["maps"])
    path = saved(tmp_path, node, (1, 3, 0, 0), np.zeros((8, 3, 1, 1), np.float32))
    assert multiply_accumulates(path, {"image": (1, 3, 10, 20)}) == 200 * 24
    assert multiply_accumulates(path, {"image": (4, 3, 10, 20)}) == 800 * 24


def test_the_peaks_convolutions_are_as_much_work_as_is_said():
    assert multiply_accumulates(convolutions(), {}) == MULTIPLY_ACCUMULATES


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"photo": (1, 3, 4, 4)}, "has no input 'photo', but image"),
        ({"image": (3, 4, 4)}, r"input 'image' has 4 sides, not \(3, 4, 4\)"),
        ({}, "the shape of 'image' does not follow"),
    ],
)
def test_inputs_that_do_not_fit_are_told(tmp_path, inputs, message):
    node = helper.make_node("Conv", ["image", "weights"], ["maps"])
    path = saved(tmp_path, node, (1, 3, 0, 0), np.zeros((8, 3, 1, 1), np.float32))
    with pytest.raises(ModelError, match=message):
        multiply_accumulates(path, inputs)


def test_a_damaged_file_is_told(tmp_path):
    path = tmp_path / "net.onnx"
    path.write_bytes(b"damaged")
    with pytest.raises(ModelError, match="not an ONNX file"):
        multiply_accumulates(path, {})
