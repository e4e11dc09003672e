"""Rewrites change what a graph is made of, never what it computes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from maskrcnn.models.tensorflow_graph import read_graph, write_text_graph
from maskrcnn.models.tensorflow_graph.graph import Node
from maskrcnn.models.tensorflow_graph.simplification import simplified
from tests.support.tensorflow_builder import GraphBuilder, Window
from tests.support.tensorflow_graphs import ExtractorName, Setup, faster_rcnn, mask_rcnn
from tests.support.tensorflow_layers import Scope, convolved
from tests.support.tensorflow_nets import Floats, run_behind_own_text, synthetic_picture
from tests.support.tensorflow_ssd import ssd, ssd_pyramid


def simple(builder: GraphBuilder, folder: Path, node: str) -> Node:
    """Return a node of a graph as it is after simplification."""
    return simplified(read_graph(builder.save(folder / "graph.pb")))[node]


@pytest.mark.parametrize(
    ("make", "first"),
    [
        (mask_rcnn, ["Placeholder", "Mul", "Sub", "DepthwiseConv2dNative"]),
        (faster_rcnn, ["Placeholder", "Sub", "Pad", "Conv2D"]),
        (ssd, ["Placeholder", "Mul", "Sub", "Conv2D"]),
        (ssd_pyramid, ["Placeholder", "Mul", "Sub", "Conv2D"]),
    ],
)
def test_scaling_stays_and_resizing_goes(
    make: Callable[[Path], Path], first: list[str], tmp_path: Path
) -> None:
    """Whether values are scaled before the picture is resized or after it."""
    text = write_text_graph(read_graph(make(tmp_path / "graph.pb")))
    assert "/map/" not in text
    assert "ToFloat" not in text
    operations = [line.split('"')[1] for line in text.splitlines() if line.startswith("  op:")]
    assert operations[:4] == first


def test_identities_are_read_through_and_loops_of_them_end(tmp_path: Path) -> None:
    builder = GraphBuilder()
    value = builder.const("value", 1.0)
    link = builder.node("b", "Identity", builder.node("a", "Identity", value))
    builder.node("sum", "Add", link, "x", T=1)
    builder.node("x", "Identity", builder.node("y", "Identity", "x"))
    inputs = simple(builder, tmp_path, "sum").inputs
    assert inputs[0] == "value"
    assert inputs[1] in ("x", "y")


def test_batch_norms_spelled_out_give_what_fused_ones_give(tmp_path: Path) -> None:
    image = synthetic_picture()
    spelled, fused = (
        run_behind_own_text(ssd(tmp_path / f"{spelled}.pb", spelled=spelled), image)
        for spelled in (True, False)
    )
    assert (fused["detection_out"][..., 2] > 0.3).any()
    assert np.allclose(spelled["detection_out"], fused["detection_out"], atol=1e-5)


def test_a_batch_norm_without_gamma_has_ones_for_it(tmp_path: Path) -> None:
    builder = GraphBuilder()
    builder.widths["image"] = 2
    image = builder.node("image", "Placeholder", dtype=1)
    parts = {name: builder.variable(name, np.arange(2) + 1.0) for name in ("beta", "mean", "var")}
    total = builder.node("add", "AddV2", parts["var"], builder.const("epsilon", 0.01))
    scale = builder.node("Rsqrt", "Rsqrt", total)
    scaled = builder.node("mul", "Mul", image, scale)
    shift = builder.node("mul_1", "Mul", parts["mean"], scale)
    rest = builder.node("sub", "Sub", parts["beta"], shift)
    builder.node("add_1", "AddV2", scaled, rest)

    graph = simplified(read_graph(builder.save(tmp_path / "graph.pb")))
    norm = graph["add_1"]
    assert norm.op == "FusedBatchNorm"
    assert norm.inputs == ("image", "add_1/gamma", "beta", "mean", "var")
    assert norm.attributes["epsilon"] == pytest.approx(0.01)
    gamma = graph.constant("add_1/gamma")
    assert gamma is not None
    assert gamma.tolist() == [1, 1]


def test_a_sum_that_is_no_batch_norm_stays(tmp_path: Path) -> None:
    builder = GraphBuilder()
    image = builder.node("image", "Placeholder", dtype=1)
    two = builder.const("two", 2.0)
    product = builder.node("mul", "Mul", image, two)
    builder.node("sum", "Add", product, builder.node("sub", "Sub", image, two))
    assert simple(builder, tmp_path, "sum").op == "Add"


@pytest.mark.parametrize(
    ("kernel", "rate"), [((3, 3), 3), ((1, 1), 2), ((1, 7), 2), ((7, 1), 2), ((3, 3), 4)]
)
def test_convolutions_with_holes_become_one(
    kernel: tuple[int, int], rate: int, tmp_path: Path
) -> None:
    builder = GraphBuilder()
    image = builder.node("image_tensor", "Placeholder", dtype=1)
    builder.widths[image] = 3
    window = Window(kernel, rate=rate)
    name = convolved(builder, Scope("conv", "conv"), image, 2, window)
    layer = simple(builder, tmp_path, name)
    assert (layer.op, layer.inputs) == ("Conv2D", ("image_tensor", "conv/weights"))
    assert layer.spatial("dilations") == (rate, rate)
    assert layer.attributes["padding"] == "SAME"


@pytest.mark.parametrize(
    ("extractor", "layer"),
    [
        ("resnet", "resnet_v1_50/{}block3/unit_2/bottleneck_v1/conv2"),
        ("inception_resnet", "InceptionResnetV2/{}Repeat_1/block17_2/Branch_1/Conv2d_0b_1x7"),
        ("inception_resnet", "InceptionResnetV2/{}Repeat_1/block17_1/Branch_0/Conv2d_1x1"),
    ],
)
def test_convolutions_with_holes_compute_what_they_should(
    extractor: ExtractorName, layer: str, tmp_path: Path
) -> None:
    """OpenCV overlooks the holes unless the text graph spells them out."""
    path = mask_rcnn(tmp_path / "holes.pb", Setup(extractor=extractor))
    layer = f"FirstStageFeatureExtractor/{layer}"
    graph = read_graph(path)
    node = layer.format(layer.split("/")[1] + "/")
    before, after = graph[f"{node}/SpaceToBatchND"].data[0], f"{node}/BatchToSpaceND"
    found = run_behind_own_text(path, synthetic_picture(), before, after)

    weights = graph.constant(f"{layer.format('')}/weights")
    assert weights is not None
    expected = with_holes(found[before], weights, rate=2)
    assert np.std(expected) > 0.1
    assert np.allclose(found[after], expected, atol=1e-4)


def with_holes(image: Floats, weights: Floats, rate: int) -> Floats:
    """Convolve (1, channels, rows, columns), keeping the size."""
    high, wide = (rate * (size - 1) for size in weights.shape[:2])
    _, _, rows, columns = image.shape
    padded = np.pad(image, ((0, 0), (0, 0), (high // 2, high // 2), (wide // 2, wide // 2)))
    parts = [
        np.einsum(
            "bchw,cd->bdhw",
            padded[:, :, rate * y : rate * y + rows, rate * x : rate * x + columns],
            weights[y, x],
        )
        for y, x in np.ndindex(weights.shape[:2])
    ]
    return np.asarray(np.sum(parts, axis=0), np.float32)


def test_doubling_repeats_each_cell(tmp_path: Path) -> None:
    graph = ssd_pyramid(tmp_path / "pyramid.pb")
    scope = "FeatureExtractor/MobilenetV1/fpn"
    doubled = f"{scope}/top_down/level_1/nearest_neighbor_upsampling/Reshape_1"
    coarse = f"{scope}/projection_3/Conv2D"
    found = run_behind_own_text(graph, synthetic_picture(), doubled, coarse)
    assert found[coarse].std() > 0
    assert np.array_equal(found[doubled], found[coarse].repeat(2, axis=2).repeat(2, axis=3))
