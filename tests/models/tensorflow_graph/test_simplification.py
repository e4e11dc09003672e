"""Rewrites change what a graph is made of, never what it computes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from maskrcnn.models.tensorflow_graph import read_graph, write_text_graph
from maskrcnn.models.tensorflow_graph.graph import Node
from maskrcnn.models.tensorflow_graph.simplification import simplified
from tests.support.tensorflow_builder import GraphBuilder
from tests.support.tensorflow_extractors import atrous
from tests.support.tensorflow_graphs import faster_rcnn, mask_rcnn, ssd, ssd_pyramid
from tests.support.tensorflow_nets import run_behind_own_text, synthetic_picture


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


def test_convolutions_with_holes_become_one(tmp_path: Path) -> None:
    builder = GraphBuilder()
    image = builder.node("image_tensor", "Placeholder", dtype=1)
    builder.widths[image] = 3
    layer = simple(builder, tmp_path, atrous(builder, "conv", image, "weights", 3))
    assert (layer.op, layer.inputs) == ("Conv2D", ("image_tensor", "weights"))
    assert layer.spatial("dilations") == (3, 3)
    assert layer.attributes["padding"] == "SAME"


def test_convolutions_with_holes_compute_what_they_should(tmp_path: Path) -> None:
    """OpenCV overlooks the holes unless the text graph spells them out."""
    path = faster_rcnn(tmp_path / "holes.pb")
    scope = "FirstStageFeatureExtractor/resnet_v1_50/{}block2/unit_1/bottleneck_v1"
    nodes, variables = scope.format("resnet_v1_50/"), scope.format("")
    before, after = f"{nodes}/conv1/Relu", f"{nodes}/conv2/convolution/BatchToSpaceND"
    found = run_behind_own_text(path, synthetic_picture(), before, after)

    weights = read_graph(path).constant(f"{variables}/conv2/weights")
    assert weights is not None
    _, _, rows, columns = found[before].shape
    padded = np.pad(found[before], ((0, 0), (0, 0), (2, 2), (2, 2)))
    expected = sum(
        np.einsum(
            "bchw,cd->bdhw", padded[:, :, y : y + rows, x : x + columns], weights[y // 2, x // 2]
        )
        for y in (0, 2, 4)
        for x in (0, 2, 4)
    )
    assert np.std(expected) > 0.1
    assert np.allclose(found[after], expected, atol=1e-4)


def test_doubling_repeats_each_cell(tmp_path: Path) -> None:
    graph = ssd_pyramid(tmp_path / "pyramid.pb")
    scope = "FeatureExtractor/MobilenetV1/fpn"
    doubled = f"{scope}/top_down/level_1/nearest_neighbor_upsampling/Reshape_1"
    coarse = f"{scope}/projection_3/Conv2D"
    found = run_behind_own_text(graph, synthetic_picture(), doubled, coarse)
    assert found[coarse].std() > 0
    assert np.array_equal(found[doubled], found[coarse].repeat(2, axis=2).repeat(2, axis=3))
