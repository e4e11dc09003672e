"""Each operation gives in ONNX, on every engine, what TensorFlow's documentation says of it."""

from __future__ import annotations

import numpy as np
import pytest

from maskrcnn.engines import ENGINES
from maskrcnn.errors import ModelError
from tests.support.tensorflow_operations import compute
from tests.support.translated import PICTURE, constant, node, run, translate, window

SIZES = [(8, 12), (9, 13), (12, 9), (5, 5)]
"""Even, odd, and mixed heights and widths."""

CHANNELS = 4
ANY_SIZE = "pictures", CHANNELS, "height", "width"


@pytest.fixture(params=ENGINES)
def engine(request):
    return request.param


@pytest.fixture
def random():
    return np.random.default_rng(6)


@pytest.fixture
def pictures(random):
    return [random.standard_normal((2, *size, CHANNELS)).astype(np.float32) for size in SIZES]


def check(tmp_path, engine, nodes, pictures, expected):
    """Hold what the last node gives against what is expected of it, a network for each picture."""
    for picture in pictures:
        shape = len(picture), CHANNELS, *picture.shape[1:3]
        path = translate(tmp_path / "nodes.onnx", nodes, shape)
        assert_same(run(path, engine, picture), expected(picture))


def check_window(tmp_path, engine, layer, pictures, *weights):
    """Hold one network against NumPy, for pictures of all sizes."""
    nodes = [*(constant(f"weights{n}", numbers) for n, numbers in enumerate(weights)), layer]
    path = translate(tmp_path / "nodes.onnx", nodes, ANY_SIZE)
    for picture in pictures:
        assert_same(run(path, engine, picture), compute(layer, picture, *weights))


def assert_same(found, wanted):
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize(
    ("kernel", "strides"),
    [
        ((1, 1), (1, 1)),
        ((3, 3), (1, 1)),
        ((1, 5), (1, 1)),
        ((1, 1), (2, 2)),
        ((2, 2), (2, 2)),
        ((3, 3), (2, 2)),
        ((5, 3), (2, 2)),
        ((3, 3), (2, 1)),
        ((3, 3), (3, 3)),
    ],
)
class TestWindows:
    """Convolutions and pools: SAME keeps the size or its share, with more padding at the end."""

    def test_convolution(self, tmp_path, engine, random, pictures, kernel, strides, padding):
        weights = random.standard_normal((*kernel, CHANNELS, 3)).astype(np.float32)
        layer = node("Conv2D", PICTURE, "weights0", **window(kernel, strides, padding))
        check_window(tmp_path, engine, layer, pictures, weights)

    @pytest.mark.parametrize("pool", ["MaxPool", "AvgPool"])
    def test_pools(self, tmp_path, engine, pictures, kernel, strides, padding, pool):
        layer = node(pool, PICTURE, **window(kernel, strides, padding))
        check_window(tmp_path, engine, layer, pictures)


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize(("kernel", "holes"), [((3, 3), 2), ((1, 3), 2), ((2, 2), 2), ((5, 5), 1)])
def test_a_convolution_with_holes(tmp_path, engine, random, kernel, holes, padding):
    weights = random.standard_normal((*kernel, CHANNELS, 3)).astype(np.float32)
    pictures = [random.standard_normal((1, *size, CHANNELS)).astype(np.float32) for size in SIZES]
    layer = node("Conv2D", PICTURE, "weights0", **window(kernel, (1, 1), padding, holes))
    check_window(tmp_path, engine, layer, pictures, weights)


@pytest.mark.parametrize("each", [1, 3])
@pytest.mark.parametrize("strides", [(1, 1), (2, 2)])
def test_a_convolution_of_each_channel_alone(tmp_path, engine, random, pictures, each, strides):
    weights = random.standard_normal((3, 3, CHANNELS, each)).astype(np.float32)
    attributes = window((3, 3), strides, "SAME")
    layer = node("DepthwiseConv2dNative", PICTURE, "weights0", **attributes)
    check_window(tmp_path, engine, layer, pictures, weights)


@pytest.mark.parametrize("op", ["FusedBatchNorm", "FusedBatchNormV3"])
def test_batch_normalisation(tmp_path, engine, random, pictures, op):
    gamma, beta, mean = random.standard_normal((3, CHANNELS)).astype(np.float32)
    variance = random.uniform(0.5, 2, CHANNELS).astype(np.float32)
    names = [f"weights{n}" for n in range(4)]
    layer = node(op, PICTURE, *names, epsilon=0.25)
    nodes = [constant(*pair) for pair in zip(names, (gamma, beta, mean, variance), strict=True)]

    def expected(picture):
        return (picture - mean) / np.sqrt(variance + np.float32(0.25)) * gamma + beta

    check(tmp_path, engine, [*nodes, layer], pictures, expected)


def test_biases_of_channels(tmp_path, engine, random, pictures):
    biases = random.standard_normal(CHANNELS).astype(np.float32)
    nodes = [constant("biases", biases), node("BiasAdd", PICTURE, "biases")]
    check(tmp_path, engine, nodes, pictures, lambda picture: picture + biases)


@pytest.mark.parametrize(
    ("op", "formula"),
    [
        ("Relu", lambda x: np.maximum(x, 0)),
        ("Relu6", lambda x: np.clip(x, 0, 6)),
    ],
)
def test_rectifiers(tmp_path, engine, pictures, op, formula):
    large = [picture * 10 for picture in pictures]
    check(tmp_path, engine, [node(op, PICTURE)], large, formula)


ARITHMETIC = {
    "Add": np.add,
    "AddV2": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "RealDiv": np.divide,
}
NUMBERS = {
    "one for all": np.array(2.5),
    "one in a list": np.array([2.5]),
    "one a channel": np.array([1.5, -2.0, 0.5, 3.0]),
    "with all axes": np.array([1.5, -2.0, 0.5, 3.0]).reshape(1, 1, 1, CHANNELS),
}


@pytest.mark.parametrize("numbers", NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize("op", ARITHMETIC)
class TestArithmetic:
    """With constants on either side, where it matters for differences and quotients."""

    def test_constants_second(self, tmp_path, engine, pictures, op, numbers):
        nodes = [constant("numbers", numbers), node(op, PICTURE, "numbers")]
        wanted = np.float32(numbers)
        check(tmp_path, engine, nodes, pictures[:2], lambda x: ARITHMETIC[op](x, wanted))

    def test_constants_first(self, tmp_path, engine, pictures, op, numbers):
        positive = [np.abs(picture) + 1 for picture in pictures[:2]]
        nodes = [constant("numbers", numbers), node(op, "numbers", PICTURE)]
        wanted = np.float32(numbers)
        check(tmp_path, engine, nodes, positive, lambda x: ARITHMETIC[op](wanted, x))


@pytest.mark.parametrize("op", ARITHMETIC)
def test_arithmetic_of_two_layers(tmp_path, engine, pictures, op):
    bounded = node("Relu6", PICTURE)
    nodes = [constant("one", 1.0), bounded]
    nodes += [node("AddV2", bounded.name, "one")]
    nodes += [node(op, PICTURE, nodes[-1].name)] if op != "AddV2" else []

    def expected(x):
        one_more = np.clip(x, 0, 6) + 1
        return one_more if op == "AddV2" else ARITHMETIC[op](x, one_more)

    check(tmp_path, engine, nodes, pictures, expected)


def test_a_margin_of_zeros(tmp_path, engine, pictures):
    margins = [[0, 0], [1, 2], [3, 0], [0, 0]]
    nodes = [constant("margins", margins), node("Pad", PICTURE, "margins")]
    check(tmp_path, engine, nodes, pictures, lambda picture: np.pad(picture, margins))


@pytest.mark.parametrize("axis", [3, -1])
def test_channels_side_by_side(tmp_path, engine, pictures, axis):
    nodes = [node("Relu", PICTURE), constant("axis", axis)]
    nodes += [node("ConcatV2", PICTURE, nodes[0].name, PICTURE, "axis")]
    check(tmp_path, engine, nodes, pictures, lambda x: np.concatenate([x, np.maximum(x, 0), x], 3))


@pytest.mark.parametrize("keep_dims", [True, False])
def test_the_mean_of_rows_and_columns(tmp_path, engine, pictures, keep_dims):
    nodes = [constant("axes", [1, 2]), node("Mean", PICTURE, "axes", keep_dims=keep_dims)]
    check(tmp_path, engine, nodes, pictures, lambda x: x.mean((1, 2), keepdims=keep_dims))


def test_flattening_keeps_channels_last(tmp_path, engine, pictures):
    check(tmp_path, engine, [node("Flatten", PICTURE)], pictures, lambda x: x.reshape(len(x), -1))


@pytest.mark.parametrize("keep_dims", [True, False])
@pytest.mark.parametrize("flattening", ["Flatten", "Squeeze"])
def test_layers_behind_a_mean(tmp_path, engine, random, pictures, keep_dims, flattening):
    """A mean, flattened if it is not, times weights, plus biases, as the second stage ends."""
    weights = random.standard_normal((CHANNELS, 5)).astype(np.float32)
    biases = random.standard_normal(5).astype(np.float32)
    nodes = [
        constant("axes", [1, 2]),
        constant("weights", weights),
        constant("biases", biases),
        node("Mean", PICTURE, "axes", keep_dims=keep_dims),
        node(flattening, "layers/Mean"),
        node("MatMul", f"layers/{flattening}", "weights"),
        node("BiasAdd", "layers/MatMul", "biases"),
        node("Relu6", "layers/BiasAdd"),
        node("Mul", "layers/Relu6", "biases"),
    ]

    def expected(picture):
        return np.clip(picture.mean((1, 2)) @ weights + biases, 0, 6) * biases

    check(tmp_path, engine, nodes, pictures, expected)


def test_weights_may_lie_the_other_way(tmp_path, engine, random, pictures):
    weights = random.standard_normal((5, CHANNELS)).astype(np.float32)
    nodes = [
        constant("axes", [1, 2]),
        constant("weights", weights),
        node("Mean", PICTURE, "axes", keep_dims=False),
        node("MatMul", "layers/Mean", "weights", transpose_b=True),
    ]
    check(tmp_path, engine, nodes, pictures, lambda x: x.mean((1, 2)) @ weights.T)


def test_an_input_that_is_turned_is_refused(tmp_path):
    nodes = [
        constant("axes", [1, 2]),
        constant("weights", np.ones((CHANNELS, 5), np.float32)),
        node("Mean", PICTURE, "axes", keep_dims=False),
        node("MatMul", "layers/Mean", "weights", transpose_a=True),
    ]
    with pytest.raises(ModelError, match="--engine opencv"):
        translate(tmp_path / "nodes.onnx", nodes, ANY_SIZE)


def enlarged(picture, sides, places_of):
    """Interpolate bilinearly where `places_of(cells, side)` says, rows first and then columns."""
    for axis, side in zip((1, 2), sides, strict=True):
        cells = picture.shape[axis]
        places = np.clip(places_of(cells, side), 0, cells - 1)
        shares = np.maximum(0, 1 - np.abs(places[:, None] - np.arange(cells)))
        moved = np.moveaxis(picture, axis, -1) @ shares.T
        picture = np.moveaxis(moved, -1, axis)
    return picture.astype(np.float32)


@pytest.mark.parametrize("sides", [(15, 15), (33, 33), (14, 20)])
@pytest.mark.parametrize(
    ("attributes", "places_of"),
    [
        ({"align_corners": True}, lambda cells, side: np.linspace(0, cells - 1, side)),
        ({"align_corners": False}, lambda cells, side: np.arange(side) * cells / side),
        ({"half_pixel_centers": True}, lambda c, side: (np.arange(side) + 0.5) * c / side - 0.5),
    ],
)
def test_bilinear_enlarging(tmp_path, engine, random, attributes, places_of, sides):
    pictures = [random.standard_normal((2, n, n, CHANNELS)).astype(np.float32) for n in (4, 7)]
    layer = node("ResizeBilinear", PICTURE, "sides", **attributes)
    nodes = [constant("sides", list(sides)), layer]
    check(tmp_path, engine, nodes, pictures, lambda x: enlarged(x, sides, places_of))


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([constant("axis", 1), node("ConcatV2", PICTURE, PICTURE, "axis")], "layers/ConcatV2"),
        ([constant("axes", [0, 1]), node("Mean", PICTURE, "axes")], "layers/Mean"),
        ([node("Conv2D", PICTURE, PICTURE)], "'picture' is no constant: give a frozen graph"),
        (
            [node("MaxPool", PICTURE, **window((2, 2), (2, 2), "EXPLICIT"))],
            "'layers/MaxPool' has EXPLICIT padding in NHWC order, .* use --engine opencv",
        ),
        (
            [node("MaxPool", PICTURE, **window((2, 2), (2, 2), "SAME") | {"data_format": "NCHW"})],
            "'layers/MaxPool' has SAME padding in NCHW order, .* use --engine opencv",
        ),
        ([node("Cosh", PICTURE)], "'layers/Cosh' is a Cosh, .* use --engine opencv"),
    ],
)
def test_what_no_detector_of_the_zoo_has_is_refused(tmp_path, nodes, message):
    with pytest.raises(ModelError, match=rf"graph\.pb: .*{message}") as caught:
        translate(tmp_path / "nodes.onnx", nodes, ANY_SIZE)
    assert "\n" not in str(caught.value)
